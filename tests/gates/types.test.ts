import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProjectCopy, type ProjectCopy } from './project-copy.ts';

let project: ProjectCopy;
beforeAll(() => {
  project = createProjectCopy();
});
afterAll(() => project.dispose());

describe('npm run types', () => {
  it('accepts a clean tree', () => {
    const { code, output } = project.npmRun('types');
    expect(output).not.toContain('error TS');
    expect(code).toBe(0);
  });

  it('shows each part of the tree only the globals that it may use', () => {
    project.plant({
      'src/core/base/page.ts': 'export const title = () => document.title;\n',
      'src/core/base/timer.ts': 'export const later = (f: () => void) => setTimeout(f, 1);\n',
      'src/cli/page.ts': 'export const title = () => document.title;\n',
      'src/labs/page.ts': 'export const title = () => document.title;\n',
      'src/url/page.ts': 'export const hash = () => window.location.hash;\n',
      'src/worker/page.ts': 'export const title = () => document.title;\n',
      'src/ui/shell/node.ts': 'export const where = () => process.cwd();\n',
      'tests/unit/wrong.ts': "export const one: number = 'one';\n",
    });
    const { code, output } = project.npmRun('types');
    const expected = [
      /^src\/core\/base\/page\.ts.* TS2584/m,
      /^src\/core\/base\/timer\.ts.* TS2304/m,
      /^src\/cli\/page\.ts.* TS2584/m,
      /^src\/labs\/page\.ts.* TS2584/m,
      /^src\/url\/page\.ts.* TS2304/m,
      /^src\/worker\/page\.ts.* TS2584/m,
      /^src\/ui\/shell\/node\.ts.* TS2591/m,
      /^tests\/unit\/wrong\.ts.* TS2322/m,
    ];
    expect(expected.filter((pattern) => !pattern.test(output)).map(String)).toEqual([]);
    expect(code).not.toBe(0);
  });
});
