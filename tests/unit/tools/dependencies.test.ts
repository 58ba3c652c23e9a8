import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { missingPackages } from '../../tools/dependencies.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pokescope-lock-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes a lock file, or with 'installed' npm's own record of what node_modules holds. */
function write(which: 'wanted' | 'installed', packages: Record<string, object>): void {
  const path = which === 'wanted' ? 'package-lock.json' : 'node_modules/.package-lock.json';
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ packages }));
}

const OTHER_OS = process.platform === 'win32' ? 'linux' : 'win32';
const A = { version: '1.0.0' };
const NATIVE = { version: '2.0.0', optional: true, os: [process.platform], cpu: [process.arch] };

describe('missingPackages', () => {
  it('names all packages when nothing is installed', () => {
    write('wanted', { '': {}, 'node_modules/a': A });
    expect(missingPackages(root)).toEqual(['node_modules/a']);
  });

  it('names none when the record equals the lock file', () => {
    write('wanted', { '': {}, 'node_modules/a': A, 'node_modules/native': NATIVE });
    write('installed', { 'node_modules/a': A, 'node_modules/native': NATIVE });
    expect(missingPackages(root)).toEqual([]);
  });

  it('names a package of another version', () => {
    write('wanted', { 'node_modules/a': { version: '1.0.1' } });
    write('installed', { 'node_modules/a': A });
    expect(missingPackages(root)).toEqual(['node_modules/a']);
  });

  it("names this system's native binary, not another's", () => {
    const foreign = { version: '2.0.0', optional: true, os: [OTHER_OS] };
    write('wanted', { 'node_modules/native': NATIVE, 'node_modules/foreign': foreign });
    write('installed', {});
    expect(missingPackages(root)).toEqual(['node_modules/native']);
  });

  it('leaves out what only a binary of another system needs', () => {
    write('wanted', { 'node_modules/wasm-runtime': { version: '1.0.0', optional: true } });
    write('installed', {});
    expect(missingPackages(root)).toEqual([]);
  });

  it('finds this repository complete', () => {
    expect(missingPackages('.')).toEqual([]);
  });
});
