// Sizes of the built page, in kB of 1,000 bytes after gzip -9 (as size-limit counts).

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Bench, Benches } from './bench.ts';

const ASSETS = 'dist/page/assets';

function gzippedKilobytes(folder: string, ending: string): number {
  const path = join(ASSETS, folder);
  if (!existsSync(path)) throw new Error(`${path} is not there; "npm run build" makes it`);
  const files = readdirSync(path).filter((file) => file.endsWith(ending));
  const sizes = files.map((file) => gzipSync(readFileSync(join(path, file)), { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

const sizeOf = (name: string, folder: string, bar: number, ending = '.js'): Bench => ({
  kind: 'samples',
  name,
  unit: 'kB',
  bars: [bar],
  byP95: false,
  run: () => Promise.resolve([gzippedKilobytes(folder, ending)]),
});

export const benches: Benches = [
  sizeOf('shell: JS before the editor, gzip', 'shell', 150),
  sizeOf('editor: Monaco, gzip', 'editor', 900),
  sizeOf('workers: engine and Monaco, gzip', 'worker', 250),
  sizeOf('styles, gzip', '.', 60, '.css'),
];
