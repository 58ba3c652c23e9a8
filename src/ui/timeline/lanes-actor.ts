// A lane per actor: the operation as a block, its steps as small marks beneath.

import type { MachineEvent } from '../../core/machine/index.ts';
import { errnoName } from '../shared/lab-names.ts';
import { BandRun } from './band-run.ts';
import type { Lane, LaneInput, Mark } from './lane-model.ts';
import { stepMark } from './step-marks.ts';

const SET_UP = 'set-up';

interface Draft {
  readonly run: BandRun;
  readonly marks: Mark[];
}

export function actorLanes({ result, names, steps, stepCount }: LaneInput): Lane[] {
  const zero = result.timeline?.zero ?? 0;
  const drafts = new Map<string, Draft>();
  steps.forEach((step, nth) => {
    // Before time zero there is one thread; its actors share a lane.
    const label = nth < zero ? SET_UP : names.actor(step.actor);
    const draft = drafts.get(label) ?? { run: new BandRun(), marks: [] };
    drafts.set(label, draft);
    for (const event of step.events) follow(draft.run, event, nth, names);
    draft.marks.push({ step: nth, row: 0, ...stepMark(step) });
  });
  return [...drafts].map(([label, { run, marks }]) => {
    run.close(stepCount);
    return {
      id: `actor-${label}`,
      kind: 'actor' as const,
      label,
      note: '',
      selection: null,
      bands: run.bands,
      marks,
    };
  });
}

function follow(run: BandRun, event: MachineEvent, step: number, names: LaneInput['names']): void {
  const opened = openingLabel(event, names);
  if (opened) run.set(step, { tone: 'op', label: opened });
  if (event.kind === 'op-end') closeOp(run, step + 1, event.errno);
  else if (event.kind === 'work-end') closeOp(run, step + 1, 0);
  else if (event.kind === 'bug' || event.kind === 'halt') {
    run.set(step, { tone: 'bug', label: event.message });
  }
}

function openingLabel(event: MachineEvent, names: LaneInput['names']): string | null {
  if (event.kind === 'op-begin') return names.op(event.op);
  if (event.kind !== 'work-begin') return null;
  return event.work.kind === 'free'
    ? `free ${names.prog(event.work.progIdx)}`
    : `clear ${names.progArray(event.work.mapIdx)}`;
}

/** Ends the block; one that failed says so. */
function closeOp(run: BandRun, end: number, errno: number): void {
  run.close(end);
  const last = run.bands.at(-1);
  if (errno === 0 || !last) return;
  run.bands[run.bands.length - 1] = {
    ...last,
    tone: 'op-failed',
    label: `${last.label}: ${errnoName(errno)}`,
  };
}
