// npm start: installs what is missing, then serves the page with hot updates.
// Arguments go on to Vite, e.g. `npm start -- --port 3000`.

import { ensureDependencies, ensureNode } from './dependencies.mjs';
import { runTool } from './process.mjs';

try {
  ensureNode();
  await ensureDependencies();
  const { code } = await runTool('vite', process.argv.slice(2));
  process.exitCode = code;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
