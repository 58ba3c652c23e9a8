// What a link says. Inputs only (text, schedule, where one looks), never derived bytes.

import * as v from 'valibot';
import { count, packedSchedule } from './packed-schedule.ts';
import type { UpgraderTable } from './upgraders.ts';
import { pipelineSchema, viewSchema } from './view-schema.ts';

/** Format of the payload; the number after `#v`. */
export const LINK_VERSION = 5;

/** Version 1 had no schedules: its list of choices was always empty. */
function from1To2(data: unknown): unknown {
  return {
    ...(data as object),
    schedule: '',
    policy: 'fair',
    steered: false,
    inside: 0,
    checks: { steps: 0, every: 8, values: '' },
  };
}

/** Version 2 did not say how panes show what they show: the reader's own way stays. */
function from2To3(data: unknown): unknown {
  return data;
}

/** Version 3 knew nothing of searches: their settings stay the reader's own. */
function from3To4(data: unknown): unknown {
  return data;
}

/** Version 4 said nothing of views over the panes, nor of the pipeline. */
function from4To5(data: unknown): unknown {
  return data;
}

/** Steps between format versions; version 1 is the first. */
export const LINK_UPGRADERS: UpgraderTable = {
  1: from1To2,
  2: from2To3,
  3: from3To4,
  4: from4To5,
};

const site = v.strictObject({
  progIdx: count,
  pokeIdx: count,
  which: v.picklist(['bypass', 'target']),
});

const lock = v.variant('kind', [
  v.strictObject({ kind: v.literal('poke_mutex'), mapIdx: count }),
  v.strictObject({ kind: v.literal('text_mutex') }),
]);

const selection = v.variant('kind', [
  v.strictObject({
    kind: v.literal('source'),
    span: v.strictObject({ start: count, end: count }),
  }),
  v.strictObject({ kind: v.literal('insn'), progIdx: count, insnIdx: count }),
  v.strictObject({
    kind: v.literal('bytes'),
    progIdx: count,
    funcIdx: count,
    start: count,
    end: count,
  }),
  v.strictObject({ kind: v.literal('site'), site }),
  v.strictObject({ kind: v.literal('slot'), mapIdx: count, key: count }),
  v.strictObject({ kind: v.literal('step'), step: count }),
  v.strictObject({ kind: v.literal('desc'), progIdx: count, pokeIdx: count }),
  v.strictObject({ kind: v.literal('prog'), progIdx: count }),
  v.strictObject({ kind: v.literal('cpu'), actor: count }),
  v.strictObject({ kind: v.literal('lock'), lock }),
]);

/** Panes that a narrow page shows one at a time. */
export const PANES = ['editor', 'bytes', 'machine', 'timeline', 'explore'] as const;
export type Pane = (typeof PANES)[number];

const breakpoint = v.variant('kind', [
  v.strictObject({ kind: v.literal('byte'), progIdx: count, funcIdx: count, byteOff: count }),
  v.strictObject({ kind: v.literal('insn'), progIdx: count, insnIdx: count }),
  v.strictObject({
    kind: v.literal('protocol'),
    role: v.picklist(['map_poke', 'text_poke']),
    line: count,
  }),
  /** A kind that this page does not know never stops a run. */
  v.strictObject({ kind: v.literal('event'), event: v.string() }),
]);

/** How a search is made, and what the run on screen was found to show. Names that this page does not know mean nothing. */
const explorer = v.strictObject({
  reduction: v.boolean(),
  /** Properties to judge by, by name; null: all that are on unless said otherwise. */
  properties: v.nullable(v.array(v.string())),
  /** Bound of the search's memory. */
  megabytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The verdict is hidden until the reader has answered. */
  predict: v.boolean(),
  /** What the schedule was found for. */
  finding: v.optional(
    v.strictObject({
      /** A property that fails; null: a run that ends well. */
      property: v.nullable(v.string()),
      /** Choices of `schedule`, from its first one on. */
      steps: count,
      /** Indices of those without which it would not happen. */
      causal: v.array(count),
    }),
  ),
});

/** Version 5. `text` comes first, so that a cut link still gives most of it back. */
export const linkSchema = v.strictObject({
  text: v.string(),
  /** CRC-32 of the text's UTF-8 bytes. */
  textSum: v.string(),
  /** Kernel profile that the text was seen with, e.g. `6.1 hardened`; null if none came of it. */
  profile: v.nullable(v.string()),
  /** CRC-32 of every image with empty poke sites, in order; null if there was none. */
  imageSum: v.nullable(v.string()),
  /** Choices from time zero on, packed; see schedule.ts. */
  schedule: packedSchedule,
  /** Who goes on behind them; null: nobody. A number is a seed. */
  policy: v.nullable(v.union([v.picklist(['fair', 'in-turn']), v.number()])),
  /** The choices are the user's, not the lab's own. */
  steered: v.boolean(),
  /** Steps done. */
  cursor: count,
  /** x86 instructions done inside the step that follows. */
  inside: count,
  /** Check values over the steps that were seen; see run-checks.ts. */
  checks: v.strictObject({
    steps: count,
    every: v.pipe(v.number(), v.integer(), v.minValue(1)),
    values: v.string(),
  }),
  breakpoints: v.optional(v.array(breakpoint), []),
  watches: v.optional(v.array(v.string()), []),
  pinned: v.nullable(selection),
  syntax: v.picklist(['att', 'intel']),
  pane: v.picklist(PANES),
  /** How the panes show what they show; see the store's model. */
  addressing: v.optional(v.picklist(['offset', 'address'])),
  bytesLayout: v.optional(v.picklist(['stacked', 'side-by-side'])),
  timelineView: v.optional(v.picklist(['lanes', 'events'])),
  /** Left out where nothing differs from a new page. */
  explorer: v.optional(explorer),
  /** What stands below the panes; left out by older links, whose reader's own stays. */
  lowerView: v.optional(v.picklist(['run', 'pipeline'])),
  /** Left out where nothing of it is chosen. */
  pipeline: v.optional(pipelineSchema),
  /** The view over the panes; left out where there is none. */
  view: v.optional(viewSchema),
});

/** As it is written. */
export type LinkPayload = v.InferInput<typeof linkSchema>;

/** As it is read. */
export type LinkState = v.InferOutput<typeof linkSchema>;

/** What the page hands in; the text's checksum is made here. */
export type LinkInput = Omit<LinkState, 'textSum'>;
