// Spin for the cross-check of exported models (tests/spin), which reports itself as not run where there is
// none. Nobody needs it, so only CI installs it.

import { installFromDebian } from './debian.mjs';
import { run } from './process.mjs';

/** Installs spin in CI where it is missing. */
export async function ensureSpin() {
  if (process.env['CI'] === undefined) {
    return;
  }
  const { code } = await run('spin', ['-V'], { capture: true });
  if (code !== 0) {
    await installFromDebian('Spin', ['spin']);
  }
}
