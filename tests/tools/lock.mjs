// npm run lock [-- FOLDER]: what npm itself does not check about package.json and the lock file.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLockPackages } from './dependencies.mjs';
import { ROOT } from './process.mjs';

const root = process.argv[2] ?? ROOT;
const packages = readLockPackages(join(root, 'package-lock.json'));

/**
 * True if a package of this name is installed where `path` would find it.
 * @param {string} path of the package that asks, e.g. "node_modules/a/node_modules/b"
 * @param {string} name
 */
function isResolvable(path, name) {
  for (let folder = path; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    if (`${folder}/node_modules/${name}` in packages) {
      return true;
    }
    if (!folder.includes('/node_modules/')) {
      return `node_modules/${name}` in packages;
    }
  }
}

/**
 * A lock file written while a platform's package was missing from the registry leaves it out without
 * a word: users of that platform then get no binary.
 * @returns {string[]}
 */
function missingOptional() {
  return Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !isResolvable(path, name))
      .map((name) => `${path}: optional dependency ${name} has no entry in the lock file`),
  );
}

/** @returns {string[]} versions of package.json that are not exact */
function loosePins() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const pins = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.overrides };
  return Object.entries(pins)
    .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))
    .map(([name, version]) => `package.json: ${name} is not pinned exactly: ${version}`);
}

/** @returns {string[]} addresses in the lock file: it must install from any registry */
function addresses() {
  const text = readFileSync(join(root, 'package-lock.json'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.includes('"resolved"'))
    .map((line) => `package-lock.json: an address: ${line.trim()}`);
}

const complaints = [...missingOptional(), ...loosePins(), ...addresses()];
for (const complaint of complaints) {
  console.log(complaint);
}
console.log(`${Object.keys(packages).length} packages, ${complaints.length} complaints`);
process.exitCode = complaints.length === 0 && Object.keys(packages).length > 1 ? 0 : 1;
