// A lane per RCU flavour in use: grace periods as brackets, and below them the readers, a bar each
// from where a CPU enters a program to where it leaves it.

import type { MachineEvent, RcuFlavour } from '../../core/machine/index.ts';
import { cpuLetters } from '../shared/cpu-letters.ts';
import { BandRun } from './band-run.ts';
import { LANE_LINES } from './lane-layout.ts';
import type { Strip } from './lane-model.ts';
import { type Band, BLANK_LANE, eachEvent, type Lane, type LaneInput } from './lane-model.ts';

const WAIT_WORDS = { wait: 'synchronize_rcu', callback: 'call_rcu' } as const;
const FLAVOUR_WORDS = { rcu: 'RCU', 'tasks-trace': 'RCU tasks trace' } as const;

const PERIOD_ROW = 20;
const READER_ROW = 10;

/** One flavour's lane under construction. */
interface Draft {
  /** Grace periods that never overlap within a row. */
  readonly periods: Band[][];
  readonly open: Map<number, Omit<Band, 'end'>>;
  /** By actor. */
  readonly readers: Map<number, BandRun>;
}

export function rcuLanes(input: LaneInput): Lane[] {
  const drafts = new Map<RcuFlavour, Draft>();
  const draftOf = (flavour: RcuFlavour): Draft => {
    const draft = drafts.get(flavour) ?? { periods: [], open: new Map(), readers: new Map() };
    drafts.set(flavour, draft);
    return draft;
  };
  eachEvent(input.steps, (event, step, actor) => {
    if (event.kind === 'run-end') for (const draft of drafts.values()) leave(draft, actor, step);
    else if ('flavour' in event) follow(draftOf(event.flavour), event, step, actor);
  });
  return [...drafts].map(([flavour, draft]) => rcuLane(input, flavour, draft));
}

type RcuEvent = Extract<MachineEvent, { readonly flavour: RcuFlavour }>;

function follow(draft: Draft, event: RcuEvent, step: number, actor: number): void {
  switch (event.kind) {
    case 'run-begin': {
      const reader = draft.readers.get(actor) ?? new BandRun();
      draft.readers.set(actor, reader);
      reader.set(step, { tone: 'reader', label: `${event.ordinal}` });
      break;
    }
    case 'rcu-begin':
      draft.open.set(event.ordinal, {
        start: step,
        tone: event.purpose,
        label: WAIT_WORDS[event.purpose],
      });
      break;
    case 'rcu-end': {
      const begun = draft.open.get(event.ordinal);
      draft.open.delete(event.ordinal);
      if (begun) place(draft.periods, { ...begun, end: step + 1 });
      break;
    }
    // A preempted reader stays one for its flavour.
    case 'preempt':
      break;
  }
}

function leave({ readers }: Draft, actor: number, step: number): void {
  readers.get(actor)?.close(step + 1);
}

/** Puts a grace period into the first row that has room for it. */
function place(rows: Band[][], band: Band): void {
  const row = rows.find((bands) => (bands.at(-1)?.end ?? 0) <= band.start);
  if (row) row.push(band);
  else rows.push([band]);
}

function rcuLane(input: LaneInput, flavour: RcuFlavour, draft: Draft): Lane {
  for (const begun of draft.open.values()) place(draft.periods, { ...begun, end: input.stepCount });
  const [first = [], ...further] = draft.periods.map((bands) =>
    [...bands].sort((a, b) => a.start - b.start),
  );
  const strips: Strip[] = further.map((bands, nth) => ({
    look: 'bracket',
    top: LANE_LINES.band + (nth + 1) * PERIOD_ROW,
    height: LANE_LINES.bandHeight,
    bands,
    name: '',
  }));
  let top = LANE_LINES.band + Math.max(1, draft.periods.length) * PERIOD_ROW;
  for (const { actor, letter, hue } of cpuLetters(input.result)) {
    const reader = draft.readers.get(actor);
    if (!reader) continue;
    reader.close(input.stepCount);
    const bands = reader.bands.map((band) => ({ ...band, tone: `reader is-cpu-${hue}` }));
    strips.push({ look: 'bar', top, height: READER_ROW - 2, bands, name: letter });
    top += READER_ROW;
  }
  return {
    ...BLANK_LANE,
    id: `rcu-${flavour}`,
    kind: 'rcu',
    label: FLAVOUR_WORDS[flavour],
    hint: 'Grace periods as brackets; below them, CPUs while they are inside a program',
    bands: first,
    strips,
  };
}
