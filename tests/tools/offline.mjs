// The page as one HTML file that works from disk: its script packed, the engine inside of that, styles and
// the font as data. `npm run build` writes it beside the page, which fills in a state and hands it
// out; the development server makes it when it is asked for.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { ROOT } from './process.mjs';

export const OFFLINE_FILE = 'offline.html';

/**
 * Faces for scripts that no lab's code is written in, told by the first characters that each is for:
 * Cyrillic extended, Cyrillic, Greek, Vietnamese.
 */
const LEFT_OUT = /@font-face\s*\{[^}]*unicode-range:\s*U\+(?:0?460-|0?301|0?370-|0?102-)[^}]*\}/gi;

const SPAWN = /\/src\/worker\/spawn\.ts$/;
const EDITOR = /\/src\/ui\/editor\/MonacoEditor\.tsx$/;

/** How `spawn.ts` starts the worker, and what starts it in one file. */
const NEW_WORKER =
  /new Worker\(\s*new URL\('\.\/engine\.worker\.ts', import\.meta\.url\),\s*\{[^}]*\}\s*\)/;
const ENGINE = 'virtual:engine-text';

/** @typedef {import('vite').Rolldown.OutputChunk | import('vite').Rolldown.OutputAsset} BuiltFile */

/**
 * One classic script from a TypeScript entry, with all that it imports.
 * @param {string} entry relative to the root
 * @param {import('vite').Plugin[]} plugins
 * @returns {Promise<readonly BuiltFile[]>}
 */
async function bundle(entry, plugins) {
  const output = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    base: './',
    plugins,
    build: {
      target: 'es2022',
      write: false,
      copyPublicDir: false,
      cssCodeSplit: false,
      modulePreload: false,
      assetsInlineLimit: () => true,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: {
        input: join(ROOT, entry),
        output: { format: 'iife', codeSplitting: false },
        // Nothing is loaded from beside the script, whose address is never asked for.
        checks: { emptyImportMeta: false },
      },
    },
  });
  return /** @type {import('vite').Rolldown.RolldownOutput} */ (
    Array.isArray(output) ? output[0] : output
  ).output;
}

/**
 * The only script among built files, which may be all that there is besides one style.
 * @param {readonly BuiltFile[]} files
 * @param {number} count
 * @returns {string}
 */
function scriptOf(files, count) {
  const scripts = files.filter((file) => file.type === 'chunk');
  if (scripts.length !== 1 || files.length !== count) {
    throw new Error(`Not one script: ${files.map((file) => file.fileName).join(', ')}.`);
  }
  return scripts[0]?.code ?? '';
}

/** A module that starts the engine out of its own text. */
async function engineModule() {
  const script = scriptOf(await bundle('src/worker/engine.worker.ts', []), 1);
  return `const script = ${JSON.stringify(script)};
let address = '';
export function startEngine() {
  address ||= URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  return new Worker(address, { name: 'engine' });
}
`;
}

/**
 * What differs from the page with files of its own: the worker comes out of the script, and the plain
 * editor is the only one.
 * @returns {import('vite').Plugin}
 */
function inOneFile() {
  return {
    name: 'in-one-file',
    enforce: 'pre',
    resolveId: (id) => (id === ENGINE ? `\0${ENGINE}` : null),
    load: (id) => (id === `\0${ENGINE}` ? engineModule() : null),
    transform(code, id) {
      const file = id.split('?')[0] ?? '';
      if (SPAWN.test(file)) {
        if (!NEW_WORKER.test(code))
          this.error('spawn.ts starts its worker in another way than it did');
        const started = code.replace(NEW_WORKER, 'startEngine()');
        return `import { startEngine } from '${ENGINE}';\n${started}`;
      }
      if (EDITOR.test(file)) return 'export const MonacoEditor = null;';
      if (file.includes('/node_modules/monaco-editor/')) {
        this.error(`the offline file would hold Monaco: ${file}`);
      }
      return null;
    },
  };
}

/** @returns {Promise<{ script: string, style: string }>} */
async function pageParts() {
  const files = await bundle('src/main.tsx', [inOneFile(), ...react()]);
  const script = scriptOf(files, 2);
  const style = files.find((file) => file.fileName.endsWith('.css'));
  if (style?.type !== 'asset') throw new Error('The page has no style.');
  return { script, style: String(style.source).replace(LEFT_OUT, '') };
}

/**
 * @param {string} text
 * @returns {string} source expression of a content security policy
 */
function hashSource(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** Unpacks the page's script and runs it. Classic, and short enough to be read. */
const BOOT = `
(async () => {
  const packed = Uint8Array.from(atob(document.getElementById('packed').textContent), (char) => char.charCodeAt(0));
  const script = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const address = URL.createObjectURL(new Blob([await new Response(script).arrayBuffer()], { type: 'text/javascript' }));
  const element = document.createElement('script');
  element.src = address;
  element.onload = () => element.remove();
  document.head.append(element);
})().catch((error) => {
  document.getElementById('root').textContent = 'This file could not be unpacked: ' + error.message + '. It needs a browser of 2023 or later.';
});
`;

/**
 * The page in one file, with no state in it. Its script is deflated: the file is to be sent by mail.
 * @returns {Promise<string>}
 */
export async function offlinePage() {
  const built = await pageParts();
  const packed = deflateRawSync(built.script, { level: 9 }).toString('base64');
  const style = built.style.trim();
  if (/<\/style/i.test(style)) throw new Error('The style would end early.');
  const icon = readFileSync(join(ROOT, 'public', 'favicon.svg')).toString('base64');
  const policy = [
    "default-src 'none'",
    // The boot script by its hash, and what it unpacks, which is a blob.
    `script-src ${hashSource(BOOT)} blob:`,
    // React and D3 set style attributes.
    "style-src 'unsafe-inline'",
    'worker-src blob:',
    "connect-src 'none'",
    'img-src data: blob:',
    'font-src data:',
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="pokescope-start" content="">
<meta name="pokescope-home" content="">
<title>pokescope</title>
<link rel="icon" type="image/svg+xml" href="data:image/svg+xml;base64,${icon}">
<style>${style}</style>
</head>
<body>
<div id="root"></div>
<noscript>pokescope assembles, compiles and steps in the page, so it needs JavaScript.</noscript>
<script type="text/plain" id="packed">${packed}</script>
<script>${BOOT}</script>
</body>
</html>
`;
}

/**
 * Writes the file beside the built page; the development server answers with it.
 * @returns {import('vite').Plugin}
 */
export function offlinePlugin() {
  /** @type {Promise<string> | null} */
  let making = null;
  return {
    name: 'offline-page',
    applyToEnvironment: (environment) => environment.name === 'client',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: OFFLINE_FILE, source: await offlinePage() });
    },
    configureServer(server) {
      server.middlewares.use(`/${OFFLINE_FILE}`, (_request, response) => {
        making ??= offlinePage().finally(() => {
          making = null;
        });
        making.then(
          (html) => {
            response.setHeader('content-type', 'text/html; charset=utf-8');
            response.end(html);
          },
          (error) => {
            response.statusCode = 500;
            response.end(String(error));
          },
        );
      });
    },
  };
}
