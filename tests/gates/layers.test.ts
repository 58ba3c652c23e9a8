import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProjectCopy, type ProjectCopy } from './project-copy.ts';

let project: ProjectCopy;
beforeEach(() => {
  project = createProjectCopy();
});
afterEach(() => project.dispose());

describe('npm run layers', () => {
  it('looks at a non-zero number of modules and accepts a clean tree', () => {
    const { code, output } = project.npmRun('layers');
    expect(output).toMatch(/^[1-9]\d* modules, 0 violations$/m);
    expect(code).toBe(0);
  });

  it('refuses every import that the table does not allow', () => {
    project.plant({
      'src/core/base/upward.ts': "export { measure } from '../pipeline/index.ts';\n",
      'src/core/bpf/index.ts': 'export type Insn = number;\n',
      'src/core/x86/knows-bpf.ts':
        "import type { Insn } from '../bpf/index.ts';\n\nexport const insn: Insn = 1;\n",
      'src/core/bpf/deep.ts': "export { spanLength } from '../base/length.ts';\n",
      'src/core/base/npm.ts': "export { unzlibSync } from 'fflate';\n",
      'src/core/base/npm-type.ts': "export type { Zip } from 'fflate';\n",
      'src/core/base/node.ts': "export { readFileSync } from 'node:fs';\n",
      'src/core/base/ring-a.ts':
        "import { b } from './ring-b.ts';\n\nexport const a = (): number => b();\n",
      'src/core/base/ring-b.ts':
        "import { a } from './ring-a.ts';\n\nexport const b = (): number => a();\n",
      'src/cli/store.ts': "export { model } from '../store/model.ts';\n",
      'src/store/command.ts': "export { answer } from '../cli/main.ts';\n",
      'src/labs/value.ts': "export { measure } from '../core/pipeline/index.ts';\n",
      'src/url/store.ts': "export { model } from '../store/model.ts';\n",
      'src/store/view.ts': "export { scaleLinear } from 'd3';\n",
      'src/ui/shell/heavy.ts': "import 'monaco-editor';\n",
      'src/ui/bytes/engine.ts': "export { size } from '../../worker/client.ts';\n",
      'src/ui/bytes/node.ts': "export { readFileSync } from 'node:fs';\n",
      'src/worker/test.ts': "export { x } from '../../tests/unit/x.ts';\n",
      'tests/unit/x.ts': 'export const x = 1;\n',
    });
    const { code, output } = project.npmRun('layers');
    expect(code).not.toBe(0);
    const expected = [
      'not-in-allowed: src/core/base/upward.ts',
      'not-in-allowed: src/core/x86/knows-bpf.ts',
      'not-in-allowed: src/core/bpf/deep.ts',
      'core-no-npm: src/core/base/npm.ts',
      'core-no-npm: src/core/base/npm-type.ts',
      'core-no-npm: src/core/base/node.ts',
      'no-circular: src/core/base/ring-a.ts',
      'not-in-allowed: src/cli/store.ts',
      'not-in-allowed: src/store/command.ts',
      'not-in-allowed: src/labs/value.ts',
      'not-in-allowed: src/url/store.ts',
      'd3-only-in-ui: src/store/view.ts',
      'monaco-only-in-editor: src/ui/shell/heavy.ts',
      'not-in-allowed: src/ui/bytes/engine.ts',
      'no-node-in-src: src/ui/bytes/node.ts',
      'src-not-to-tests: src/worker/test.ts',
    ];
    expect(expected.filter((line) => !output.includes(line))).toEqual([]);
  });

  it('allows monaco in the editor, d3 in the page and core types everywhere', () => {
    project.plant({
      'src/core/bpf/index.ts': 'export type Insn = number;\n',
      'src/core/machine/index.ts': 'export type Step = number;\n',
      'src/labs/types.ts': "export type { Insn } from '../core/bpf/index.ts';\n",
      'src/ui/bytes/scale.ts': "export { scaleLinear } from 'd3';\n",
      'src/ui/bytes/step.ts': "export type { Step } from '../../core/machine/index.ts';\n",
      'src/ui/editor/load.ts': "import 'monaco-editor/editor/editor.api';\n",
    });
    const { code, output } = project.npmRun('layers');
    expect(output).toContain(' 0 violations');
    expect(code).toBe(0);
  });

  it('fails when the tool sees no modules, however content the tool is', () => {
    project.plant({
      '.dependency-cruiser.cjs': "module.exports = { options: { exclude: '.' } };\n",
    });
    const { code, output } = project.npmRun('layers');
    expect(output).toContain('0 modules, 0 violations');
    expect(output).toContain('not looked at: src/main.tsx');
    expect(code).not.toBe(0);
  });

  it('looks at every module of this repository', () => {
    const { stdout } = spawnSync(process.execPath, ['tests/tools/layers.mjs'], {
      encoding: 'utf8',
    });
    const total = /^(\d+) modules, /m.exec(stdout)?.[1];
    expect(Number(total)).toBeGreaterThan(50);
    expect(stdout).not.toContain('not looked at');
  });
});
