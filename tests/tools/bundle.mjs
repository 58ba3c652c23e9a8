// Bundles TypeScript programs for Node: Node 20 cannot run TypeScript, and users run Node 20 to 24.

import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from './process.mjs';

/**
 * Bundles each entry into `dist/<folder>/<name>.js`; npm packages and Node stay imports.
 * @param {string} folder
 * @param {Readonly<Record<string, string>>} entries name to file, relative to the root
 * @returns {Promise<Record<string, string>>} name to bundled file
 */
export async function bundleForNode(folder, entries) {
  const outDir = join(ROOT, 'dist', folder);
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      minify: false,
      sourcemap: true,
      copyPublicDir: false,
      rolldownOptions: { input: { ...entries }, output: { entryFileNames: '[name].js' } },
    },
  });
  return Object.fromEntries(Object.keys(entries).map((name) => [name, join(outDir, `${name}.js`)]));
}
