// Sizes of the built page, in kB of 1,000 bytes after gzip -9 (as size-limit counts).

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sortByBudget } from '../tools/budgets.mjs';
import type { Bench, Benches } from './bench.ts';

/** The limits of the gate, so that they stand in one place: `size-limit` in package.json. */
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly 'size-limit': readonly { readonly path: string; readonly limit: string }[];
};

function barOf(folder: string): number {
  const budget = manifest['size-limit'].find(({ path }) => path.includes(`sizes/${folder}/`));
  const bar = Number.parseFloat(budget?.limit ?? '');
  if (!(bar > 0)) throw new Error(`package.json has no size limit for ${folder}`);
  return bar;
}

function gzippedKilobytes(folder: string): number {
  sortByBudget('.');
  const path = join('dist/sizes', folder);
  const files = readdirSync(path).map((file) => readFileSync(join(path, file)));
  const sizes = files.map((file) => gzipSync(file, { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

const sizeOf = (name: string, folder: string): Bench => ({
  kind: 'samples',
  name,
  unit: 'kB',
  bars: [barOf(folder)],
  byP95: false,
  run: () => Promise.resolve([gzippedKilobytes(folder)]),
});

export const benches: Benches = [
  sizeOf('shell: JS before the editor, gzip', 'shell'),
  sizeOf('lazy parts without the editor, gzip', 'lazy'),
  sizeOf('editor: Monaco, gzip', 'editor'),
  sizeOf('workers: engine and Monaco, gzip', 'worker'),
  sizeOf('styles, gzip', 'styles'),
];
