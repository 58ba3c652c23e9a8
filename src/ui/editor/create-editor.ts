// One Monaco editor, set up for labs, and the way from its events to the store.

import type { PageStore } from '../../store/page-store.ts';
import { LANGUAGE_ID, registerLabLanguage } from './lab-language.ts';
import { indexLines, statementSpan } from './line-index.ts';
import { monaco } from './monaco.ts';
import { TAB_KEYS } from './tab-keys.ts';

/** A Monaco editor with the parts that are always there. */
export interface LabEditor {
  readonly view: monaco.editor.IStandaloneCodeEditor;
  readonly model: monaco.editor.ITextModel;
  /** Lit lines and poke sites. */
  readonly marks: monaco.editor.IEditorDecorationsCollection;
  dispose(): void;
}

const OPTIONS: monaco.editor.IStandaloneEditorConstructionOptions = {
  theme: 'page',
  // A line end after `x` must not become `xchg_64`: Tab accepts, Enter ends the line.
  acceptSuggestionOnEnter: 'off',
  ariaLabel: `Lab text. ${TAB_KEYS} lets the Tab key leave the editor.`,
  automaticLayout: true,
  bracketPairColorization: { enabled: false },
  contextmenu: false,
  detectIndentation: false,
  fixedOverflowWidgets: true,
  folding: false,
  fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
  fontLigatures: false,
  fontSize: 13,
  glyphMargin: true,
  guides: { indentation: false },
  lineDecorationsWidth: 8,
  lineHeight: 20,
  lineNumbersMinChars: 3,
  links: false,
  minimap: { enabled: false },
  overviewRulerBorder: false,
  padding: { top: 8, bottom: 8 },
  renderLineHighlight: 'line',
  renderLineHighlightOnlyWhenFocus: true,
  scrollBeyondLastLine: false,
  scrollbar: { useShadows: false, verticalScrollbarSize: 10, horizontalScrollbarSize: 10 },
  unicodeHighlight: { ambiguousCharacters: false },
  wordBasedSuggestions: 'off',
};

/** Makes an editor in `host` with `text` in it. The caller disposes of it. */
export function createLabEditor(host: HTMLElement, text: string): LabEditor {
  registerLabLanguage(monaco);
  const model = monaco.editor.createModel(text, LANGUAGE_ID);
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  const bracketColorizationOptions = { enabled: false, independentColorPoolPerBracketType: false };
  model.updateOptions({ tabSize: 8, insertSpaces: true, bracketColorizationOptions });
  const view = monaco.editor.create(host, { ...OPTIONS, model });
  return {
    view,
    model,
    marks: view.createDecorationsCollection(),
    dispose: () => {
      view.dispose();
      model.dispose();
    },
  };
}
/** Carries typing, caret and pointer to the store. */
export function connectEditor({ view, model }: LabEditor, store: PageStore): void {
  const { edit, hover, pin } = store.getState();
  const selectLine = (line: number | undefined, select: typeof hover): void => {
    const { text, resultText } = store.getState();
    // Places of the present text mean nothing to a picture of an older one.
    if (text !== resultText) return;
    const span = line === undefined ? null : statementSpan(text, indexLines(text), line - 1);
    select(span && { kind: 'source', span });
  };
  view.onDidChangeModelContent(() => edit(model.getValue()));
  view.onDidChangeCursorPosition(({ position, reason, source }) => {
    const isMove = reason === monaco.editor.CursorChangeReason.Explicit;
    if (isMove && source !== 'api') selectLine(position.lineNumber, pin);
  });
  view.onMouseMove(({ target }) => selectLine(target.position?.lineNumber, hover));
  view.onMouseLeave(() => hover(null));
}
