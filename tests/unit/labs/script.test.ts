import { describe, expect, it } from 'vitest';
import { actionVariant, type ScriptMove, type Step } from '../../../src/core/machine/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';

const TEXT = `
.map t prog_array max_entries=1
.prog entry tc
        r2 = t ll
        r3 = 0
        call tail_call
        r0 = 1
        exit
.prog target tc
        r0 = 2
        exit
.cpu 0
        run entry
.cpu 1
        update t[0] = target
`;

function play(script: readonly ScriptMove[]): {
  readonly steps: readonly Step[];
  readonly moves: number;
} {
  const { timeline } = compile(TEXT, { script, policy: null });
  if (!timeline) throw new Error('the lab has a run');
  return { steps: timeline.steps.slice(timeline.zero), moves: timeline.moves };
}

describe('a script', () => {
  it('may be empty: the run stops at time zero', () => {
    expect(play([])).toEqual({ steps: [], moves: 0 });
  });

  it('moves one actor after another, each to where the move says', () => {
    const { steps, moves } = play([
      { actor: 'CPU 1', to: { kind: 'event', event: 'slot-write' } },
      { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    ]);
    expect(moves).toBe(2);
    const actors = steps.map(({ actor }) => actor);
    expect(new Set(actors).size).toBe(2);
    expect(actors).toEqual(actors.toSorted((a, b) => b - a));
    const events = steps.flatMap((step) => step.events.map(({ kind }) => kind));
    expect(events.filter((kind) => kind === 'slot-write')).toHaveLength(1);
    expect(events.at(-1)).toBe('block');
  });

  it('makes the same run as its choices do', () => {
    const { steps } = play([{ actor: 'CPU 0', to: { kind: 'op-end' } }]);
    const schedule = steps.map(({ action }) => action);
    const { timeline } = compile(TEXT, { schedule, policy: null });
    expect(timeline?.steps.slice(timeline.zero)).toEqual(steps);
  });

  it('takes the IPIs of others on the way, unless the actor goes alone', () => {
    const before = [
      { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
      { actor: 'CPU 1', to: { kind: 'event', event: 'sync' } },
    ] as const;
    const to = { kind: 'event', event: 'store' } as const;
    expect(play([...before, { actor: 'CPU 1', to }]).moves).toBe(3);
    expect(play([...before, { actor: 'CPU 1', to, alone: true }]).moves).toBe(2);
  });

  it('lets the first fetch of a move miss stores', () => {
    const { steps } = play([
      { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
      { actor: 'CPU 1', to: { kind: 'event', event: 'poke-end' } },
      { actor: 'CPU 1', to: { kind: 'event', event: 'store' } },
      { actor: 'CPU 0', to: { kind: 'step' }, age: 1 },
    ]);
    expect(actionVariant(steps.at(-1)?.action ?? 0)).toBe(1);
    expect(steps.at(-1)?.events).toMatchObject([{ kind: 'fetch', age: 1 }, { kind: 'block' }]);
  });

  it('ends before a move of an actor that is not in the lab', () => {
    const end = { kind: 'end' } as const;
    const { moves } = play([
      { actor: 'CPU 0', to: end },
      { actor: 'CPU 7', to: end },
      { actor: 'CPU 1', to: end },
    ]);
    expect(moves).toBe(1);
  });
});
