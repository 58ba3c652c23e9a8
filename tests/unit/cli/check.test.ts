import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/answer.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';
import { lab } from './world.ts';

const DELETE = SCENARIOS.find(({ id }) => id === 'delete')?.text ?? '';
const RACE = `.protocol map_poke t3_restore_at_once\n${DELETE}`;

/** Lines of the schedule: number, mark, actor. */
const STEP = /^ *(\d+) ([* ]) (CPU \d|kworker|load|init) +\S/;

describe('check', () => {
  it('says PASS in one line and nothing else', () => {
    const { out, err, code } = lab('check a.lab', { 'a.lab': DELETE });
    expect(out).toMatch(/^PASS states=[1-9]\d+ transitions=[1-9]\d+\n$/);
    expect([err, code]).toEqual(['', EXIT.held]);
  });

  it('says FAIL in the first line, and prints as many steps as it says', () => {
    const { out, err, code } = lab('check a.lab', { 'a.lab': RACE });
    const [first = '', ...rest] = out.split('\n');
    const [, steps, switches] = /^FAIL fell-through steps=(\d+) switches=(\d+)$/.exec(first) ?? [];
    expect([err, code]).toEqual(['', EXIT.failed]);
    const numbers = rest.flatMap((line) => STEP.exec(line)?.[1] ?? []);
    expect(numbers).toEqual(Array.from({ length: Number(steps) }, (_, i) => `${i + 1}`));
    expect(Number(switches)).toBe(2);
    expect(out).toContain('falls through, as both sites were nops for it');
    // Also true in a function, whose caller is no kernel code.
    expect(out).toContain("rbx and r13 to r15 hold its caller's values");
  });

  it('lets names of the library win over the lab', () => {
    expect(lab('check a.lab --protocol v6_1', { 'a.lab': RACE }).code).toBe(EXIT.held);
    const { code } = lab('check --scenario delete --protocol t3_restore_at_once');
    expect(code).toBe(EXIT.failed);
  });

  it('judges by the properties that are named only', () => {
    const { out, code } = lab('check a.lab --property deadlock', { 'a.lab': RACE });
    expect([out.slice(0, 5), code]).toEqual(['PASS ', EXIT.held]);
    const other = lab('check a.lab --property expect', { 'a.lab': RACE });
    expect(other.out).toMatch(/^FAIL expect /);
  });

  it('says neither pass nor fail when a bound was met', () => {
    const { out, code } = lab('check --scenario two-updaters --max-states 100 --no-reduction');
    expect(out).toMatch(/^NOT FINISHED states=\d+ transitions=\d+: \S/);
    expect(code).toBe(EXIT.notFinished);
  });

  it('prints the whole result as JSON, with the kernel and the protocols in force', () => {
    const { out, code } = lab('check a.lab --json', { 'a.lab': RACE });
    expect(code).toBe(EXIT.failed);
    expect(JSON.parse(out)).toMatchObject({
      kernel: '6.1',
      mapPoke: 't3_restore_at_once',
      textPoke: 'int3_three_phase',
      verdict: 'fail',
      failures: [
        { property: 'fell-through' },
        { property: 'lost-registers' },
        { property: 'broken-registers' },
        {},
      ],
    });
  });

  it('names place, code and hint of what is wrong with a lab', () => {
    const { out, err, code } = lab('check a.lab', { 'a.lab': '.prog a tc\n  r0 = foo\n  exit\n' });
    expect([out, code]).toEqual(['', EXIT.badInput]);
    expect(err).toMatch(/^a\.lab:2:8: error: .+ \[asm\/invalid-operand\]\n {2}hint: \S/);
  });

  it('takes a program that the verifier refuses for bad input', () => {
    const { err, code } = lab('check a.lab', { 'a.lab': '.prog a tc\n  exit\n.cpu 0\n run a\n' });
    expect(code).toBe(EXIT.badInput);
    expect(err).toContain('R0 !read_ok');
  });
});
