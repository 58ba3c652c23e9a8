import { describe, expect, it } from 'vitest';
import { actionVariant, playScript } from '../../../src/core/machine/index.ts';
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

describe('playScript', () => {
  const { input, timeline } = compile(TEXT);
  if (!input || !timeline) throw new Error('the lab has a run');

  it('plays the set-up alone for an empty script', () => {
    expect(playScript(input, [])).toHaveLength(timeline.zero);
  });

  it('moves one actor after another, each to where the move says', () => {
    const steps = playScript(input, [
      { actor: 'CPU 1', to: { kind: 'event', event: 'slot-write' } },
      { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    ]).slice(timeline.zero);
    const names = steps.map(({ actor }) => input.actors[actor]?.name);
    expect(new Set(names)).toEqual(new Set(['CPU 1', 'CPU 0']));
    expect(names).toEqual(names.toSorted().reverse());
    const events = steps.flatMap((step) => step.events.map(({ kind }) => kind));
    expect(events.filter((kind) => kind === 'slot-write')).toHaveLength(1);
    expect(events.at(-1)).toBe('block');
  });

  it('makes the same run as its choices do', () => {
    const steps = playScript(input, [{ actor: 'CPU 0', to: { kind: 'op-end' } }]);
    const schedule = steps.slice(timeline.zero).map(({ action }) => action);
    expect(compile(TEXT, { schedule, policy: null }).timeline?.steps).toEqual(steps);
  });

  it('takes the IPIs of others on the way, unless the actor goes alone', () => {
    const before = [
      { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
      { actor: 'CPU 1', to: { kind: 'event', event: 'sync' } },
    ] as const;
    const to = { kind: 'event', event: 'store' } as const;
    expect(() => playScript(input, [...before, { actor: 'CPU 1', to }])).not.toThrow();
    expect(() => playScript(input, [...before, { actor: 'CPU 1', to, alone: true }])).toThrow(
      'move 2: CPU 1 does not get to',
    );
  });

  it('lets the first fetch of a move miss stores', () => {
    const steps = playScript(input, [
      { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
      { actor: 'CPU 1', to: { kind: 'event', event: 'poke-end' } },
      { actor: 'CPU 1', to: { kind: 'event', event: 'store' } },
      { actor: 'CPU 0', to: { kind: 'step' }, age: 1 },
    ]);
    expect(actionVariant(steps.at(-1)?.action ?? 0)).toBe(1);
    expect(steps.at(-1)?.events).toMatchObject([{ kind: 'fetch', age: 1 }, { kind: 'block' }]);
  });

  it('throws at an actor that is not in the lab', () => {
    expect(() => playScript(input, [{ actor: 'CPU 7', to: { kind: 'end' } }])).toThrow(
      'move 0 is for CPU 7, who is not in this lab',
    );
  });
});
