// Sizes of the built page, in kB of 1,000 bytes after gzip -9 (as size-limit counts).

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sortByBudget } from '../tools/budgets.mjs';
import type { Bench, Benches } from './bench.ts';

function gzippedKilobytes(folder: string): number {
  sortByBudget('.');
  const path = join('dist/sizes', folder);
  const files = readdirSync(path).map((file) => readFileSync(join(path, file)));
  const sizes = files.map((file) => gzipSync(file, { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

const sizeOf = (name: string, folder: string, bar: number): Bench => ({
  kind: 'samples',
  name,
  unit: 'kB',
  bars: [bar],
  byP95: false,
  run: () => Promise.resolve([gzippedKilobytes(folder)]),
});

export const benches: Benches = [
  sizeOf('shell: JS before the editor, gzip', 'shell', 150),
  sizeOf('lazy parts without the editor, gzip', 'lazy', 145),
  sizeOf('editor: Monaco, gzip', 'editor', 900),
  sizeOf('workers: engine and Monaco, gzip', 'worker', 250),
  sizeOf('styles, gzip', 'styles', 60),
];
