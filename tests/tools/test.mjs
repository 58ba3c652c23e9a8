// npm test: installs what is missing (packages, a browser, in CI a compiler and Spin), then runs every check.

import { ensureChromium } from './chromium.mjs';
import { ensureCompiler } from './compiler.mjs';
import { ensureDependencies, ensureNode } from './dependencies.mjs';
import { run } from './process.mjs';
import { ensureSpin } from './spin.mjs';

/** Sets up, and returns the exit code of all checks. */
async function main() {
  ensureNode();
  await ensureDependencies();
  const browser = await ensureChromium();
  console.log(`Browser: ${browser}`);
  await ensureCompiler();
  await ensureSpin();
  const env = { CHROMIUM_PATH: browser };
  const { code } = await run(process.execPath, ['tests/tools/check.mjs'], { env });
  return code;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
