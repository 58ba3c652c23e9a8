// The command as users type it: bundled for this Node, run as a process.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';

const TOOL = join(import.meta.dirname, '../../tools/lab.mjs');

function npmRunLab(words: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, ...words], {
    env: { ...process.env, INIT_CWD: cwd },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('npm run lab', () => {
  it('finds files from where the user stands, and answers by exit code', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'pokescope-lab-'));
    const text = SCENARIOS.find(({ id }) => id === 'delete')?.text ?? '';
    writeFileSync(join(cwd, 'delete.lab'), text);
    writeFileSync(join(cwd, 'race.lab'), `.protocol map_poke t3_restore_at_once\n${text}`);
    try {
      const held = npmRunLab(['check', 'delete.lab'], cwd);
      expect(held).toMatchObject({ status: 0, stderr: '' });
      expect(held.stdout).toMatch(/^PASS states=\d+ transitions=\d+\n$/);
      const failed = npmRunLab(['check', 'race.lab'], cwd);
      expect(failed.status).toBe(1);
      expect(failed.stdout).toMatch(/^FAIL fell-through steps=\d+ switches=2\n\n *1 /);
      const missing = npmRunLab(['check', 'nope.lab'], cwd);
      expect(missing).toEqual({ status: 2, stdout: '', stderr: 'nope.lab: no such file\n' });
    } finally {
      rmSync(cwd, { recursive: true });
    }
  }, 60_000);
});
