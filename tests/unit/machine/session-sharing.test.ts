// What a session and a replay keep of another run of the same lab must not show in what they answer.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CodePlace,
  createReplay,
  type MachineInput,
  Session,
  type Step,
} from '../../../src/core/machine/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';

const LAB = `.kernel 6.1
.map t prog_array max_entries=2
.prog entry socket
  r6 = 7
  *(u32 *)(r10 - 4) = r6
  r2 = t ll
  r3 = 0
  call tail_call
  r0 = 5
  exit
.prog other socket
  r0 = 10
  exit
.cpu 0
  run entry times=20
.cpu 1
  update t[0] = other
  delete t[0]
  update t[0] = other
  delete t[0]
.cpu 2
  run entry times=20
`;

function runBy(policy: number | 'fair' | 'in-turn'): {
  readonly input: MachineInput;
  readonly steps: readonly Step[];
} {
  const { input, timeline } = compile(LAB, { policy });
  if (!input || !timeline) throw new Error('the lab does not run');
  return { input, steps: timeline.steps };
}

const FAIR = runBy('fair');
const OTHERS = [runBy('in-turn').steps, runBy(1).steps, runBy(2).steps, FAIR.steps.slice(0, 300)];

describe('withSteps', () => {
  it('answers as a session made from nothing, at any cursors in any order', () => {
    const cursors = fc.array(fc.tuple(fc.nat(OTHERS.length - 1), fc.nat(2000)), { maxLength: 12 });
    fc.assert(
      fc.property(cursors, (asked) => {
        let session = new Session(FAIR.input, FAIR.steps);
        session.stateAt(FAIR.steps.length);
        for (const [which, place] of asked) {
          const steps = OTHERS[which] ?? [];
          session = session.withSteps(steps);
          const cursor = place % (steps.length + 1);
          const fresh = new Session(FAIR.input, steps);
          expect(session.stateAt(cursor)).toEqual(fresh.stateAt(cursor));
        }
      }),
      { seed: 9, numRuns: 6 },
    );
  });

  it('of a replay answers as one made from nothing', () => {
    const { input } = FAIR;
    const given = { ...input, actors: [...input.actors, null] };
    let replay = createReplay(given, FAIR.steps);
    replay.at(FAIR.steps.length);
    for (const steps of OTHERS) {
      replay = replay.withSteps(steps);
      const fresh = createReplay(given, steps);
      for (const cursor of [0, 1, 40, 255, 256, 299, steps.length]) {
        const place = Math.min(cursor, steps.length);
        expect(replay.at(place)).toEqual(fresh.at(place));
      }
    }
  });
});

describe('stateAt', () => {
  it('looks into a step without changing what comes after it', () => {
    const session = new Session(FAIR.input, FAIR.steps);
    const block = FAIR.steps.findIndex((step) =>
      step.events.some((event) => event.kind === 'block' && event.insns > 4),
    );
    const before = session.stateAt(block).slice();
    const inside = session.stateAt(block, 3);
    expect(inside).not.toEqual(before);
    const fresh = new Session(FAIR.input, FAIR.steps);
    expect(session.stateAt(block)).toEqual(before);
    expect(session.stateAt(block + 1)).toEqual(fresh.stateAt(block + 1));
  });
});

describe('visitInsns', () => {
  it('tells the same places as step by step', () => {
    const session = new Session(FAIR.input, FAIR.steps);
    for (const from of [0, 120]) {
      const seen = new Map<number, (CodePlace | null)[]>();
      session.visitInsns(from, (step, place) => {
        seen.set(step, [...(seen.get(step) ?? []), place]);
      });
      for (let step = from; step < 200; step++) {
        // A fetch that traps executes its site too, though it is no block.
        if (FAIR.steps[step]?.events.some((event) => event.kind === 'int3')) continue;
        expect(seen.get(step) ?? [], `step ${step}`).toEqual(session.insnsOf(step));
      }
    }
  });
});

describe('memoryAt', () => {
  it('reads the stack of the CPU that is asked, and nothing where nothing is mapped', () => {
    const session = new Session(FAIR.input, FAIR.steps);
    const actor = FAIR.input.actors.findIndex((one) => one.name === 'CPU 0');
    const cursor = FAIR.steps.findIndex(
      (step) => step.actor === actor && step.events.some((event) => event.kind === 'fetch'),
    );
    const rbp = session.cpuAt(cursor, actor)?.regs[5] ?? 0n;
    expect(session.memoryAt(cursor, actor, { addr: rbp - 4n, byteLen: 4 })).toBe(7n);
    expect(session.memoryAt(cursor, actor, { addr: rbp - 4n, byteLen: 1 })).toBe(7n);
    expect(session.memoryAt(cursor, actor, { addr: 8n, byteLen: 8 })).toBeNull();
  });
});
