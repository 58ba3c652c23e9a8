import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  actions,
  createMachine,
  createReplay,
  imageBytes,
  initialState,
  type MachineView,
  machineActors,
  runAll,
  type Step,
  step,
  viewImageBytes,
} from '../../../src/core/machine/index.ts';
import { factsOfState, factsOfView } from '../../machine/facts.ts';
import { type FixtureLab, fixture } from './fixture.ts';

const PROGS: FixtureLab['progs'] = [
  { name: 'entry', calls: '0:0 0:1 | 0:0 1:2' },
  { name: 'again', calls: '0:0' },
  { name: 'a' },
  { name: 'b' },
];
const MAPS = [{ name: 't' }, { name: 'u' }];

/** Random ops over everything that the labs can say; most succeed, some fail. */
const OP = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('t[0] = a', 't[0] = b', 't[1] = a', 'u[2] = b', 't[0] = entry'),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom('delete t[0]', 'delete t[1]', 'delete u[2]', 'delete t[3]'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'run entry',
      'run a',
      'unload a',
      'unload again',
      'close u',
      't[4] = a',
    ),
  },
);
const RUN = fc
  .tuple(
    fc.shuffledSubarray(['load entry', 'load again', 'load a', 'load b'], { minLength: 3 }),
    fc.array(OP, { maxLength: 12 }),
  )
  .map(([loads, ops]) => [...loads, ...ops].join('; '));

function lab(ops: string) {
  return fixture({ maps: MAPS, progs: PROGS, actors: [ops] });
}

describe('createReplay', () => {
  it('gives the same view of a cursor in whatever order cursors are asked for', () => {
    fc.assert(
      fc.property(
        RUN,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (ops, places) => {
          const input = lab(ops);
          const { steps } = runAll(createMachine(input), { maxSteps: 5000 });
          const replay = createReplay({ ...input, actors: machineActors(input) }, steps);
          for (let i = 0; i < 20; i++) {
            const cursor = Math.floor((places.next().value ?? 0) * steps.length);
            expect(replay.at(cursor)).toEqual(
              createReplay({ ...input, actors: machineActors(input) }, steps.slice(0, cursor)).at(
                cursor,
              ),
            );
          }
        },
      ),
      { seed: 20260101, numRuns: 40 },
    );
  });

  it('agrees with the machine after every step', () => {
    fc.assert(
      fc.property(RUN, (ops) => {
        const input = lab(ops);
        const machine = createMachine(input);
        const steps: Step[] = [];
        const states = [initialState(machine)];
        for (;;) {
          const last = states[states.length - 1] ?? initialState(machine);
          const action = actions(machine, last)[0];
          if (!action) break;
          const next = step(machine, last, action);
          states.push(next.state);
          steps.push(next.step);
        }
        const replay = createReplay({ ...input, actors: machineActors(input) }, steps);
        states.forEach((state, cursor) => {
          const view = replay.at(cursor);
          expect(imagesOfView(input, view)).toEqual(imagesOfState(input, machine, state, view));
          expect(factsOfView(machine, view)).toEqual(factsOfState(machine, state));
        });
      }),
      { seed: 20260102, numRuns: 40 },
    );
  });

  it('leaves views that were handed out alone', () => {
    const input = lab('load entry; load a; t[0] = a; delete t[0]');
    const { steps } = runAll(createMachine(input), { maxSteps: 5000 });
    const replay = createReplay({ ...input, actors: machineActors(input) }, steps);
    const views = steps.map((_, cursor) => replay.at(cursor));
    const copies = structuredClone(views);
    for (let cursor = steps.length; cursor >= 0; cursor -= 3) replay.at(cursor);
    expect(views).toEqual(copies);
  });

  it('gives the same views when it was folded ahead, and says when none is left', () => {
    const ops = Array.from({ length: 12 }, () => 't[0] = a; delete t[0]').join('; ');
    const input = lab(`load entry; load a; ${ops}`);
    const { steps } = runAll(createMachine(input), { maxSteps: 5000 });
    const [ahead, asked] = [1, 2].map(() =>
      createReplay({ ...input, actors: machineActors(input) }, steps),
    );
    let folded = 0;
    while (ahead?.foldAhead()) folded++;
    expect(folded).toBe(Math.floor(steps.length / 256));
    expect(folded).toBeGreaterThan(1);
    for (const cursor of [0, 255, 256, 300, steps.length]) {
      expect(ahead?.at(cursor)).toEqual(asked?.at(cursor));
    }
  });

  it('folds nothing ahead where prog arrays would take much room', () => {
    const input = fixture({
      maps: [{ name: 't', maxEntries: 65_536 }],
      progs: PROGS.filter(({ calls }) => calls === undefined),
      actors: [Array.from({ length: 60 }, () => 't[0] = a; delete t[0]').join('; ')],
    });
    const { steps } = runAll(createMachine(input), { maxSteps: 5000 });
    expect(steps.length).toBeGreaterThan(256);
    const replay = createReplay({ ...input, actors: machineActors(input) }, steps);
    expect(replay.foldAhead()).toBe(false);
  });

  it('shows what a poke has reached', () => {
    const input = lab('load entry; load a; u[2] = a');
    const { steps } = runAll(createMachine(input), { maxSteps: 5000 });
    const replay = createReplay({ ...input, actors: machineActors(input) }, steps);
    const seen = steps.map((_, i) => {
      const desc = replay.at(i + 1).descs[0]?.[3];
      return `${desc?.state} ${desc?.target.poke?.phase ?? '-'} ${desc?.target.poke?.synced ?? ''}`.trim();
    });
    const changes = seen.filter((text, i) => text !== seen[i - 1]);
    expect(changes).toEqual([
      'empty -',
      'empty begun true',
      'moving int3 false',
      'moving int3 true',
      'moving tail false',
      'moving tail true',
      'armed first false',
      'armed first true',
      'armed -',
      'moving -',
      'live -',
    ]);
  });

  it('throws on a cursor outside the run', () => {
    const replay = createReplay(lab(''), []);
    expect(() => replay.at(1)).toThrow('cursor 1 outside 0..0');
    expect(() => replay.at(-1)).toThrow('cursor -1 outside 0..0');
  });
});

type Input = ReturnType<typeof lab>;

/** Programs whose image the machine has: the bytes of all functions. */
function imagesOfView(input: Input, view: MachineView): string[] {
  return images(input, view, (jit, progIdx, funcIdx) =>
    viewImageBytes(jit, view, progIdx, funcIdx),
  );
}

function imagesOfState(
  input: Input,
  machine: ReturnType<typeof createMachine>,
  state: Int32Array,
  view: MachineView,
): string[] {
  return images(input, view, (_, progIdx, funcIdx) => imageBytes(machine, state, progIdx, funcIdx));
}

function images(
  input: Input,
  view: MachineView,
  bytes: (
    jit: NonNullable<Input['progs'][number]['jit']>,
    progIdx: number,
    funcIdx: number,
  ) => Uint8Array,
): string[] {
  return input.progs.flatMap(({ jit }, progIdx) => {
    const state = view.progs[progIdx];
    // While a program is being loaded its image may not be there yet; the view shows it empty.
    if (!jit || state === 'absent' || state === 'loading') return [];
    return jit.funcs.map((_, funcIdx) => Buffer.from(bytes(jit, progIdx, funcIdx)).toString('hex'));
  });
}
