// A C compiler for the native cross-check (tests/native), which reports itself as not run where
// there is none. Nobody needs one, so only CI installs it.

import { installFromDebian } from './debian.mjs';
import { run } from './process.mjs';

/** Installs gcc in CI where it is missing and can be of use. */
export async function ensureCompiler() {
  const isUseful = process.platform === 'linux' && process.arch === 'x64';
  if (!isUseful || process.env['CI'] === undefined) {
    return;
  }
  const { code } = await run('gcc', ['--version'], { capture: true });
  if (code !== 0) {
    await installFromDebian('gcc', ['gcc', 'libc6-dev']);
  }
}
