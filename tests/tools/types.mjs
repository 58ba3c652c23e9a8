// npm run types: one tsc run per config, because each part of the tree may see other globals.

import { runTool } from './process.mjs';

const PROJECTS = ['src/core', 'src/labs', 'src/url', 'src/worker', 'src', 'tests'];

let failed = 0;
for (const project of PROJECTS) {
  const { code } = await runTool('typescript', ['-p', project], { bin: 'tsc' });
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} tsc -p ${project}`);
  failed += code === 0 ? 0 : 1;
}
process.exitCode = failed === 0 ? 0 : 1;
