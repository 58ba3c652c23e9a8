// A word for each step, short enough for a mark: the most telling of its events wins.

import type { MachineEvent, Step } from '../../core/machine/index.ts';
import { errnoName, type LabNames } from '../shared/lab-names.ts';
import type { StepMark } from './lane-model.ts';
import { cpuMark } from './step-marks-cpu.ts';

type Labeller = (event: MachineEvent) => StepMark | null;

const PLAIN: Partial<Record<MachineEvent['kind'], StepMark>> = {
  bug: { tone: 'bug', label: 'BUG' },
  halt: { tone: 'bug', label: 'halt' },
  sync: { tone: 'sync', label: 'sync' },
  'site-read': { tone: 'quiet', label: 'read' },
  publish: { tone: 'quiet', label: 'publish' },
  retire: { tone: 'quiet', label: 'retire' },
  'rcu-begin': { tone: 'rcu', label: 'wait' },
  'rcu-end': { tone: 'rcu', label: 'go on' },
  'slot-write': { tone: 'slot', label: 'xchg' },
  'poke-begin': { tone: 'quiet', label: 'cmp' },
  image: { tone: 'quiet', label: 'image' },
  stable: { tone: 'quiet', label: 'stable' },
  track: { tone: 'quiet', label: 'track' },
  untrack: { tone: 'quiet', label: 'untrack' },
  preempt: { tone: 'quiet', label: 'leave', more: ['preempted'] },
  resume: { tone: 'quiet', label: 'back', more: ['comes back'] },
  'lock-wait': { tone: 'quiet', label: 'sleep' },
  owner: { tone: 'quiet', label: 'owner' },
  'op-end': { tone: 'end', label: 'end' },
  'work-end': { tone: 'end', label: 'end' },
  'op-begin': { tone: 'quiet', label: 'begin' },
  'work-begin': { tone: 'quiet', label: 'begin' },
  'desc-begin': { tone: 'quiet', label: 'site' },
  'desc-end': { tone: 'quiet', label: 'done' },
  lock: { tone: 'quiet', label: 'lock' },
  unlock: { tone: 'quiet', label: 'unlock' },
  'poke-run-begin': { tone: 'quiet', label: 'pokes' },
  'poke-run-end': { tone: 'quiet', label: 'done' },
};

/** Most telling first; kinds that are missing come last, in the order in which they happened. */
const ORDER: readonly MachineEvent['kind'][] = [
  'bug',
  'halt',
  'store',
  'sync',
  'rcu-begin',
  'rcu-end',
  'slot-write',
  'image',
  'stable',
  'poke-begin',
  'poke-end',
  'publish',
  'retire',
  'track',
  'untrack',
  'owner',
  'op-end',
  'work-end',
  'op-begin',
  'work-begin',
  'desc-begin',
  'desc-end',
  'lock',
  'unlock',
];

const labelOf: Labeller = (event) => {
  if (event.kind === 'store') {
    const first = (event.after[0] ?? 0).toString(16).padStart(2, '0');
    const label =
      event.phase === 'tail'
        ? 'tail'
        : event.phase === 'whole' || event.phase === 'copy'
          ? 'all 5'
          : first;
    return { tone: event.phase === 'int3' ? 'int3' : 'store', label };
  }
  if (event.kind === 'poke-end') {
    if (event.ret < 0) return { tone: 'bug', label: `-${errnoName(-event.ret)}` };
    return { tone: 'quiet', label: event.ret === 1 ? 'same' : 'poked' };
  }
  if (event.kind === 'op-end' && event.errno !== 0) {
    return { tone: 'bug', label: errnoName(event.errno) };
  }
  return PLAIN[event.kind] ?? null;
};

/** The mark of a step in its actor's lane. */
export function stepMark(step: Step, names: Pick<LabNames, 'siteMark'>): StepMark {
  const fatal = step.events.some(({ kind }) => kind === 'bug' || kind === 'halt');
  const ofCpu = fatal ? null : cpuMark(step, names);
  if (ofCpu) return ofCpu;
  let best: MachineEvent | null = null;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const event of step.events) {
    const found = ORDER.indexOf(event.kind);
    const rank = found < 0 ? ORDER.length : found;
    if (rank < bestRank) {
      best = event;
      bestRank = rank;
    }
  }
  return (best && labelOf(best)) ?? { tone: 'quiet', label: '·' };
}
