// What a link says of the views over the panes, and of the pipeline. Names that this page does not know are the
// business of the view that they are for.

import * as v from 'valibot';
import { count, packedSchedule } from './packed-schedule.ts';

const names = v.strictObject({
  mapPoke: v.exactOptional(v.string()),
  textPoke: v.exactOptional(v.string()),
  layout: v.exactOptional(v.string()),
  kernel: v.exactOptional(v.string()),
});

const compare = v.strictObject({
  kind: v.literal('compare'),
  a: names,
  b: names,
  /** A schedule of one side that both follow. */
  found: v.exactOptional(v.strictObject({ of: v.picklist(['a', 'b']), schedule: packedSchedule })),
  cursor: v.nullable(count),
});

const side = v.strictObject({
  /** A lab of its maker's own comes along as a text, as its reader has none of that name. */
  lab: v.variant('kind', [
    v.strictObject({ kind: v.literal('page') }),
    v.strictObject({ kind: v.literal('builtin'), id: v.string() }),
    v.strictObject({ kind: v.literal('text'), name: v.string(), text: v.string() }),
  ]),
  kernel: v.string(),
  options: v.array(v.string()),
});

const builds = v.strictObject({
  kind: v.literal('builds'),
  a: side,
  b: side,
  shows: v.picklist(['bytes', 'runs']),
  onlyDifferences: v.boolean(),
  group: v.nullable(count),
  cursor: v.nullable(count),
  chapter: count,
});

const passes = v.strictObject({
  kind: v.literal('passes'),
  progIdx: count,
  funcIdx: count,
  kernel: v.nullable(v.string()),
  passIdx: v.nullable(count),
  jumpIdx: v.nullable(count),
});

export const viewSchema = v.variant('kind', [compare, builds, passes]);

export const pipelineSchema = v.strictObject({
  progIdx: v.nullable(count),
  onlyChanged: v.boolean(),
  passes: v.array(v.string()),
});

/** As it is written. */
export type ViewPayload = v.InferInput<typeof viewSchema>;

/** As it is read. */
export type LinkView = v.InferOutput<typeof viewSchema>;
