import { describe, expect, it } from 'vitest';
import { compile, withTimeline } from '../../../src/core/pipeline/index.ts';

const LAB = `.kernel 6.1
.map t prog_array max_entries=2
.prog entry socket
  r2 = t ll
  r3 = 0
  call tail_call
  r0 = 5
  exit
.prog other socket
  r0 = 10
  exit
.cpu 0
  run entry
.cpu 1
  update t[0] = other
.expect
  retval(0) == 10
`;

const TO_BYPASS = { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } } as const;
const UPDATE = { actor: 'CPU 1', to: { kind: 'end' } } as const;

function actorsOf(options: Parameters<typeof compile>[1]): number[] {
  const { steps = [], zero = 0 } = compile(LAB, options).timeline ?? {};
  return steps.slice(zero).map((step) => step.actor);
}

describe('compile with a script', () => {
  it('begins with its moves, then goes on by the policy', () => {
    const { timeline, diagnostics } = compile(LAB, { script: [TO_BYPASS, UPDATE] });
    expect(timeline).toMatchObject({ moves: 2, over: true, stopped: null });
    const actors = timeline?.steps.slice(timeline.zero).map((step) => step.actor) ?? [];
    const taken = actors.slice(0, timeline?.taken);
    const update = taken.indexOf(3);
    expect(taken.slice(0, update).every((actor) => actor === 2)).toBe(true);
    expect(actors.slice(timeline?.taken)).toContain(2);
    expect(diagnostics).toEqual([]);
  });

  it('stops behind its moves when nobody goes on', () => {
    const { timeline } = compile(LAB, { script: [TO_BYPASS], policy: null });
    expect(timeline).toMatchObject({ moves: 1, over: false, stopped: null });
    expect(timeline?.steps).toHaveLength((timeline?.zero ?? 0) + (timeline?.taken ?? -1));
  });

  it('is the schedule that its moves come to', () => {
    const { timeline } = compile(LAB, { script: [TO_BYPASS, UPDATE] });
    const { zero = 0, taken = 0, steps = [] } = timeline ?? {};
    const schedule = steps.slice(zero, zero + taken).map((step) => step.action);
    expect(actorsOf({ schedule })).toEqual(actorsOf({ script: [TO_BYPASS, UPDATE] }));
  });

  it('ends before a move that does not get where it is to go', () => {
    const target = { actor: 'CPU 1', to: { kind: 'site', which: 'target' } } as const;
    expect(compile(LAB, { script: [TO_BYPASS, target, UPDATE] }).timeline?.moves).toBe(1);
    const nobody = { actor: 'CPU 9', to: { kind: 'step' } } as const;
    expect(compile(LAB, { script: [nobody] }).timeline).toMatchObject({ moves: 0, taken: 0 });
  });
});

describe('withTimeline', () => {
  it('judges the lab anew by another run of it', () => {
    const late = compile(LAB, { script: [{ actor: 'CPU 0', to: { kind: 'end' } }] });
    expect(late.diagnostics.map((d) => d.message)).toEqual(['CPU 0 returned 5, not 10']);
    const { timeline } = compile(LAB, { script: [UPDATE] });
    if (!timeline) throw new Error('no run');
    const early = withTimeline(late, timeline);
    expect(early.diagnostics).toEqual([]);
    expect(early.timeline).toBe(timeline);
    expect(early.progs).toBe(late.progs);
  });
});
