// A lane per actor: the operation as a block, its steps as small marks beneath.

import type { MachineEvent } from '../../core/machine/index.ts';
import { BandRun } from './band-run.ts';
import type { Lane, LaneInput, Mark } from './lane-model.ts';
import { stepMark } from './step-marks.ts';

interface Draft {
  readonly run: BandRun;
  readonly marks: Mark[];
}

export function actorLanes({ result, names, steps, stepCount }: LaneInput): Lane[] {
  const drafts = new Map<number, Draft>();
  const draftOf = (actor: number): Draft => {
    const known = drafts.get(actor);
    if (known) return known;
    const fresh = { run: new BandRun(), marks: [] };
    drafts.set(actor, fresh);
    return fresh;
  };
  steps.forEach((step, nth) => {
    const { run, marks } = draftOf(step.actor);
    for (const event of step.events) {
      const opened = openingLabel(event, names);
      if (opened) run.set(nth, { tone: 'op', label: opened });
      if (event.kind === 'op-end' || event.kind === 'work-end') {
        closeOp(run, nth + 1, event.kind === 'op-end' ? event.errno : 0);
      }
      if (event.kind === 'bug' || event.kind === 'halt') {
        run.set(nth, { tone: 'bug', label: event.message });
      }
    }
    marks.push({ step: nth, row: 0, ...stepMark(step) });
  });
  return (result.timeline?.actors ?? []).flatMap((actor, actorIdx) => {
    const draft = drafts.get(actorIdx);
    if (!draft) return [];
    draft.run.close(stepCount);
    return {
      id: `actor-${actorIdx}`,
      kind: 'actor' as const,
      label: actor.name,
      note: '',
      selection: null,
      bands: draft.run.bands,
      marks: draft.marks,
    };
  });
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
    label: `${last.label}: errno ${errno}`,
  };
}
