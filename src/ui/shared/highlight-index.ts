// Fast answers to "is this lit?" for views that ask once per row and frame.

import type { Highlight } from '../../store/model.ts';

export interface HighlightIndex {
  readonly empty: boolean;
  /** True if any byte of `start..end` (exclusive) is lit. */
  bytes(progIdx: number, funcIdx: number, start: number, end: number): boolean;
  insn(progIdx: number, insnIdx: number): boolean;
  step(step: number): boolean;
}

export const NO_HIGHLIGHT: Highlight = { spans: [], insns: [], bytes: [], steps: [] };

type ByteRange = { readonly start: number; readonly end: number };

export function indexHighlight(highlight: Highlight): HighlightIndex {
  const ranges = new Map<string, ByteRange[]>();
  for (const range of highlight.bytes) {
    const key = `${range.progIdx}/${range.funcIdx}`;
    const list = ranges.get(key);
    if (list) list.push(range);
    else ranges.set(key, [range]);
  }
  for (const list of ranges.values()) list.sort((a, b) => a.start - b.start);
  const insns = new Set(highlight.insns.map((insn) => `${insn.progIdx}/${insn.insnIdx}`));
  const steps = new Set(highlight.steps);
  return {
    empty: ranges.size + insns.size + steps.size === 0,
    bytes: (progIdx, funcIdx, start, end) =>
      overlaps(ranges.get(`${progIdx}/${funcIdx}`), start, end),
    insn: (progIdx, insnIdx) => insns.size > 0 && insns.has(`${progIdx}/${insnIdx}`),
    step: (step) => steps.has(step),
  };
}

function overlaps(ranges: readonly ByteRange[] | undefined, start: number, end: number): boolean {
  return ranges?.some((range) => range.start < end && range.end > start) ?? false;
}
