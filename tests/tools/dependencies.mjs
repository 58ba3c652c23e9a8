// Installs the packages of the lock file if node_modules does not hold them already.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runNpm } from './process.mjs';

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {boolean} [optional]
 * @property {boolean} [link]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 * @property {Readonly<Record<string, string>>} [optionalDependencies]
 */

/**
 * @param {string} file
 * @returns {Record<string, LockEntry>}
 */
export function readLockPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/**
 * @param {readonly string[] | undefined} allowed
 * @param {string} here
 */
function fits(allowed, here) {
  if (allowed === undefined) {
    return true;
  }
  return allowed.includes(here) || (allowed[0]?.startsWith('!') && !allowed.includes(`!${here}`));
}

function libc() {
  if (process.platform !== 'linux') {
    return 'none';
  }
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
    /** @type {unknown} */ (process.report.getReport())
  );
  return header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

/**
 * True if npm must have installed this package here. Native binaries of this system count: an
 * install made on another one, such as a folder mounted into a container, lacks them all. Optional
 * packages for any system do not: npm leaves those out that only another system's binary needs.
 * @param {LockEntry} entry
 * @param {string} libcHere
 */
function isForThisMachine(entry, libcHere) {
  const isNative = entry.os !== undefined || entry.cpu !== undefined;
  return (
    (isNative || !entry.optional) &&
    fits(entry.os, process.platform) &&
    fits(entry.cpu, process.arch) &&
    (process.platform !== 'linux' || fits(entry.libc, libcHere))
  );
}

/**
 * Names what node_modules lacks, compared to the lock file; empty if all is there.
 * @param {string} root
 * @returns {string[]}
 */
export function missingPackages(root) {
  const wanted = readLockPackages(join(root, 'package-lock.json'));
  // npm writes this file last, so that an interrupted install has none.
  const record = join(root, 'node_modules', '.package-lock.json');
  const present = existsSync(record) ? readLockPackages(record) : {};
  const libcHere = libc();
  return Object.entries(wanted)
    .filter(([path]) => path !== '')
    .filter(([, entry]) => isForThisMachine(entry, libcHere))
    .filter(([path, entry]) => present[path]?.version !== entry.version)
    .map(([path]) => path);
}

/** Makes node_modules what the lock file says. Throws if npm fails. */
export async function ensureDependencies() {
  const missing = missingPackages(ROOT);
  if (missing.length === 0) {
    return;
  }
  console.log(`Installing packages (${missing.length} missing or outdated) ...`);
  const { code } = await runNpm(['ci', '--no-audit', '--no-fund']);
  if (code !== 0) {
    throw new Error(`"npm ci" failed with exit code ${code}; its messages stand above.`);
  }
}

/** Refuses versions of Node that the tools cannot run on, with a sentence instead of a stack. */
export function ensureNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node 20.19 or newer is needed; this is ${process.versions.node}.`);
  }
}
