// Findings, lit places and poke sites as Monaco's markers and decorations.

import type * as Monaco from 'monaco-editor/editor/editor.api';
import type { Diagnostic, Span } from '../../core/base/index.ts';
import type { Highlight } from '../../store/model.ts';
import { hintFor } from './hints.ts';
import type { SiteMark } from './site-marks.ts';

type Model = Monaco.editor.ITextModel;

export function rangeOf(model: Model, span: Span): Monaco.IRange {
  const start = model.getPositionAt(span.start);
  // An empty span would be invisible.
  const end = model.getPositionAt(Math.max(span.end, span.start + 1));
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

function litLines(
  model: Model,
  highlight: Highlight,
  className: string,
): Monaco.editor.IModelDeltaDecoration[] {
  return highlight.spans.map((span) => ({
    range: rangeOf(model, span),
    options: { isWholeLine: true, className, stickiness: 1 },
  }));
}

export function decorationsOf(
  model: Model,
  pinned: Highlight,
  hovered: Highlight,
  sites: readonly SiteMark[],
): Monaco.editor.IModelDeltaDecoration[] {
  const glyphs = sites.map(({ offset, state, words }) => ({
    range: rangeOf(model, { start: offset, end: offset }),
    options: {
      glyphMarginClassName: `site-mark is-${state}`,
      glyphMarginHoverMessage: { value: words },
      stickiness: 1,
    },
  }));
  return [
    ...litLines(model, hovered, 'lab-line is-hovered'),
    ...litLines(model, pinned, 'lab-line is-pinned'),
    ...glyphs,
  ];
}

/** Takes away the marks of text that is gone: Monaco would leave them at the place of the edit. */
export function dropEmptyMarks(
  model: Model,
  marks: Monaco.editor.IEditorDecorationsCollection,
): void {
  if (!marks.getRanges().some((range) => range.isEmpty())) return;
  const left = model.getAllDecorations().filter((mark) => marks.has(mark) && !mark.range.isEmpty());
  marks.set(left.map(({ range, options }) => ({ range, options })));
}
