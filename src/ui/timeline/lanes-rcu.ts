// A lane per RCU flavour in use: the stretches in which somebody waits for readers to leave.

import type { MachineEvent } from '../../core/machine/index.ts';
import { BandRun } from './band-run.ts';
import { eachEvent, type Lane, type LaneInput } from './lane-model.ts';

const WAIT_WORDS = { wait: 'synchronize_rcu', callback: 'call_rcu' } as const;
const FLAVOUR_WORDS = { rcu: 'RCU', 'tasks-trace': 'RCU tasks trace' } as const;

type RcuEvent = Extract<MachineEvent, { kind: 'rcu-begin' | 'rcu-end' }>;

export function rcuLanes({ steps, stepCount }: LaneInput): Lane[] {
  const runs = new Map<RcuEvent['flavour'], BandRun>();
  eachEvent(steps, (event, step) => {
    if (event.kind !== 'rcu-begin' && event.kind !== 'rcu-end') return;
    const run = runs.get(event.flavour) ?? new BandRun();
    runs.set(event.flavour, run);
    if (event.kind === 'rcu-begin') {
      run.set(step, { tone: event.purpose, label: WAIT_WORDS[event.purpose] });
    } else run.close(step + 1);
  });
  return [...runs].map(([flavour, run]) => {
    run.close(stepCount);
    return {
      id: `rcu-${flavour}`,
      kind: 'rcu' as const,
      label: FLAVOUR_WORDS[flavour],
      note: '',
      selection: null,
      bands: run.bands,
      marks: [],
    };
  });
}
