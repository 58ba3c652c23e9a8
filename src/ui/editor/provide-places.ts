// Where things are: definition, references, rename, folding and outline for Monaco.

import type * as Monaco from 'monaco-editor/editor/editor.api';
import type { Span } from '../../core/base/index.ts';
import type { OutlineEntry } from '../../core/language/index.ts';
import type { AsyncLanguage } from '../../store/language-port.ts';
import { rangeOf } from './monaco-marks.ts';

type Model = Monaco.editor.ITextModel;

function locationOf(model: Model, span: Span): Monaco.languages.Location {
  return { uri: model.uri, range: rangeOf(model, span) };
}

export function definitionProvider(language: AsyncLanguage): Monaco.languages.DefinitionProvider {
  return {
    provideDefinition: async (model, position) => {
      const span = await language.definition(model.getValue(), model.getOffsetAt(position));
      return span && locationOf(model, span);
    },
  };
}

export function referenceProvider(language: AsyncLanguage): Monaco.languages.ReferenceProvider {
  return {
    provideReferences: async (model, position) => {
      const spans = await language.references(model.getValue(), model.getOffsetAt(position));
      return spans.map((span) => locationOf(model, span));
    },
  };
}

const NO_NAME = 'There is no name to change here: maps, programs, functions and labels have one';

export function renameProvider(language: AsyncLanguage): Monaco.languages.RenameProvider {
  return {
    resolveRenameLocation: async (model, position) => {
      const at = model.getOffsetAt(position);
      const spans = await language.references(model.getValue(), at);
      const here = spans.find((span) => span.start <= at && at <= span.end);
      const range = rangeOf(model, here ?? { start: at, end: at });
      const text = here ? model.getValueInRange(range) : '';
      return here ? { range, text } : { range, text, rejectReason: NO_NAME };
    },
    provideRenameEdits: async (model, position, newName) => {
      const at = model.getOffsetAt(position);
      const versionId = model.getVersionId();
      const answer = await language.rename(model.getValue(), at, newName);
      if (!answer.ok) return { edits: [], rejectReason: answer.refusal };
      const edits = answer.edits.map(({ span, text }) => ({
        resource: model.uri,
        versionId,
        textEdit: { range: rangeOf(model, span), text },
      }));
      return { edits };
    },
  };
}

export function foldingProvider(
  monaco: typeof Monaco,
  language: AsyncLanguage,
): Monaco.languages.FoldingRangeProvider {
  const { Comment, Region } = monaco.languages.FoldingRangeKind;
  return {
    provideFoldingRanges: async (model) => {
      const folds = await language.folds(model.getValue());
      return folds.map(({ startLine, endLine, kind }) => ({
        start: startLine + 1,
        end: endLine + 1,
        kind: kind === 'comment' ? Comment : Region,
      }));
    },
  };
}

export function outlineProvider(
  monaco: typeof Monaco,
  language: AsyncLanguage,
): Monaco.languages.DocumentSymbolProvider {
  const { Struct, Module, Method, Key, Interface, Namespace } = monaco.languages.SymbolKind;
  const kinds = {
    map: Struct,
    program: Module,
    function: Method,
    label: Key,
    protocol: Interface,
    section: Namespace,
  };
  const symbolOf = (model: Model, entry: OutlineEntry): Monaco.languages.DocumentSymbol => ({
    name: entry.name,
    detail: entry.detail,
    kind: kinds[entry.kind],
    tags: [],
    range: rangeOf(model, entry.span),
    selectionRange: rangeOf(model, entry.nameSpan),
    children: entry.children.map((child) => symbolOf(model, child)),
  });
  return {
    displayName: 'Lab',
    provideDocumentSymbols: async (model) => {
      const entries = await language.outline(model.getValue());
      return entries.map((entry) => symbolOf(model, entry));
    },
  };
}
