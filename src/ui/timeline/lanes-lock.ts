// A lane per lock that somebody had to sleep on: who holds it, and who sleeps.

import type { LockRef } from '../../core/machine/index.ts';
import { BandRun } from './band-run.ts';
import { BLANK_LANE, eachEvent, type Lane, type LaneInput } from './lane-model.ts';

interface Draft {
  readonly lock: LockRef;
  readonly run: BandRun;
  contended: boolean;
}

export function lockLanes({ names, result, steps, stepCount }: LaneInput): Lane[] {
  const zero = result.timeline?.zero ?? 0;
  const drafts = new Map<string, Draft>();
  eachEvent(steps, (event, step, actor) => {
    if (step < zero) return;
    if (event.kind !== 'lock' && event.kind !== 'unlock' && event.kind !== 'lock-wait') return;
    const label = names.lock(event.lock);
    const draft = drafts.get(label) ?? { lock: event.lock, run: new BandRun(), contended: false };
    drafts.set(label, draft);
    if (event.kind === 'lock') draft.run.set(step, { tone: 'holder', label: names.actor(actor) });
    else if (event.kind === 'unlock') draft.run.close(step + 1);
    else draft.contended = true;
  });
  return [...drafts]
    .filter(([, { contended }]) => contended)
    .map(([label, { run, lock }]) => {
      run.close(stepCount);
      const note = lock.kind === 'poke_mutex' ? names.progArray(lock.mapIdx) : '';
      const shown = lock.kind === 'poke_mutex' ? lock.kind : label;
      return {
        ...BLANK_LANE,
        id: `lock-${label}`,
        kind: 'lock',
        label: shown,
        note,
        hint: 'Who holds this lock, while somebody has to sleep on it',
        selection: { kind: 'lock', lock },
        bands: run.bands,
      };
    });
}
