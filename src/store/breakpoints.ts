// Where breakpoints are hit in a run.

import type { CodePlace, Session, Step } from '../core/machine/index.ts';
import { bytesOfSlot, type LabResult } from '../core/pipeline/index.ts';
import { NO_PLACES, placeNumber, placesOf } from './inside.ts';
import type { Breakpoint, Page } from './model.ts';
import { sessionOfResult } from './steering.ts';

/** A place in a run: `inside` instructions into the step behind the first `cursor` ones. */
export interface BreakpointHit {
  readonly cursor: number;
  readonly inside: number;
  /** Position in the page's list. */
  readonly breakpoint: number;
}

/** The same place, whatever the order of its parts. */
export function sameBreakpoint(a: Breakpoint, b: Breakpoint): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf(breakpoint: Breakpoint): string {
  switch (breakpoint.kind) {
    case 'byte':
      return `byte ${breakpoint.progIdx} ${breakpoint.funcIdx} ${breakpoint.byteOff}`;
    case 'insn':
      return `insn ${breakpoint.progIdx} ${breakpoint.insnIdx}`;
    case 'protocol':
      return `protocol ${breakpoint.role} ${breakpoint.line}`;
    default:
      return `event ${breakpoint.event}`;
  }
}

/** Where a breakpoint of code stops: the first byte of an instruction; null if there is none. */
function codePlace(result: LabResult, breakpoint: Breakpoint): CodePlace | null {
  if (breakpoint.kind === 'insn') {
    const { progIdx, insnIdx } = breakpoint;
    const bytes = bytesOfSlot(result, progIdx, insnIdx);
    return bytes ? { progIdx, funcIdx: bytes.funcIdx, byteOff: bytes.start } : null;
  }
  if (breakpoint.kind !== 'byte') return null;
  const { progIdx, funcIdx, byteOff } = breakpoint;
  const starts = result.progs[progIdx]?.jit?.funcs[funcIdx]?.insns.byteOff;
  const start = starts?.findLast((other: number) => other <= byteOff);
  return start === undefined ? null : { progIdx, funcIdx, byteOff: start };
}

interface Stops {
  readonly session: Session;
  readonly breakpoints: readonly Breakpoint[];
  /** Place numbers by breakpoint; null for those that are not of code. */
  readonly wanted: readonly (number | null)[];
  /** Those that a step executes. */
  readonly placesOf: (step: Step) => Float64Array;
}

/** Hits of the step at `idx`: before it, within it, then behind it. */
function hitsOfStep(
  { session, breakpoints, wanted, placesOf }: Stops,
  cursor: number,
): BreakpointHit[] {
  const step = session.steps[cursor];
  if (!step) return [];
  const before: BreakpointHit[] = [];
  const behind: BreakpointHit[] = [];
  breakpoints.forEach((one, breakpoint) => {
    if (one.kind === 'protocol' && stops(step, one)) before.push({ cursor, inside: 0, breakpoint });
    if (one.kind === 'event' && step.events.some(({ kind }) => kind === one.event)) {
      behind.push({ cursor: cursor + 1, inside: 0, breakpoint });
    }
  });
  placesOf(step).forEach((place, inside) => {
    wanted.forEach((one, breakpoint) => {
      if (one === place) before.push({ cursor, inside, breakpoint });
    });
  });
  return [...before, ...behind];
}

function stops(step: Step, { role, line }: Extract<Breakpoint, { kind: 'protocol' }>): boolean {
  return step.protocol?.role === role && step.protocol.line === line;
}

function stopsOf(page: Pick<Page, 'result' | 'breakpoints'>): Stops | null {
  const { result, breakpoints } = page;
  const session = sessionOfResult(result);
  if (!result || !session || breakpoints.length === 0) return null;
  const wanted = breakpoints.map((breakpoint) => {
    const place = codePlace(result, breakpoint);
    return place && placeNumber(place);
  });
  const hasCode = wanted.some((place) => place !== null);
  return { session, breakpoints, wanted, placesOf: hasCode ? placesOf(session) : () => NO_PLACES };
}

function order(a: BreakpointHit, b: { readonly cursor: number; readonly inside: number }): number {
  return a.cursor - b.cursor || a.inside - b.inside;
}

/** Every hit in the run, in order. A long run with a breakpoint in code is executed once for it. */
export function allHits(page: Pick<Page, 'result' | 'breakpoints'>): readonly BreakpointHit[] {
  const found = stopsOf(page);
  if (!found) return [];
  return found.session.steps.flatMap((_, idx) => hitsOfStep(found, idx)).sort(order);
}

/** The hit next to where the page stands; null if there is none that way. */
export function nextHit(page: Page, direction: 'next' | 'previous'): BreakpointHit | null {
  const found = stopsOf(page);
  if (!found) return null;
  const { cursor } = page;
  if (direction === 'next') {
    // A hit behind a step has the cursor of the next one: both steps must be looked at.
    for (let idx = cursor; idx < found.session.length; idx++) {
      const hit = hitsOfStep(found, idx).find((one) => order(one, page) > 0);
      if (hit) return hit;
    }
    return null;
  }
  for (let idx = Math.min(cursor, found.session.length - 1); idx >= 0; idx--) {
    const hit = hitsOfStep(found, idx).findLast((one) => order(one, page) < 0);
    if (hit) return hit;
  }
  return null;
}
