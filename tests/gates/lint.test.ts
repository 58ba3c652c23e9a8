import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProjectCopy, type Outcome, type ProjectCopy } from './project-copy.ts';

/** `count` lines of code, each of which does something. */
const lines = (count: number) => 'total += 1;\n'.repeat(count);

/** Rule broken, file it is planted in, text of the file. */
const PLANTED: readonly (readonly [rule: string, path: string, text: string])[] = [
  ['no-restricted-globals', 'src/core/base/date.ts', 'export const now = () => new Date();\n'],
  [
    'no-restricted-properties',
    'src/core/base/chance.ts',
    'export const roll = () => Math.random();\n',
  ],
  [
    'no-restricted-properties',
    'src/core/base/hidden-date.ts',
    'export const now = () => new globalThis.Date();\n',
  ],
  ['no-restricted-globals', 'src/labs/date.ts', 'export const now = () => Date.now();\n'],
  [
    'max-lines-per-function',
    'src/core/base/long-function.ts',
    `export function sum(start: number): number {\n  let total = start;\n${lines(60)}  return total;\n}\n`,
  ],
  ['max-lines', 'src/core/base/long-file.ts', `let total = 0;\n${lines(400)}export { total };\n`],
  ['max-lines', 'tests/unit/base/long.test.ts', `let total = 0;\n${lines(600)}export { total };\n`],
  [
    'max-params',
    'src/core/base/params.ts',
    'export const f = (a: 1, b: 1, c: 1, d: 1, e: 1, g: 1) => [a, b, c, d, e, g];\n',
  ],
  [
    'max-depth',
    'src/core/base/depth.ts',
    'export function f(n: number): number {\n' +
      'if (n > 1) { if (n > 2) { if (n > 3) { if (n > 4) { if (n > 5) { return 5; } } } } }\n' +
      'return 0;\n}\n',
  ],
  ['no-explicit-any', 'src/ui/shell/any.ts', 'export const f = (x: any): unknown => x;\n'],
  [
    'no-non-null-assertion',
    'src/core/base/bang.ts',
    'export const first = (list: number[]) => list[0]!;\n',
  ],
  ['no-default-export', 'src/ui/shell/Default.tsx', 'export default 1;\n'],
  [
    'no-floating-promises',
    'src/worker/floating.ts',
    'const work = async () => 1;\nexport function start(): void {\n  work();\n}\n',
  ],
  ['no-namespace', 'src/ui/bytes/all-of-d3.ts', "import * as d3 from 'd3';\nexport { d3 };\n"],
  [
    'ban-ts-comment',
    'src/core/base/expect-error.ts',
    "// @ts-expect-error\nexport const n: number = 'one';\n",
  ],
  [
    'switch-exhaustiveness-check',
    'src/core/base/switch.ts',
    "export function f(kind: 'a' | 'b'): number {\n  switch (kind) {\n    case 'a':\n" +
      '      return 1;\n  }\n  return 0;\n}\n',
  ],
  [
    'no-focused-tests',
    'tests/unit/base/only.test.ts',
    "import { expect, it } from 'vitest';\nit.only('is alone', () => expect(1).toBe(1));\n",
  ],
  [
    'no-disabled-tests',
    'tests/unit/base/skip.test.ts',
    "import { expect, it } from 'vitest';\nit.skip('rests', () => expect(1).toBe(1));\n",
  ],
  [
    'expect-expect',
    'tests/unit/base/nothing.test.ts',
    "import { it } from 'vitest';\nit('proves nothing', () => {});\n",
  ],
];

let project: ProjectCopy;
beforeAll(() => {
  project = createProjectCopy();
});
afterAll(() => project.dispose());

/** Runs the linter; one line for each finding, `path:line:column: text [Error/plugin(rule)]`. */
const lint = (): Outcome => project.npmRun('lint', ['--format=unix']);

describe('npm run lint', () => {
  it('accepts a clean tree', () => {
    const { code, output } = lint();
    expect(output).not.toContain('/Error');
    expect(code).toBe(0);
  });

  it('refuses each planted violation by its rule', () => {
    project.plant(Object.fromEntries(PLANTED.map(([, path, text]) => [path, text])));
    const { code, output } = lint();
    const findings = output.split('\n');
    const missed = PLANTED.filter(
      ([rule, path]) => !findings.some((line) => line.includes(path) && line.includes(`(${rule})`)),
    );
    expect(missed.map(([rule, path]) => `${rule} ${path}`)).toEqual([]);
    expect(code).not.toBe(0);
  });

  it('exempts named data tables from the length of a file alone', () => {
    const table = `export const rows = [\n${'  1,\n'.repeat(500)}];\n`;
    project.plant({ 'src/core/bpf/opcode-table.ts': table, 'src/core/bpf/opcodes.ts': table });
    const { output } = lint();
    expect(output).toContain('opcodes.ts');
    expect(output).not.toContain('opcode-table.ts');
  });
});
