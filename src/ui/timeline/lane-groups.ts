// Lanes that belong together, and what is left of a lane or a group when it is folded: one strip.

import type { Lane, LaneKind, Strip } from './lane-model.ts';
import { BLANK_LANE } from './lane-model.ts';

/** Height of a folded lane or group (px). */
export const FOLDED_HEIGHT = 20;
/** The strip in it; the strips of a group share it. */
const STRIP = { top: 4, height: 12 } as const;
/** Least height of a strip that can be told from its neighbours (px). */
const THINNEST = 2;

export interface LaneGroup {
  readonly id: string;
  readonly label: string;
  readonly lanes: readonly Lane[];
}

const GROUP_LABELS: Readonly<Record<LaneKind, string>> = {
  actor: 'CPUs',
  site: 'Sites',
  slot: 'Slots',
  lock: 'Locks',
  rcu: 'RCU',
};

function groupOf(lane: Lane): Omit<LaneGroup, 'lanes'> {
  const { kind, group } = lane;
  // Set-up is nobody's: it folds by itself.
  if (kind === 'actor' && lane.actor === null) return { id: lane.id, label: lane.label };
  const label = GROUP_LABELS[kind];
  return group === ''
    ? { id: `group-${kind}`, label }
    : { id: `group-${kind}-${group}`, label: `${label} of ${group}` };
}

/** Neighbours of one kind, and of one program. */
export function groupLanes(lanes: readonly Lane[]): LaneGroup[] {
  const groups: { id: string; label: string; lanes: Lane[] }[] = [];
  for (const lane of lanes) {
    const group = groupOf(lane);
    const last = groups.at(-1);
    if (last?.id === group.id) last.lanes.push(lane);
    else groups.push({ ...group, lanes: [lane] });
  }
  return groups;
}

/** Ids of all that can be folded at once: groups, and lanes that are alone in theirs. */
export function foldableIds(lanes: readonly Lane[]): string[] {
  return groupLanes(lanes).map(({ id, lanes: [first, second] }) =>
    first && !second ? first.id : id,
  );
}

function thin(lane: Lane, nth: number, count: number): Strip {
  const height = Math.max(THINNEST, Math.floor(STRIP.height / count));
  const gap = height > THINNEST && count > 1 ? 1 : 0;
  return {
    look: 'thin',
    top: STRIP.top + Math.min(nth * height, STRIP.height - height),
    height: height - gap,
    bands: lane.bands,
    name: '',
    hue: lane.cpu?.hue ?? null,
  };
}

/** A lane as one strip. */
export function foldedLane(lane: Lane): Lane {
  return { ...lane, note: '', bands: [], marks: [], strips: [thin(lane, 0, 1)] };
}

/** A group as one row: a strip for each of its lanes. */
export function foldedGroup({ id, label, lanes }: LaneGroup): Lane {
  return {
    ...BLANK_LANE,
    id,
    kind: lanes[0]?.kind ?? 'actor',
    label,
    strips: lanes.map((lane, nth) => thin(lane, nth, lanes.length)),
  };
}
