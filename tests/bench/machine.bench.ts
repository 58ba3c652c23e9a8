// Programs on CPUs: instructions in long blocks and in visible steps, copies of a state, looking
// up a moment of a long run, and what such a run takes in memory.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  actions,
  advance,
  createMachine,
  initialState,
  type MachineInput,
  runAll,
  Session,
  type Step,
} from '../../src/core/machine/index.ts';
import { compile } from '../../src/core/pipeline/index.ts';
import { type Bench, type Benches, type Growth, time } from './bench.ts';
import { chainText, loopText } from './programs.ts';

const MILLION = 1_000_000;

function inputOf(text: string): MachineInput {
  const { input, diagnostics } = compile(text, { policy: null });
  if (!input) throw new Error(diagnostics[0]?.message ?? 'the lab does not run');
  return input;
}

/** x86 instructions that a step executes. */
function insnsOf({ events }: Step): number {
  const block = events.find((event) => event.kind === 'block');
  return block?.kind === 'block' ? block.insns : 0;
}

/** Steps until `insns` instructions have run; with `keep`, a copy of the state after each. */
function runInsns(input: MachineInput, insns: number, keep: boolean): number {
  const machine = createMachine(input);
  const words = initialState(machine);
  let latest = words;
  for (let count = 0; count < insns; ) {
    const action = actions(machine, words)[0];
    if (action === undefined) throw new Error(`the run ended after ${count} instructions`);
    count += insnsOf(advance(machine, words, action));
    if (keep) latest = words.slice();
  }
  return latest.length;
}

const insns = (name: string, text: () => string, keep: boolean): Bench => ({
  kind: 'samples',
  name,
  unit: 'ms',
  bars: [200],
  byP95: false,
  run: () => {
    const input = inputOf(text());
    return Promise.resolve(time(() => runInsns(input, MILLION, keep), 3, 21));
  },
});

/** A chain of self tail calls, run often enough for `steps` steps. */
function chainRun(steps: number): { readonly input: MachineInput; readonly steps: Step[] } {
  const input = inputOf(chainText({ alu: 2, runs: Math.ceil(steps / 68) }));
  const run = runAll(createMachine(input), { maxSteps: steps });
  return { input, steps: [...run.steps] };
}

const growth: Growth = {
  kind: 'growth',
  name: 'a run with a fetch in each step',
  of: 'steps',
  sizes: [1_000, 10_000, 100_000],
  maxExponent: 1.1,
  run: (size) => {
    const { input } = chainRun(1_000);
    const text = inputOf(chainText({ alu: 2, runs: Math.ceil(size / 68) }));
    const work = () => runAll(createMachine(size > 1_000 ? text : input), { maxSteps: size });
    return Promise.resolve(time(() => work().steps.length, 2, 9));
  },
};

const snapshots: Bench = {
  kind: 'samples',
  name: '100,000 copies of a state',
  unit: 'ms',
  bars: [200],
  byP95: false,
  run: () => {
    const words = initialState(createMachine(inputOf(chainText({ alu: 2, runs: 1 }))));
    const copy = (): number => {
      let sink = 0;
      for (let i = 0; i < 100_000; i++) sink += words.slice().length;
      return sink;
    };
    return Promise.resolve(time(copy, 3, 21));
  },
};

const seek: Bench = {
  kind: 'samples',
  name: "a CPU's registers at any place of a 100,000-step run",
  unit: 'ms',
  bars: [16],
  byP95: true,
  run: () => {
    const { input, steps } = chainRun(100_000);
    const session = new Session(input, steps);
    session.stateAt(steps.length);
    const actor = steps.at(-1)?.actor ?? 0;
    let place = 1;
    const look = (): number => {
      place = (place * 48_271) % 2_147_483_647;
      return session.cpuAt(place % steps.length, actor)?.regs.length ?? 0;
    };
    return Promise.resolve(time(look, 20, 200));
  },
};

function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('the garbage collector is not exposed');
  return () => {
    Reflect.apply(collect, undefined, []);
  };
}

const memory: Bench = {
  kind: 'samples',
  name: 'memory of a 100,000-step run, with its checkpoints',
  unit: 'kB',
  bars: [200_000],
  byP95: false,
  run: () => {
    const collect = exposedCollector();
    collect();
    const before = process.memoryUsage();
    const { input, steps } = chainRun(100_000);
    const session = new Session(input, steps);
    session.stateAt(steps.length);
    collect();
    const after = process.memoryUsage();
    const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    return Promise.resolve([session.length > 0 ? bytes / 1000 : Number.NaN]);
  },
};

export const benches: Benches = [
  insns('1,000,000 x86 insns in long blocks', () => loopText(10_000, 100), false),
  insns(
    '1,000,000 x86 insns in steps of 30, a copy of the state after each',
    () => chainText({ alu: 50, runs: 1_000 }),
    true,
  ),
  insns(
    '1,000,000 x86 insns in steps of 5, a copy of the state after each',
    () => chainText({ alu: 0, runs: 10_000 }),
    true,
  ),
  snapshots,
  seek,
  memory,
  growth,
];
