// What the page derives from a run that can be steered: its session, choices, CPUs, watches, hits, verdicts.
// Each is computed once for its inputs: React compares what these return by identity.

import {
  type Choice,
  type CpuState,
  machineActors,
  namesOf,
  type Session,
  type Verdict,
  verdictSentence,
  verdictTitle,
} from '../core/machine/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import { allHits, type BreakpointHit } from './breakpoints.ts';
import { insnsOfStep } from './inside.ts';
import { lastOnly } from './last-only.ts';
import type { Breakpoint, Page, Watch } from './model.ts';
import { viewOf } from './selectors.ts';
import { sessionOfResult } from './steering.ts';
import { evaluateWatch, type WatchScope, type WatchValue } from './watch-value.ts';

export type { BreakpointHit } from './breakpoints.ts';
export type { WatchValue } from './watch-value.ts';

/** The run on screen at any cursor; null when the lab does not run. */
export function sessionOf(page: Page): Session | null {
  return sessionOfResult(page.result);
}

/** A moment of a run: `inside` instructions into the step behind `cursor`. */
interface Moment {
  readonly cursor: number;
  readonly inside: number;
}

const NO_CHOICES: readonly Choice[] = [];

const choicesFor = lastOnly((session: Session, cursor: number): readonly Choice[] =>
  session.choicesAt(cursor),
);

/** What can be done at the cursor; the next step's own choice is among them. Inside of a step: in its place. */
export function choicesAt(page: Page): readonly Choice[] {
  const session = sessionOf(page);
  if (!session || page.cursor > session.length) return NO_CHOICES;
  return choicesFor(session, page.cursor);
}

/** CPUs of the latest moments of one session. */
const MAX_KEPT = 24;
let kept: { readonly session: Session; readonly cpus: Map<string, CpuState | null> } | null = null;

function cpuOf(session: Session, { cursor, inside }: Moment, actor: number): CpuState | null {
  if (kept?.session !== session) kept = { session, cpus: new Map() };
  const { cpus } = kept;
  const key = `${cursor} ${inside} ${actor}`;
  const known = cpus.get(key);
  if (known !== undefined) return known;
  const state = session.cpuAt(cursor, actor, inside);
  const oldest = cpus.size >= MAX_KEPT ? cpus.keys().next().value : undefined;
  if (oldest !== undefined) cpus.delete(oldest);
  cpus.set(key, state);
  return state;
}

function momentOf({ cursor, inside }: Page, session: Session): Moment {
  return cursor > session.length ? { cursor: session.length, inside: 0 } : { cursor, inside };
}

/** One instruction earlier inside of a block, one step earlier between steps; null at the beginning. */
function momentBefore({ cursor, inside }: Moment): Moment | null {
  if (inside > 0) return { cursor, inside: inside - 1 };
  return cursor > 0 ? { cursor: cursor - 1, inside: 0 } : null;
}

/** An actor's CPU where the page stands; null for an actor that never runs a program. */
export function cpuStateAt(page: Page, actor: number): CpuState | null {
  const session = sessionOf(page);
  return session && cpuOf(session, momentOf(page, session), actor);
}

/** The same one step earlier, or one instruction inside of a block; null at the beginning. */
export function cpuStateBefore(page: Page, actor: number): CpuState | null {
  const session = sessionOf(page);
  const before = session && momentBefore(momentOf(page, session));
  return before && cpuOf(session, before, actor);
}

/** x86 instructions of the step behind the cursor; 0 when it is no block or there is none. */
export function insnsAhead(page: Page): number {
  const session = sessionOf(page);
  return session ? insnsOfStep(session, page.cursor) : 0;
}

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
  const session = sessionOf(page);
  if (!session || watches.length === 0) return NO_VALUES;
  const of = watched?.of;
  const isSame =
    of?.result === result && of.cursor === cursor && of.inside === inside && of.watches === watches;
  if (!watched || !isSame) {
    watched = { of: { result, cursor, inside, watches }, values: watchedIn(page, session) };
  }
  return watched.values;
}

const hitsFor = lastOnly((result: LabResult | null, breakpoints: readonly Breakpoint[]) =>
  allHits({ result, breakpoints }),
);

/** Every hit of a breakpoint in the run, in order; `continueTo` goes from one to the next. */
export function breakpointHits(page: Page): readonly BreakpointHit[] {
  return hitsFor(page.result, page.breakpoints);
}

/** Something that went wrong, at step `step` (0-based: the cursor behind it is one more). */
export interface VerdictEntry {
  readonly step: number;
  readonly actor: number;
  readonly verdict: Verdict;
  readonly title: string;
  readonly sentence: string;
}

function verdictsIn(result: LabResult | null, _nothing: null): readonly VerdictEntry[] {
  if (!result?.input || !result.timeline) return [];
  const names = namesOf(result.input);
  const actors = machineActors(result.input);
  return result.timeline.steps.flatMap(({ actor, events }, step) =>
    events.flatMap((event) => {
      if (event.kind !== 'verdict') return [];
      const who = actors[actor]?.name ?? `actor ${actor}`;
      const sentence = verdictSentence(who, event, names);
      return [{ step, actor, verdict: event, title: verdictTitle(event), sentence }];
    }),
  );
}

const verdictsFor = lastOnly(verdictsIn);

/** All that goes wrong in the run on screen, in order. */
export function verdictsOf(page: Page): readonly VerdictEntry[] {
  return verdictsFor(page.result, null);
}
