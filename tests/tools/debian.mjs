// Installing packages of Debian where that is possible: as root, with apt-get.

import { accessSync, constants } from 'node:fs';
import { run } from './process.mjs';

/** @param {string} file */
export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs the packages, or does nothing where there is no apt-get or no right to use it. Whether it
 * helped is for the caller to find out.
 * @param {string} what for the line that is printed
 * @param {readonly string[]} packages
 */
export async function installFromDebian(what, packages) {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !isProgram('/usr/bin/apt-get')) {
    return;
  }
  console.log(`Installing ${what} with apt-get ...`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env });
}
