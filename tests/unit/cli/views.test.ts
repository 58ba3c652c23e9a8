// What is printed of a lab without a search: its bytes, one run.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/answer.ts';
import { LABS } from '../../../src/labs/index.ts';
import { lab } from './world.ts';

const ORACLE = join(import.meta.dirname, '../../oracle/objdump');

function builtin(id: string): Record<string, string> {
  return { 'a.lab': LABS.find((entry) => entry.id === id)?.text ?? '' };
}

describe('jit', () => {
  it.each(['hardened', 'subprog'])('prints the functions of %s as objdump does', (id) => {
    for (const [syntax, option] of [
      ['att', ''],
      ['intel', ' --intel'],
    ]) {
      const listing = readFileSync(join(ORACLE, `func-${id}-${syntax}.txt`), 'utf8');
      const { out, code } = lab(`jit a.lab${option}`, builtin(id));
      expect([out, code]).toEqual([listing, EXIT.held]);
    }
  });

  it('prints the bytes of the kernel that is asked for', () => {
    const plain = lab('jit --scenario install').out;
    const hardened = lab('jit --scenario install --kernel 6.1-hardened').out;
    expect(plain).toContain('\tret');
    expect(hardened).toContain('_return_thunk>');
  });
});

describe('run', () => {
  it('tells every step, then what the run came to', () => {
    const { out, err, code } = lab('run --scenario install');
    expect([err, code]).toEqual(['', EXIT.held]);
    const [steps = '', results = ''] = out.split('\n\n');
    expect(steps.split('\n')[0]).toMatch(/^ 1 CPU 0 +CPU 0 calls run entry\.$/);
    expect(results).toMatch(/^CPU 0: entry returned (1|40)\njmp_table\[0\] holds f\n/);
    expect(results).toContain('holds: retval(0) in {1, 40}');
  });

  it('fails when an expectation does not hold, and says which', () => {
    const text = '.prog a tc\n  r0 = 1\n  exit\n.cpu 0\n  run a\n.expect\n  retval(0) == 2\n';
    const { out, err, code } = lab('run a.lab', { 'a.lab': text });
    expect(out).toContain('fails: retval(0) == 2 (CPU 0 returned 1, not 2)');
    expect([err, code]).toEqual(['', EXIT.failed]);
  });

  it('fails when something goes wrong on the way', () => {
    const { out, code } = lab('run a.lab', builtin('hierarchy'));
    expect(out).toContain('tail call 34');
    expect(code).toBe(EXIT.failed);
  });
});

describe('promela', () => {
  it('prints a model for Spin that names what is in force', () => {
    const { out, err, code } = lab('promela --scenario delete --protocol t3_restore_at_once');
    expect([err, code]).toEqual(['', EXIT.held]);
    expect(out).toMatch(
      /^\/\* Kernel 6\.1, map_poke t3_restore_at_once, text_poke int3_three_phase\./,
    );
    expect(out).toContain('proctype');
  });
});
