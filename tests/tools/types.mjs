// npm run types: one tsc run per config, because each part of the tree may see other globals.

import { runTool } from './process.mjs';

/** The largest first: two runs at a time, and the short ones fill the gaps. */
const PROJECTS = ['tests', 'src', 'src/core', 'src/worker', 'src/url', 'src/labs', 'src/cli'];

/** @param {Iterator<string>} projects shared by all lanes @returns {Promise<number>} failures */
async function checkLane(projects) {
  let failed = 0;
  for (let next = projects.next(); !next.done; next = projects.next()) {
    const args = ['-p', next.value, '--pretty', 'false'];
    const { code, output } = await runTool('typescript', args, { bin: 'tsc', capture: true });
    console.log(`${output}${code === 0 ? 'ok  ' : 'FAIL'} tsc -p ${next.value}`);
    failed += code === 0 ? 0 : 1;
  }
  return failed;
}

const projects = PROJECTS.values();
const failed = await Promise.all([checkLane(projects), checkLane(projects)]);
process.exitCode = failed.every((count) => count === 0) ? 0 : 1;
