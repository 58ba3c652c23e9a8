// Writes sw.js beside the built page: src/worker/offline/service-worker.ts with the list of all files.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { build } from 'vite';
import { ROOT } from './process.mjs';

const SOURCE = 'src/worker/offline/service-worker.ts';
const FILE = 'sw.js';

/**
 * @param {string} folder
 * @returns {string[]} paths of all files below, with `/`, sorted
 */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== FILE)
    .sort();
}

/**
 * What the worker keeps. The page under its own name, as that is how it is asked for offline.
 * @param {string} folder of the built page
 */
function precacheOf(folder) {
  const hash = createHash('sha256');
  const files = filesOf(folder);
  for (const file of files) {
    hash.update(file).update(readFileSync(join(folder, file)));
  }
  return { version: hash.digest('hex').slice(0, 12), files: files.map((file) => `./${file}`) };
}

/**
 * @param {string} folder of the built page
 * @returns {Promise<string>}
 */
async function scriptFor(folder) {
  const output = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    define: { __PRECACHE__: JSON.stringify(precacheOf(folder)) },
    build: {
      target: 'es2022',
      write: false,
      copyPublicDir: false,
      rolldownOptions: { input: join(ROOT, SOURCE), output: { format: 'iife' } },
    },
  });
  const built = Array.isArray(output) ? output[0] : output;
  const files = built && 'output' in built ? built.output : [];
  const script = files.find((file) => file.type === 'chunk');
  if (script?.type !== 'chunk' || files.length !== 1) {
    throw new Error(`The service worker is not one script: ${files.length} files.`);
  }
  return script.code;
}

/** @returns {import('vite').Plugin} */
export function serviceWorkerPlugin() {
  let folder = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved: (config) => {
      folder = resolve(config.root, config.build.outDir);
    },
    // Last of all: what other plugins put beside the page is to be kept as well.
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        writeFileSync(join(folder, FILE), await scriptFor(folder));
      },
    },
  };
}
