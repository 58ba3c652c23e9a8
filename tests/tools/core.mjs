// npm run build:core: core as one ESM file, dist/core/pokescope-core.js, without a page.
// The pipeline's exports stand at its top; each package is there too under its own name.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { ROOT } from './process.mjs';

const CORE = join(ROOT, 'src', 'core');
const ENTRY = 'virtual:pokescope-core';

/** The text of a module that exports all packages. */
function entryText() {
  const packages = readdirSync(CORE).filter((name) => existsSync(join(CORE, name, 'index.ts')));
  const address = (/** @type {string} */ name) => JSON.stringify(join(CORE, name, 'index.ts'));
  return [
    ...packages.map((name) => `export * as ${name} from ${address(name)};`),
    `export * from ${address('pipeline')};`,
  ].join('\n');
}

const outDir = join(ROOT, 'dist', 'core');
const bundled = join(outDir, 'pokescope-core.js');

await build({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  plugins: [
    {
      name: 'core-entry',
      resolveId: (id) => (id === ENTRY ? `\0${ENTRY}` : null),
      load: (id) => (id === `\0${ENTRY}` ? entryText() : null),
    },
  ],
  build: {
    // Server side: keeps all exports and adds nothing for a browser. Core imports nothing of Node.
    ssr: true,
    target: 'es2022',
    outDir,
    emptyOutDir: true,
    minify: false,
    sourcemap: true,
    copyPublicDir: false,
    rolldownOptions: {
      input: { 'pokescope-core': ENTRY },
      output: { entryFileNames: '[name].js', codeSplitting: false },
    },
  },
});

// A bundle that Node cannot load is no bundle.
const core = await import(pathToFileURL(bundled).href);
console.log(`dist/core/pokescope-core.js exports ${Object.keys(core).sort().join(', ')}`);
