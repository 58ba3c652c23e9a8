// What the watches come to where the page stands. A file of its own: the list of watches is fetched when it opens.

import type { Session } from '../core/machine/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import type { Page, Watch } from './model.ts';
import { cpuOf, type Moment, momentBefore, momentOf } from './moments.ts';
import { viewOf } from './selectors.ts';
import { sessionOfResult } from './steering.ts';
import { evaluateWatch, type WatchScope, type WatchValue } from './watch-value.ts';

function scopeOf(result: LabResult, session: Session, moment: Moment): WatchScope | null {
  const view = viewOf(result, moment.cursor);
  const { actors } = session.machine.input;
  if (!view) return null;
  return {
    view,
    maps: result.maps.map(({ name }) => name),
    progs: result.progs.map(({ name }) => name),
    actorOf: (cpu) =>
      actors.findIndex((actor) =>
        cpu === null ? actor.ops.some(({ op }) => op.kind === 'run') : actor.cpu === cpu,
      ),
    cpu: (actor) => (actor < 0 ? null : cpuOf(session, moment, actor)),
    read: (actor, addr, byteLen) =>
      session.memoryAt(moment.cursor, actor, { addr, byteLen }, moment.inside),
  };
}

interface WatchInputs {
  readonly result: LabResult | null;
  readonly cursor: number;
  readonly inside: number;
  readonly watches: readonly Watch[];
}

function watchedIn(page: Page, session: Session): readonly WatchValue[] {
  const { result, watches } = page;
  const moment = momentOf(page, session);
  const scope = result && scopeOf(result, session, moment);
  if (!scope) return [];
  const before = momentBefore(moment);
  const earlier = before && scopeOf(result, session, before);
  return watches.map(({ text }) => evaluateWatch(text, scope, earlier));
}

const NO_VALUES: readonly WatchValue[] = [];
let watched: { readonly of: WatchInputs; readonly values: readonly WatchValue[] } | null = null;

/** What the watches come to where the page stands, in their order; [] when the lab does not run. */
export function watchValues(page: Page): readonly WatchValue[] {
  const { result, cursor, inside, watches } = page;
  const session = sessionOfResult(page.result);
  if (!session || watches.length === 0) return NO_VALUES;
  const of = watched?.of;
  const isSame =
    of?.result === result && of.cursor === cursor && of.inside === inside && of.watches === watches;
  if (!watched || !isSame) {
    watched = { of: { result, cursor, inside, watches }, values: watchedIn(page, session) };
  }
  return watched.values;
}
