import { describe, expect, it } from 'vitest';
import { compile, withTimeline } from '../../../src/core/pipeline/index.ts';

const PROG = `.kernel 6.1
.prog five socket
  r0 = 5
  exit
.prog minus socket
  r0 = -1
  exit
`;

function messages(text: string): string[] {
  return compile(PROG + text).diagnostics.map((d) => `${d.code}: ${d.message}`);
}

describe('.expect retval', () => {
  it('holds when the run returned one of the values', () => {
    expect(messages('.cpu 0\n  run five\n.expect\n  retval(0) in {4, 5}\n')).toEqual([]);
  });

  it('fails with what was returned instead', () => {
    const text = '.cpu 0\n  run five\n.expect\n  retval(0) in {4, 6}\n';
    expect(messages(text)).toEqual(['expect/failed: CPU 0 returned 5, not 4 or 6']);
  });

  it('takes the last of several runs on that CPU', () => {
    const runs = '.cpu 0\n  run five\n  run minus\n.cpu 1\n  run five\n';
    expect(messages(`${runs}.expect\n  retval(0) == -1\n  retval(1) == 5\n`)).toEqual([]);
    expect(messages(`${runs}.expect\n  retval(0) == 5\n`)).toEqual([
      'expect/failed: CPU 0 returned 4294967295, not 5',
    ]);
  });

  it('takes the last round of a run that is repeated', () => {
    expect(messages('.cpu 0\n  run five times=3\n.expect\n  retval(0) == 5\n')).toEqual([]);
  });

  it('compares 32 bits, written with a sign or without', () => {
    const text = '.cpu 0\n  run minus\n.expect\n  retval(0) == -1\n  retval(0) == 0xffffffff\n';
    expect(messages(text)).toEqual([]);
  });

  it('cannot be asked of a CPU that runs nothing', () => {
    const text = '.cpu 0\n  run five\n.expect\n  retval(3) == 5\n';
    expect(messages(text)).toEqual(['asm/no-run: CPU 3 runs no program']);
  });

  it('fails when the last run never returned', () => {
    const whole = compile(`${PROG}.cpu 0\n  run five times=2\n.expect\n  retval(0) == 5\n`);
    const { timeline } = whole;
    if (!timeline) throw new Error('no run');
    const steps = timeline.steps.slice(0, -1);
    const dead = withTimeline(whole, { ...timeline, steps, stopped: 'CPU 0 stopped' });
    expect(dead.diagnostics.map((d) => d.message)).toEqual([
      'the last run on CPU 0 never returned; 5 was expected',
    ]);
  });

  it('judges nothing in a run that can still go on', () => {
    const text = `${PROG}.cpu 0\n  run five\n.expect\n  retval(0) == 6\n`;
    const open = compile(text, { schedule: [], policy: null });
    expect(open.timeline?.over).toBe(false);
    expect(open.diagnostics).toEqual([]);
  });

  it('points at its own line', () => {
    const text = `${PROG}.cpu 0\n  run five\n.expect\n  retval(0) == 5\n  retval(0) == 7\n`;
    const [found] = compile(text).diagnostics;
    expect(text.slice(found?.span.start, found?.span.end)).toContain('retval(0) == 7');
  });
});
