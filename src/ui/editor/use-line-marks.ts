// What the plain editor marks on its lines.

import { useMemo } from 'react';
import type { Diagnostic } from '../../core/base/index.ts';
import { selectHovered, selectPinned, selectView } from '../../store/selectors.ts';
import { breakpointSpans } from '../../store/text-breakpoints.ts';
import { usePage } from '../shell/page-context.tsx';
import { type LineIndex, lineAt } from './line-index.ts';
import { type SiteMark, siteMarks } from './site-marks.ts';

/** A stretch of a line. */
export interface Underline {
  /** The line up to it: only the words themselves know how wide they are. */
  readonly before: string;
  readonly words: string;
  readonly severity: Diagnostic['severity'];
}

/** Marks of one line. */
export interface LineMarks {
  severity: Diagnostic['severity'] | null;
  underlines: readonly Underline[];
  pinned: boolean;
  hovered: boolean;
  stopped: boolean;
  site: SiteMark | null;
}

const NONE: LineMarks = {
  severity: null,
  underlines: [],
  pinned: false,
  hovered: false,
  stopped: false,
  site: null,
};

export type MarkTable = ReadonlyMap<number, LineMarks>;

class MarkTableBuilder {
  readonly table = new Map<number, LineMarks>();
  private readonly index: LineIndex;
  private readonly text: string;

  constructor(index: LineIndex, text: string) {
    this.index = index;
    this.text = text;
  }

  mark(offset: number, change: Partial<LineMarks>): void {
    const line = lineAt(this.index, offset);
    this.table.set(line, { ...(this.table.get(line) ?? NONE), ...change });
  }

  /** On the line where it begins; at least one column wide. */
  underline({ severity, span }: Diagnostic): void {
    const line = lineAt(this.index, span.start);
    const start = this.index.starts[line] ?? 0;
    const end = Math.min(span.end, this.index.ends[line] ?? span.end);
    const before = this.text.slice(start, span.start);
    const words = this.text.slice(span.start, end) || ' ';
    const underline = { before, words, severity };
    const { underlines } = this.table.get(line) ?? NONE;
    this.mark(span.start, { severity, underlines: [...underlines, underline] });
  }
}

export function useLineMarks(index: LineIndex): MarkTable {
  const text = usePage((page) => page.text);
  const diagnostics = usePage((page) => page.diagnostics);
  const fresh = usePage((page) => page.resultText === page.text);
  const result = usePage((page) => page.result);
  const view = usePage(selectView);
  const pinned = usePage(selectPinned);
  const hovered = usePage(selectHovered);
  const stops = usePage(breakpointSpans);
  return useMemo(() => {
    const marks = new MarkTableBuilder(index, text);
    for (const diagnostic of [...diagnostics].reverse()) marks.underline(diagnostic);
    // Places of an older text would light the wrong lines.
    if (!fresh || !result) return marks.table;
    for (const span of hovered.spans) marks.mark(span.start, { hovered: true });
    for (const span of pinned.spans) marks.mark(span.start, { pinned: true });
    for (const span of stops) marks.mark(span.start, { stopped: true });
    for (const site of siteMarks(result, view)) marks.mark(site.offset, { site });
    return marks.table;
  }, [index, text, diagnostics, fresh, result, view, pinned, hovered, stops]);
}
