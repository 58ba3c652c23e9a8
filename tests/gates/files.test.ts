// Gates that judge files without running them: format, dead code, lock file, sizes.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProjectCopy, type ProjectCopy } from './project-copy.ts';

let project: ProjectCopy;
beforeEach(() => {
  project = createProjectCopy();
});
afterEach(() => project.dispose());

describe('npm run format:check', () => {
  it('accepts a clean tree', () => {
    expect(project.npmRun('format:check')).toMatchObject({ code: 0 });
  });

  it('refuses an unformatted file and unsorted imports, which npm run format mends', () => {
    const path = 'src/core/base/crooked.ts';
    project.plant({
      [path]: 'export  const   crooked = "double";\n',
      'src/store/unsorted.ts':
        "import { VERSION } from '../url/index.ts';\nimport { LABS } from '../labs/index.ts';\n\n" +
        'export const both = [VERSION, LABS];\n',
    });
    const { code, output } = project.npmRun('format:check');
    expect(code).not.toBe(0);
    expect(output).toContain('crooked.ts');
    expect(output).toContain('unsorted.ts');

    expect(project.npmRun('format').code).toBe(0);
    expect(readFileSync(join(project.root, path), 'utf8')).toBe(
      "export const crooked = 'double';\n",
    );
    expect(project.npmRun('format:check').code).toBe(0);
  });
});

describe('npm run dead', () => {
  const KINDS = ['--include', 'files,exports,types,unlisted'];

  it('accepts a tree in which everything is used', () => {
    expect(project.npmRun('dead', KINDS)).toMatchObject({ code: 0 });
  });

  it('refuses an unused export, an unused file and a package that is not listed', () => {
    project.plant({
      'src/core/base/length.ts':
        'export interface Span {\n  readonly start: number;\n  readonly end: number;\n}\n\n' +
        'export function spanLength(span: Span): number {\n  return span.end - span.start;\n}\n\n' +
        'export const forgotten = 1;\n',
      'src/ui/shell/orphan.ts': 'export const orphan = 1;\n',
      'src/store/extra.ts': "import 'left-pad';\n",
      'src/store/model.ts': "import './extra.ts';\n\nexport const model = { version: '1' };\n",
    });
    const { code, output } = project.npmRun('dead', KINDS);
    expect(code).not.toBe(0);
    expect(output).toMatch(/forgotten\s+src\/core\/base\/length\.ts/);
    expect(output).toContain('src/ui/shell/orphan.ts');
    expect(output).toContain('left-pad');
  });

  it('refuses a dependency that nothing imports', () => {
    const { code, output } = project.npmRun('dead', ['--dependencies']);
    expect(code).not.toBe(0);
    expect(output).toMatch(/^monaco-editor\s+package\.json/m);
  });
});

describe('npm run lock', () => {
  const readLock = () => readFileSync(join(project.root, 'package-lock.json'), 'utf8');

  it('accepts the lock file of this repository', () => {
    expect(project.npmRun('lock')).toMatchObject({ code: 0 });
  });

  it('refuses a lock file in which an optional dependency has no entry', () => {
    const lock = JSON.parse(readLock()) as { packages: Record<string, unknown> };
    const name = 'node_modules/@biomejs/cli-win32-arm64';
    expect(lock.packages).toHaveProperty([name]);
    delete lock.packages[name];
    project.plant({ 'package-lock.json': JSON.stringify(lock) });
    const { code, output } = project.npmRun('lock');
    expect(output).toContain('optional dependency @biomejs/cli-win32-arm64 has no entry');
    expect(code).not.toBe(0);
  });

  it('refuses an address in the lock file', () => {
    const entry = '"version": "19.3.1",\n      "resolved": "https://example.invalid/react.tgz",';
    project.plant({ 'package-lock.json': readLock().replace('"version": "19.3.1",', entry) });
    const { code, output } = project.npmRun('lock');
    expect(output).toContain('an address');
    expect(code).not.toBe(0);
  });

  it('refuses a version that is not exact', () => {
    const manifest = readFileSync(join(project.root, 'package.json'), 'utf8');
    project.plant({ 'package.json': manifest.replace('"d3": "', '"d3": "^') });
    const { code, output } = project.npmRun('lock');
    expect(output).toContain('d3 is not pinned exactly');
    expect(code).not.toBe(0);
  });
});

describe('npm run size', () => {
  const small = {
    'dist/page/index.html':
      '<script type="module" src="./assets/index-1.js"></script>' +
      '<link rel="modulepreload" href="./assets/shared-1.js">',
    'dist/page/assets/index-1.js': 'x',
    'dist/page/assets/shared-1.js': 'x',
    'dist/page/assets/later-1.js': 'x',
    'dist/page/assets/editor/monaco-1.js': 'x',
    'dist/page/assets/worker/engine-1.js': 'x',
    'dist/page/assets/index-1.css': 'x',
    'dist/page/offline.html': 'x',
  };
  const CHUNKS = [
    ['shell', 'index-1.js'],
    ['shell', 'shared-1.js'],
    ['lazy', 'later-1.js'],
    ['editor', 'editor/monaco-1.js'],
    ['workers', 'worker/engine-1.js'],
    ['styles', 'index-1.css'],
    ['offline', '../offline.html'],
  ] as const;
  /** Text that gzip cannot make small: 1 kB of it stays about 1 kB. */
  const dense = (kilobytes: number) => randomBytes(kilobytes * 1000).toString('base64');

  it('accepts small chunks', () => {
    project.plant(small);
    expect(project.npmRun('size')).toMatchObject({ code: 0 });
  });

  it.each(CHUNKS)('refuses an oversize chunk in %s: %s', (budget, file) => {
    project.plant({ ...small, [`dist/page/assets/${file}`]: dense(1200) });
    const { code, output } = project.npmRun('size', ['--json']);
    const failed = (JSON.parse(output) as { name: string; passed: boolean }[])
      .filter(({ passed }) => !passed)
      .map(({ name }) => name.split(/[: ]/)[0]);
    expect(failed).toEqual([budget]);
    expect(code).not.toBe(0);
  });

  it('refuses a build that is not there', () => {
    expect(project.npmRun('size').code).not.toBe(0);
  });
});
