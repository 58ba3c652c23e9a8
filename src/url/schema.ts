// What a link says. Inputs only (text, schedule, where one looks), never derived bytes.

import * as v from 'valibot';
import type { UpgraderTable } from './upgraders.ts';

/** Format of the payload; the number after `#v`. */
export const LINK_VERSION = 1;

/** Steps between format versions; version 1 is the first. */
export const LINK_UPGRADERS: UpgraderTable = {};

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const site = v.strictObject({
  progIdx: count,
  pokeIdx: count,
  which: v.picklist(['bypass', 'target']),
});

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
]);

/** Panes that a narrow page shows one at a time. */
export const PANES = ['editor', 'bytes', 'machine', 'timeline'] as const;
export type Pane = (typeof PANES)[number];

/** Version 1. `text` comes first, so that a cut link still gives most of it back. */
export const linkSchema = v.strictObject({
  text: v.string(),
  /** CRC-32 of the text's UTF-8 bytes. */
  textSum: v.string(),
  /** Kernel profile that the text was seen with, e.g. `6.1 hardened`; null if none came of it. */
  profile: v.nullable(v.string()),
  /** CRC-32 of every image with empty poke sites, in order; null if there was none. */
  imageSum: v.nullable(v.string()),
  /** Choices of who moves next, as action indices; empty: actors one after another. */
  schedule: v.array(count),
  /** Steps done. */
  cursor: count,
  pinned: v.nullable(selection),
  syntax: v.picklist(['att', 'intel']),
  pane: v.picklist(PANES),
});

export type LinkState = v.InferOutput<typeof linkSchema>;

/** What the page hands in; the text's checksum is made here. */
export type LinkInput = Omit<LinkState, 'textSum'>;
