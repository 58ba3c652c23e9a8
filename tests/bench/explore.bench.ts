// The search of all schedules: states per second on the emitted bytes, how it grows with CPUs and sites, what the
// reduction leaves out, what a state takes. Time is the process's own, as other work may go on beside it.

import type { ExploreResult } from '../../src/core/explore/index.ts';
import { compile, exploreLab, labExpects } from '../../src/core/pipeline/index.ts';
import { promelaModel } from '../../src/core/promela/index.ts';
import { runSpin, whyNoSpin } from '../spin/run-spin.ts';
import type { Bench, Benches } from './bench.ts';
import { searchText } from './explore-labs.ts';

interface Size {
  readonly cpus: number;
  readonly sites: number;
}

/** Runs a search to its end. */
function search(size: Size, reduction: boolean): ExploreResult {
  const running = exploreLab(compile(searchText(size), { policy: null }), { reduction });
  if (!running) throw new Error('the lab does not run');
  while (running.run(100_000) === 'running');
  const result = running.result();
  if (result.verdict !== 'pass') throw new Error(`the search ends with ${result.verdict}`);
  return result;
}

/** Thousand states per second of the process's time, after one search to warm up. */
function rates(size: Size, runs: number): number[] {
  search({ cpus: 3, sites: 1 }, false);
  return Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    const { states } = search(size, false);
    const { user, system } = process.cpuUsage(before);
    return states / ((user + system) / 1000);
  });
}

const words = ({ cpus, sites }: Size): string =>
  `${cpus} CPUs, ${sites} ${sites === 1 ? 'site' : 'sites'}`;

const told = (what: string, size: Size, unit: Bench['unit'], value: () => number): Bench => ({
  kind: 'samples',
  name: `search of all schedules, ${words(size)}: ${what}`,
  unit,
  bars: [],
  byP95: false,
  run: () => Promise.resolve([value()]),
});

const rate = (size: Size, runs: number): Bench => ({
  ...told('states per second, none left out', size, 'k/s', () => 0),
  bars: [100, 500],
  isFloor: true,
  run: () => Promise.resolve(rates(size, runs)),
});

const count = (size: Size): Bench =>
  told('states', size, 'states', () => search(size, false).states);

const factor = (size: Size): Bench =>
  told('states for each that the reduction keeps', size, 'times', () => {
    return search(size, false).states / search(size, true).states;
  });

const memory = (size: Size): Bench =>
  told('memory per state', size, 'B', () => {
    const { bytes, states } = search(size, false);
    return bytes / states;
  });

/** Spin's rate on the model of the same lab, where Spin is installed; by the clock, as it is a process of its own. */
const spin = (size: Size): Bench => ({
  ...told('states per second of Spin on its model', size, 'k/s', () => 0),
  run: async () => {
    const lab = compile(searchText(size), { policy: null });
    if (!lab.input) throw new Error('the lab does not run');
    const model = promelaModel(lab.input, labExpects(lab));
    if (!model.ok) throw new Error(model.error);
    const { statesPerSecond } = await runSpin(model.value, { optimise: '-O2' });
    return [statesPerSecond / 1000];
  },
});

const SMALL = { cpus: 3, sites: 1 };
const MIDDLE = { cpus: 3, sites: 2 };
const LARGE = { cpus: 4, sites: 1 };

export const benches: Benches = [
  rate(SMALL, 5),
  rate(MIDDLE, 5),
  rate(LARGE, 3),
  ...(whyNoSpin() === null ? [spin(SMALL)] : []),
  ...[SMALL, MIDDLE, LARGE].flatMap((size) => [factor(size), memory(size)]),
  ...[2, 3, 4].map((cpus) => count({ cpus, sites: 1 })),
  ...[2, 4].map((sites) => count({ cpus: 2, sites })),
];
