// The lanes of the timeline, derived from events alone: who does what, in which state each pair of
// poke sites is, what each slot holds, where somebody waits for RCU.

import type { LabResult } from '../../core/pipeline/index.ts';
import { labNames } from '../shared/lab-names.ts';
import type { LaneInput, TimelineModel } from './lane-model.ts';
import { actorLanes } from './lanes-actor.ts';
import { rcuLanes } from './lanes-rcu.ts';
import { siteLanes } from './lanes-site.ts';
import { slotLanes } from './lanes-slot.ts';

export function buildTimeline(result: LabResult): TimelineModel {
  const steps = result.timeline?.steps ?? [];
  const input: LaneInput = { result, names: labNames(result), steps, stepCount: steps.length };
  return {
    stepCount: steps.length,
    zero: result.timeline?.zero ?? 0,
    lanes: [...actorLanes(input), ...siteLanes(input), ...slotLanes(input), ...rcuLanes(input)],
  };
}
