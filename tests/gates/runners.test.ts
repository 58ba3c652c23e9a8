// Gates of the runners: what the test runners, the build and the check itself refuse.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProjectCopy, type ProjectCopy } from './project-copy.ts';

const CI = { CI: 'true' };

let project: ProjectCopy;
beforeEach(() => {
  project = createProjectCopy();
});
afterEach(() => project.dispose());

/** A test file of two tests, the first of which is started by `start`. */
const twoTests = (start: string) =>
  "import { describe, expect, it } from 'vitest';\n\ndescribe('two', () => {\n" +
  `  ${start}('one', () => expect(1).toBe(1));\n  it('two', () => expect(2).toBe(2));\n});\n`;

describe('npm run unit', () => {
  it('passes in CI on a clean tree', () => {
    expect(project.npmRun('unit', [], CI)).toMatchObject({ code: 0 });
  });

  it('refuses to rewrite goldens in CI', () => {
    const { code, output } = project.npmRun('unit', [], { ...CI, BLESS: '1' });
    expect(output).toContain('BLESS is set in CI');
    expect(code).not.toBe(0);
  });

  it('refuses a focused test in CI', () => {
    project.plant({ 'tests/unit/base/two.test.ts': twoTests('it.only') });
    const { code, output } = project.npmRun('unit', [], CI);
    expect(output).toContain('.only');
    expect(code).not.toBe(0);
  });

  it('fails when a test fails', () => {
    project.plant({ 'tests/unit/base/two.test.ts': twoTests('it').replace('toBe(2)', 'toBe(3)') });
    expect(project.npmRun('unit', [], CI).code).not.toBe(0);
  });
});

describe('npm run unit:coverage', () => {
  it('holds core to its floor and nothing else', () => {
    const idle = Array.from({ length: 40 }, (_, i) => `  total += ${i};\n`).join('');
    const untested = `export function idle(): number {\n  let total = 0;\n${idle}  return total;\n}\n`;
    project.plant({ 'src/ui/shell/idle.ts': untested });
    expect(project.npmRun('unit:coverage')).toMatchObject({ code: 0 });

    project.plant({ 'src/core/base/idle.ts': untested });
    const { code, output } = project.npmRun('unit:coverage');
    expect(output).toMatch(/Coverage for lines .* does not meet .*src\/core/);
    expect(code).not.toBe(0);
  });
});

describe('npm run check', () => {
  it('goes on after a failure and closes with the sum', () => {
    project.plant({ 'src/store/crooked.ts': 'export  const crooked = 1;\n' });
    const { code, output } = project.npmRun('check', ['format', 'lock', 'unit']);
    expect(output).toMatch(/^FAIL format /m);
    expect(output).toMatch(/^ok {3}lock /m);
    expect(output).toMatch(/^ok {3}unit .* 1 passed, 0 failed$/m);
    expect(output.trimEnd()).toMatch(/\n2 passed, 1 failed$/);
    expect(code).toBe(1);
  });

  it('counts failed tests, and a run without tests as a failure', () => {
    project.plant({ 'tests/unit/base/two.test.ts': twoTests('it').replace('toBe(2)', 'toBe(3)') });
    expect(project.npmRun('check', ['unit']).output).toMatch(/\n2 passed, 1 failed$/m);

    project.remove('tests/unit');
    const { code, output } = project.npmRun('check', ['unit']);
    expect(output.trimEnd()).toMatch(/\n0 passed, 1 failed$/);
    expect(code).toBe(1);
  });

  it('refuses to rewrite goldens in CI', () => {
    const { code, output } = project.npmRun('check', ['lock'], { ...CI, BLESS: '1' });
    expect(output).toContain('BLESS is set in CI');
    expect(code).not.toBe(0);
  });

  it('refuses a step that does not exist', () => {
    const { code, output } = project.npmRun('check', ['lnit']);
    expect(output).toContain('No such step: lnit');
    expect(code).not.toBe(0);
  });
});

describe('npm run build:core', () => {
  it('makes one file that Node can import, with every package of core', async () => {
    expect(project.npmRun('build:core')).toMatchObject({ code: 0 });
    const file = join(project.root, 'dist/core/pokescope-core.js');
    const core: unknown = await import(pathToFileURL(file).href);
    expect(core).toHaveProperty('measure');
    expect(core).toHaveProperty(['base', 'spanLength']);
    expect(core).toHaveProperty(['pipeline', 'measure']);
  });

  it('fails when a package cannot be bundled', () => {
    project.plant({ 'src/core/base/index.ts': "export { gone } from './gone.ts';\n" });
    expect(project.npmRun('build:core').code).not.toBe(0);
  });
});

describe('npm run build', () => {
  const policyOf = (html: string) =>
    /Content-Security-Policy"\s+content="([^"]*)"/.exec(html)?.[1] ?? '';

  it('keeps the strict policy, needs no inline script and works from any path', () => {
    project.plant({ 'src/main.tsx': "import './page.css';\n\ndocument.title = 'built';\n" });
    expect(project.npmRun('build')).toMatchObject({ code: 0 });
    const html = readFileSync(join(project.root, 'dist/page/index.html'), 'utf8');
    const policy = policyOf(html).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
      ]),
    );
    expect(policyOf(html)).not.toMatch(/unsafe-eval|https?:|\*/);
    expect(html).not.toMatch(/<script(?![^>]* src=)/);
    expect(html).not.toMatch(/(src|href)="\//);
  });

  it('counts as shell what the first paint waits for, and nothing else', () => {
    project.plant({
      'src/main.tsx':
        "import './page.css';\nimport { model } from './store/model.ts';\n\ndocument.title = model.version;\n" +
        "void import('./ui/shell/Later.ts');\nvoid import('./ui/shell/AlsoLater.ts');\n",
      'src/ui/shell/Later.ts': "export { shared } from './shared.ts';\n",
      'src/ui/shell/AlsoLater.ts': "import { shared } from './shared.ts';\nconsole.log(shared);\n",
      'src/ui/shell/shared.ts': "export const shared = 'only-later';\n",
    });
    expect(project.npmRun('build')).toMatchObject({ code: 0 });
    expect(project.npmRun('size').output).toContain('shell');
    const textOf = (folder: string): string => {
      const path = join(project.root, 'dist/sizes', folder);
      return readdirSync(path)
        .map((file) => readFileSync(join(path, file), 'utf8'))
        .join('');
    };
    expect(textOf('shell')).not.toContain('only-later');
    expect(textOf('lazy')).toContain('only-later');
  });

  it('refuses source that does not parse', () => {
    project.plant({ 'src/main.tsx': 'const = ;\n' });
    expect(project.npmRun('build').code).not.toBe(0);
  });
});
