// npm run lab -- COMMAND: the command line of src/cli. Bundled again whenever a source is newer.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, toolFile } from './process.mjs';

const SOURCES = ['src/cli', 'src/core', 'src/labs'];
const BUNDLE = join(ROOT, 'dist', 'lab', 'lab.js');
/** As src/cli has it for input that it cannot work on. */
const BAD_INPUT = 2;

/** @returns {number} when a source was last written */
function newestSource() {
  const times = SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
  return Math.max(...times);
}

/** Bundles in a folder of its own first: two of these may run at a time. */
async function bundle() {
  if (existsSync(BUNDLE) && statSync(BUNDLE).mtimeMs > newestSource()) return;
  // Says what to do where nothing is installed yet.
  toolFile('vite');
  const { bundleForNode } = await import('./bundle.mjs');
  const folder = `lab-${process.pid}`;
  const { lab } = await bundleForNode(folder, { lab: 'src/cli/main.ts' });
  mkdirSync(join(ROOT, 'dist', 'lab'), { recursive: true });
  renameSync(String(lab), BUNDLE);
  rmSync(join(ROOT, 'dist', folder), { recursive: true });
}

try {
  await bundle();
  // Files are named from where the user stands.
  process.chdir(process.env['INIT_CWD'] ?? process.cwd());
  // In this very process: if it runs out of memory, no exit code of `check` stands in for that.
  await import(pathToFileURL(BUNDLE).href);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = BAD_INPUT;
}
