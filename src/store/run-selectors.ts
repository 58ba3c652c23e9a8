// What the page derives from a run that can be steered: its session, choices, CPUs, watches, hits, verdicts.
// Each is computed once for its inputs: React compares what these return by identity.

import type { Choice, CpuState, Session } from '../core/machine/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import { allHits, type BreakpointHit } from './breakpoints.ts';
import { insnsOfStep } from './inside.ts';
import { lastFew } from './last-few.ts';
import type { Breakpoint, Page } from './model.ts';
import { cpuOf, momentBefore, momentOf } from './moments.ts';
import { sessionOfResult } from './steering.ts';

export type { BreakpointHit } from './breakpoints.ts';
export { type VerdictEntry, verdictsOf } from './verdicts.ts';
export { watchValues } from './watch-selectors.ts';
export type { WatchValue } from './watch-value.ts';

/** The run on screen at any cursor; null when the lab does not run. */
export function sessionOf(page: Page): Session | null {
  return sessionOfResult(page.result);
}

const NO_CHOICES: readonly Choice[] = [];

const choicesFor = lastFew((session: Session, cursor: number): readonly Choice[] =>
  session.choicesAt(cursor),
);

/** What can be done at the cursor; the next step's own choice is among them. Inside of a step: in its place. */
export function choicesAt(page: Page): readonly Choice[] {
  const session = page.embed?.readOnly ? null : sessionOf(page);
  if (!session || page.cursor > session.length) return NO_CHOICES;
  return choicesFor(session, page.cursor);
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

const hitsFor = lastFew((result: LabResult | null, breakpoints: readonly Breakpoint[]) =>
  allHits({ result, breakpoints }),
);

/** Every hit of a breakpoint in the run, in order; `continueTo` goes from one to the next. */
export function breakpointHits(page: Page): readonly BreakpointHit[] {
  return hitsFor(page.result, page.breakpoints);
}
