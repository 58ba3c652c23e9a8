// Changes that the language offers: formatting and quick fixes for Monaco.

import type * as Monaco from 'monaco-editor/editor/editor.api';
import type { QuickFix, TextEdit } from '../../core/language/index.ts';
import type { AsyncLanguage } from '../../store/language-port.ts';
import { editRangeOf } from './monaco-marks.ts';

type Model = Monaco.editor.ITextModel;

export function editsFor(model: Model, edits: readonly TextEdit[]): Monaco.languages.TextEdit[] {
  return edits.map(({ span, text }) => ({ range: editRangeOf(model, span), text }));
}

export function formatProvider(
  language: AsyncLanguage,
): Monaco.languages.DocumentFormattingEditProvider {
  return {
    displayName: 'Lab',
    provideDocumentFormattingEdits: async (model) =>
      editsFor(model, await language.format(model.getValue())),
  };
}

function actionOf(
  model: Model,
  fix: QuickFix,
  markers: readonly Monaco.editor.IMarkerData[],
): Monaco.languages.CodeAction {
  const versionId = model.getVersionId();
  const edits = editsFor(model, fix.edits).map((textEdit) => ({
    resource: model.uri,
    versionId,
    textEdit,
  }));
  return {
    title: fix.title,
    kind: 'quickfix',
    diagnostics: markers.filter(({ code }) => code === fix.code),
    edit: { edits },
    isPreferred: fix.preferred,
  };
}

/** Asked on each move of the caret: only where something is marked is there anything to mend. */
export function fixProvider(
  monaco: typeof Monaco,
  language: AsyncLanguage,
): Monaco.languages.CodeActionProvider {
  const none = { actions: [], dispose: () => undefined };
  return {
    provideCodeActions: async (model, asked, { markers }) => {
      if (markers.length === 0) return none;
      const range = markers.reduce(
        (all, marker) => monaco.Range.plusRange(all, marker),
        monaco.Range.lift(asked),
      );
      const start = model.getOffsetAt(range.getStartPosition());
      const end = model.getOffsetAt(range.getEndPosition());
      const fixes = await language.fixes(model.getValue(), { start, end });
      return { ...none, actions: fixes.map((fix) => actionOf(model, fix, markers)) };
    },
  };
}
