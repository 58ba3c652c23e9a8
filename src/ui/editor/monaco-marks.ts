// Findings, lit places and poke sites as Monaco's markers and decorations.

import type * as Monaco from 'monaco-editor/editor/editor.api';
import type { Diagnostic, Span } from '../../core/base/index.ts';
import type { Highlight } from '../../store/model.ts';
import { hintFor } from './hints.ts';
import type { SiteMark } from './site-marks.ts';

const BREAKPOINT_WORDS = 'Breakpoint: runs stop before this instruction. Click to remove it.';

type Model = Monaco.editor.ITextModel;

export function rangeOf(model: Model, span: Span): Monaco.IRange {
  // An empty span would be invisible.
  return editRangeOf(model, { start: span.start, end: Math.max(span.end, span.start + 1) });
}

/** Where an edit goes: an empty span stays empty. */
export function editRangeOf(model: Model, span: Span): Monaco.IRange {
  const start = model.getPositionAt(span.start);
  const end = model.getPositionAt(span.end);
  return {
    startLineNumber: start.lineNumber,
    startColumn: start.column,
    endLineNumber: end.lineNumber,
    endColumn: end.column,
  };
}

export function markersOf(
  monaco: typeof Monaco,
  model: Model,
  diagnostics: readonly Diagnostic[],
): Monaco.editor.IMarkerData[] {
  const { Error, Warning, Info } = monaco.MarkerSeverity;
  const severities = { error: Error, warning: Warning, info: Info };
  return diagnostics.map((diagnostic) => ({
    ...rangeOf(model, diagnostic.span),
    severity: severities[diagnostic.severity],
    code: diagnostic.code,
    message: [diagnostic.message, hintFor(diagnostic)].filter(Boolean).join('\n'),
    relatedInformation: (diagnostic.related ?? []).map((place) => ({
      ...rangeOf(model, place.span),
      resource: model.uri,
      message: place.message,
    })),
  }));
}

/** Whole lines, as decorations of a class. */
export function litLines(
  model: Model,
  highlight: Highlight,
  className: string,
): Monaco.editor.IModelDeltaDecoration[] {
  return highlight.spans.map((span) => ({
    range: rangeOf(model, span),
    options: { isWholeLine: true, className, stickiness: 1 },
  }));
}

/** What stands beside the line numbers: poke sites, and dots where a run stops. */
export function marginMarks(
  model: Model,
  sites: readonly SiteMark[],
  stops: readonly Span[],
): Monaco.editor.IModelDeltaDecoration[] {
  const stopped = new Set(stops.map(({ start }) => start));
  const glyphs = sites.map(({ offset, state, words }) => ({
    range: rangeOf(model, { start: offset, end: offset }),
    options: {
      glyphMarginClassName: `site-mark is-${state}${stopped.has(offset) ? ' is-stopped' : ''}`,
      glyphMarginHoverMessage: [{ value: words }],
      stickiness: 1,
    },
  }));
  const atSites = new Set(sites.map(({ offset }) => offset));
  const dots = [...stopped].map((start) => ({
    range: rangeOf(model, { start, end: start }),
    options: {
      ...(!atSites.has(start) && { glyphMarginClassName: 'breakpoint-mark' }),
      glyphMarginHoverMessage: [{ value: BREAKPOINT_WORDS }],
      stickiness: 1,
    },
  }));
  return [...glyphs, ...dots];
}

/** True if the text at `offset` was replaced: Monaco leaves marks where the old text had them. */
function isReplaced(
  offset: number,
  changes: readonly Monaco.editor.IModelContentChange[],
): boolean {
  return changes.some(({ rangeOffset, rangeLength, text }) => {
    const kept = Math.min(rangeLength, text.length);
    return rangeOffset <= offset && offset < rangeOffset + kept;
  });
}

/** Takes away the marks of text that is gone, which Monaco keeps at the place of the edit. */
export function dropLostMarks(
  model: Model,
  marks: Monaco.editor.IEditorDecorationsCollection,
  changes: readonly Monaco.editor.IModelContentChange[],
): void {
  const isLost = (range: Monaco.Range): boolean =>
    range.isEmpty() || isReplaced(model.getOffsetAt(range.getStartPosition()), changes);
  if (!marks.getRanges().some(isLost)) return;
  const left = model.getAllDecorations().filter((mark) => marks.has(mark) && !isLost(mark.range));
  marks.set(left.map(({ range, options }) => ({ range, options })));
}
