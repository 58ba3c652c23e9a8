// Views, which are made of events alone, and states, which are words, tell the same story of every run; and
// a run that is over leaves nothing of the way it took.

import { describe, expect, it } from 'vitest';
import {
  actions,
  advance,
  createMachine,
  createReplay,
  eventTitle,
  imageBytes,
  initialState,
  type Machine,
  type MachineInput,
  type MachineView,
  machineActors,
  namesOf,
  narrate,
  runAll,
  type Step,
  viewImageBytes,
} from '../../src/core/machine/index.ts';
import { LABS } from '../../src/labs/index.ts';
import { busyLab } from '../property/compile-labs.ts';
import { seededRandom } from '../property/seeded-random.ts';
import { labInput, raceLab } from './driver.ts';
import { factsOfState, factsOfView, residue } from './facts.ts';
import { scheduleLab } from './lab-shape.ts';

/** Milliseconds; a loaded machine is slow. */
const TIMEOUT = 120_000;
/** Steps of a run that are looked at. */
const MOST = 600;

/** A run of a lab under any schedule. */
interface Run {
  readonly text: string;
  readonly input: MachineInput;
  readonly steps: readonly Step[];
  readonly stopped: string | null;
}

const UNPUBLISHED = `.protocol text_poke unpublished
store(site[0], 0xcc);
sync_cores();
store(site[1..4], new[1..4]);
store(site[0], new[0]);
sync_cores();
`;

/** Programs that sleep: 6.1 does not let them make tail calls, but the machine can. */
function asleep(input: MachineInput): MachineInput {
  return { ...input, progs: input.progs.map((prog) => ({ ...prog, sleepable: true })) };
}

/** Labs of every kind, the CPUs in them steered at random. */
function runs(): Run[] {
  const next = seededRandom(20261124);
  const shapes = (['direct', 'indirect', 'subprog'] as const).flatMap((form) =>
    [false, true].map((filled) =>
      scheduleLab({
        form,
        filled,
        runners: 3,
        updates: ['install', 'delete', 'load', 'replace', 'unload'],
      }),
    ),
  );
  const run = (text: string, change?: (input: MachineInput) => MachineInput): Run => {
    const input = labInput(text, change);
    const limits = { maxSteps: 20_000, policy: 1 + next(1 << 30) };
    return { text, input, ...runAll(createMachine(input), limits) };
  };
  return [
    ...LABS.map(({ text }) => run(text)),
    ...[...shapes, ...shapes, ...shapes].map((text) => run(text)),
    ...shapes.map((text) => run(text, asleep)),
    ...Array.from({ length: 20 }, () => run(raceLab('delete t[0]\n t[0] = target', UNPUBLISHED))),
    ...Array.from({ length: 60 }, () => run(busyLab(next, false))),
    ...Array.from({ length: 60 }, () => run(busyLab(next, true))),
  ];
}

/** Images of programs that are in memory, or were. */
function images(machine: Machine, words: Int32Array, view: MachineView, ofView: boolean): string[] {
  return machine.input.progs.flatMap(({ jit }, progIdx) => {
    const state = view.progs[progIdx];
    if (!jit || state === 'absent' || state === 'loading') return [];
    return jit.funcs.map((_, funcIdx) =>
      Buffer.from(
        ofView
          ? viewImageBytes(jit, view, progIdx, funcIdx)
          : imageBytes(machine, words, progIdx, funcIdx),
      ).toString('hex'),
    );
  });
}

describe('createReplay', () => {
  it('agrees with the state about everything, after every step', { timeout: TIMEOUT }, () => {
    const modes = new Set<string>();
    for (const run of runs()) {
      const { input, steps } = run;
      const machine = createMachine(input);
      const replay = createReplay({ ...input, actors: machineActors(input) }, steps);
      const words = initialState(machine);
      for (const [done, { action }] of steps.slice(0, MOST).entries()) {
        advance(machine, words, action);
        const view = replay.at(done + 1);
        const seen = factsOfView(machine, view);
        expect({ done, text: run.text, ...seen }).toEqual({
          done,
          text: run.text,
          ...factsOfState(machine, words),
        });
        expect(images(machine, words, view, true)).toEqual(images(machine, words, view, false));
        for (const { mode } of seen.cpus) modes.add(mode);
      }
    }
    expect(modes).toEqual(
      new Set(['idle', 'running', 'preempted', 'trapped', 'handler', 'stopped']),
    );
  });
});

describe('a run that is over', () => {
  it('leaves nothing in the words of its CPUs and system calls', { timeout: TIMEOUT }, () => {
    let over = 0;
    for (const run of runs()) {
      const { input, steps } = run;
      // A protocol of the lab's own may leave locks held and sites published.
      if (run.stopped !== null || run.text.includes('.protocol')) continue;
      const machine = createMachine(input);
      const words = initialState(machine);
      for (const { action } of steps) advance(machine, words, action);
      expect(actions(machine, words)).toEqual([]);
      expect({ text: run.text, left: residue(machine, words) }).toEqual({
        text: run.text,
        left: [],
      });
      over++;
    }
    expect(over).toBeGreaterThan(80);
  });
});

describe('narrate', () => {
  it('has a whole sentence and a label for every step of every run', { timeout: TIMEOUT }, () => {
    const holes = /undefined|null|NaN|\[object| {2}| ,|\.\.$|\[-1\]|(?:actor|program|map) \d/;
    const kinds = new Set<string>();
    for (const run of runs()) {
      const { input, steps } = run;
      const names = namesOf(input);
      const replay = createReplay({ ...input, actors: machineActors(input) }, steps);
      for (const [done, step] of steps.slice(0, MOST).entries()) {
        const sentence = narrate(step, names, replay.at(done + 1));
        expect(sentence).toMatch(/^[^\n]+\.$/);
        expect(sentence).not.toMatch(holes);
        for (const event of step.events) {
          kinds.add(event.kind);
          expect(eventTitle(event, names)).not.toMatch(holes);
        }
      }
    }
    expect(kinds.size).toBeGreaterThan(35);
  });
});
