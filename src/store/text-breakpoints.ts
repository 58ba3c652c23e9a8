// Breakpoints as places in the lab text: what an editor's margin shows and toggles.

import type { Span } from '../core/base/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import { sameBreakpoint } from './breakpoints.ts';
import { lastFew } from './last-few.ts';
import type { Breakpoint, Page } from './model.ts';

type InsnBreakpoint = Extract<Breakpoint, { kind: 'insn' }>;

/** Slot of the xlated program that a breakpoint of code stands at. */
function slotOf(result: LabResult, breakpoint: Breakpoint): InsnBreakpoint | null {
  if (breakpoint.kind === 'insn') return breakpoint;
  if (breakpoint.kind !== 'byte') return null;
  const { progIdx, funcIdx, byteOff } = breakpoint;
  const insns = result.progs[progIdx]?.jit?.funcs[funcIdx]?.insns;
  const row = insns?.byteOff.findLastIndex((start: number) => start <= byteOff) ?? -1;
  const insnIdx = insns?.insnIdx[row] ?? -1;
  return insnIdx < 0 ? null : { kind: 'insn', progIdx, insnIdx };
}

const spansFor = lastFew(
  (result: LabResult | null, breakpoints: readonly Breakpoint[]): readonly Span[] => {
    if (!result) return [];
    return breakpoints.flatMap((breakpoint) => {
      const slot = slotOf(result, breakpoint);
      const prog = slot && result.progs[slot.progIdx];
      const span = prog?.spans[prog.xlated?.origin[slot?.insnIdx ?? -1] ?? -1];
      return span ? [span] : [];
    });
  },
);

/** Statements of the text with a breakpoint, in the order of the breakpoints. */
export function breakpointSpans(page: Page): readonly Span[] {
  return spansFor(page.result, page.breakpoints);
}

/** First slot of the statements within `span`, for each program that has them. */
function breakpointsWithin(result: LabResult, span: Span): InsnBreakpoint[] {
  return result.progs.flatMap((prog, progIdx): InsnBreakpoint[] => {
    const insnIdx = prog.xlated?.origin.findIndex((source: number) => {
      const own = prog.spans[source];
      return own !== undefined && own.start < span.end && span.start < own.end;
    });
    if (insnIdx === undefined || insnIdx < 0) return [];
    return [{ kind: 'insn', progIdx, insnIdx }];
  });
}

/** Sets a breakpoint on the statement at `span`, in every program that has it; takes away what is there. */
export function toggleBreakpointAt(page: Page, span: Span): void {
  const { result, breakpoints } = page;
  if (!result || page.text !== page.resultText) return;
  const places = breakpointsWithin(result, span);
  const isThere = (place: InsnBreakpoint) => breakpoints.some((one) => sameBreakpoint(one, place));
  const there = places.filter(isThere);
  for (const place of there.length > 0 ? there : places) page.toggleBreakpoint(place);
}
