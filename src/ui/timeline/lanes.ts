// The lanes of the timeline, derived from events alone: who does what, in which state each pair of
// poke sites is, what each slot holds, who sleeps on which lock, where somebody waits for RCU.

import type { Step } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { labNames } from '../shared/lab-names.ts';
import {
  eachEvent,
  type Lane,
  type LaneInput,
  type TimelineModel,
  type VerdictMark,
} from './lane-model.ts';
import { actorLanes } from './lanes-actor.ts';
import { lockLanes } from './lanes-lock.ts';
import { rcuLanes } from './lanes-rcu.ts';
import { siteLanes } from './lanes-site.ts';
import { slotLanes } from './lanes-slot.ts';
import { buildWaits } from './waits.ts';

/** `isMuted`: that both sites are nops is said, not that this is forbidden. */
export function buildTimeline(result: LabResult, isMuted = false): TimelineModel {
  const steps = result.timeline?.steps ?? [];
  const names = labNames(result);
  const waits = buildWaits(steps);
  const input: LaneInput = { result, names, steps, stepCount: steps.length, waits };
  return {
    lab: result.input ?? result.progs,
    stepCount: steps.length,
    zero: result.timeline?.zero ?? 0,
    lanes: [
      ...actorLanes(input),
      ...(isMuted ? siteLanes(input).map(mutedLane) : siteLanes(input)),
      ...slotLanes(input),
      ...lockLanes(input),
      ...rcuLanes(input),
    ],
    waits,
    verdicts: verdictsOf(steps, input.names),
  };
}

function mutedLane(lane: Lane): Lane {
  const bands = lane.bands.map((band) =>
    band.tone === 'forbidden' ? { ...band, tone: 'nops', label: 'both nops' } : band,
  );
  return { ...lane, bands };
}

function verdictsOf(steps: readonly Step[], names: LaneInput['names']): VerdictMark[] {
  const found: VerdictMark[] = [];
  eachEvent(steps, (event, step, actor) => {
    if (event.kind !== 'verdict') return;
    const words = event.verdict.replaceAll('-', ' ');
    const last = found.at(-1);
    if (last?.step === step) found[found.length - 1] = { step, title: `${last.title}, ${words}` };
    else found.push({ step, title: `${names.actor(actor)}: ${words}` });
  });
  return found;
}
