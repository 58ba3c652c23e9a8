// npm start: installs what is missing, then serves the page with hot updates.
// Arguments go on to Vite, e.g. `npm start -- --port 3000`.

import { pathToFileURL } from 'node:url';
import { ensureDependencies, ensureNode } from './dependencies.mjs';
import { ROOT, toolFile } from './process.mjs';

try {
  ensureNode();
  await ensureDependencies();
  // In this very process, so that whatever stops it stops the server.
  process.chdir(ROOT);
  await import(pathToFileURL(toolFile('vite')).href);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
