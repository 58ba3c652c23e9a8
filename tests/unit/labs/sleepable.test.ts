// Sleepable readers: what the wait of 7.1 lets through, what cures it, and what it leaves in the registers.

import { describe, expect, it } from 'vitest';
import { type CpuState, Session } from '../../../src/core/machine/index.ts';
import { compile, exploreLab } from '../../../src/core/pipeline/index.ts';
import { SLEEPABLE } from '../../../src/labs/sleepable.ts';
import { actorOf, eventsOf, openLab, retvalsOf, withoutFault } from './fixture.ts';

const RBP = 5;
/** R6 to R9 on x86-64. */
const KEPT = [3, 13, 14, 15];
/** The tail call in entry itself. */
const NO_SUBPROG = SLEEPABLE.text
  .replace(/call classify[^\n]*\n {8}exit\n\n\.func classify\n/, '')
  .replace('r0 = r6 ', 'r0 = 6 ');

/** As its three programs hold rcu_read_lock: preemptible on 7.1, by test_run. */
function asFlowDissectors(text: string): string {
  return text.replaceAll('syscall sleepable', 'flow_dissector');
}

/** Verdict of all schedules, and what fails in some. */
function searched(text: string): { verdict: string; failing: string[]; states: number } {
  const search = exploreLab(compile(text, { policy: null }));
  if (!search) throw new Error('the lab has a run');
  while (search.run(10_000) === 'running');
  const { verdict, failures, states } = search.result();
  return { verdict, failing: [...new Set(failures.map(({ property }) => property))], states };
}

describe('a search of all schedules on 7.1', () => {
  it('finds that the shipped wait is too short for a sleepable caller', () => {
    const { verdict, failing } = searched(SLEEPABLE.text);
    expect(verdict).toBe('fail');
    expect(failing).toEqual(expect.arrayContaining(['fell-through', 'lost-registers', 'expect']));
  });

  it('passes a tasks-trace wait, beside the shipped one or in its place', () => {
    const beside = withoutFault(SLEEPABLE);
    const instead = beside.replace('synchronize_rcu();\n', '');
    expect(instead).not.toBe(beside);
    for (const text of [beside, instead]) {
      expect(searched(text)).toMatchObject({ verdict: 'pass', failing: [] });
    }
  });

  it('passes a caller that can be preempted under rcu_read_lock', () => {
    const text = asFlowDissectors(SLEEPABLE.text);
    expect(searched(text)).toMatchObject({ verdict: 'pass', failing: [] });
    const lab = openLab({ ...SLEEPABLE, text });
    // The script preempts it and then cannot end the delete: that waits.
    expect(lab.result.timeline?.moves).toBe(4);
    expect(eventsOf(lab, 'preempt')).toEqual([{ kind: 'preempt', flavour: 'rcu' }]);
    expect(retvalsOf(lab)).toEqual([1]);
  });

  it('fails that caller where the wait is left out, so that the pass means something', () => {
    const text = withoutFault(SLEEPABLE).replaceAll(/synchronize_\w+\(\);\n/g, '');
    expect(searched(asFlowDissectors(text)).failing).toContain('fell-through');
  });

  it('lets the tasks-trace wait alone miss that caller, which is no reader of its', () => {
    const text = withoutFault(SLEEPABLE).replace('synchronize_rcu();\n', '');
    expect(searched(asFlowDissectors(text)).failing).toContain('fell-through');
  });
});

describe('the run of the lab', () => {
  const lab = openLab(SLEEPABLE);
  const session = new Session(lab.input, lab.steps);
  const actor = actorOf(lab, 'CPU 0');
  const falls = lab.cursor - 1;

  /** CPU 0 at every instruction of the step in which it falls through. */
  function states(): CpuState[] {
    const count = session.insnsOf(falls).length;
    return Array.from({ length: count + 1 }, (_, insns) =>
      session.cpuAt(falls, actor, insns),
    ).filter((state) => state !== null);
  }
  const kept = (cpu: CpuState | null | undefined): bigint[] =>
    KEPT.map((reg) => cpu?.regs[reg] ?? -1n);
  const inFunc = (funcIdx: number): CpuState[] =>
    states().filter(({ place }) => place?.funcIdx === funcIdx);

  it('is preempted after the unwind, and the grace period ends without it', () => {
    expect(eventsOf(lab, 'preempt')).toEqual([{ kind: 'preempt', flavour: 'tasks-trace' }]);
    expect(eventsOf(lab, 'rcu-begin')).toMatchObject([{ flavour: 'rcu', readers: [actor] }]);
    expect(eventsOf(lab, 'verdict').map(({ verdict }) => verdict)).toEqual([
      'fell-through',
      'lost-registers',
    ]);
  });

  it("leaves the caller's R6 to R9 in those of the subprogram", () => {
    expect(lab.result.progs[0]?.jit?.funcs.map(({ name }) => name)).toEqual(['entry', 'classify']);
    expect(kept(inFunc(1)[1])).toEqual([0x60n, 0x70n, 0x80n, 0x90n]);
    expect(retvalsOf(lab)).toEqual([0x60]);
  });

  it('gives the caller its own rbp in R9 and its return address in R8', () => {
    const [back] = inFunc(0);
    const [, , r8, r9] = kept(back);
    expect(r9).toBe(back?.regs[RBP]);
    const entry = lab.result.progs[0]?.jit?.funcs[0]?.addr ?? 0n;
    expect(r8).toBe(entry + BigInt(back?.place?.byteOff ?? -1));
  });

  it('gives back what it must when the wait is the right one', () => {
    const cured = openLab({ ...SLEEPABLE, text: withoutFault(SLEEPABLE) });
    expect(cured.result.timeline?.moves).toBe(4);
    expect(eventsOf(cured, 'verdict')).toEqual([]);
    expect(retvalsOf(cured)).toEqual([1]);
  });

  it("corrupts the kernel's own caller where no subprogram is in between", () => {
    expect(NO_SUBPROG).not.toContain('classify');
    const bare = openLab({ ...SLEEPABLE, text: NO_SUBPROG });
    const verdicts = eventsOf(bare, 'verdict');
    expect(verdicts.map(({ verdict }) => verdict)).toEqual([
      'fell-through',
      'lost-registers',
      'broken-registers',
    ]);
    expect(verdicts[2]?.registers).toEqual(['rbx', 'r13', 'r14', 'r15']);
  });
});
