// One Monaco editor, set up for labs, and the way from its events to the store.

import type { PageStore } from '../../store/page-store.ts';
import { LANGUAGE_ID, registerLabLanguage } from './lab-language.ts';
import { indexLines, statementSpan } from './line-index.ts';
import { monaco } from './monaco.ts';
import { TAB_KEYS } from './tab-keys.ts';

export type LabEditor = ReturnType<typeof monaco.editor.create>;

/** Helpers that `call` completes: those that labs are about. */
const HELPERS = [
  'tail_call',
  'map_lookup_elem',
  'map_update_elem',
  'map_delete_elem',
  'ktime_get_ns',
  'get_prandom_u32',
  'get_smp_processor_id',
  'redirect',
  'trace_printk',
];

/** Makes an editor in `host` with `text` in it. The caller disposes of it and its model. */
export function createLabEditor(host: HTMLElement, text: string): LabEditor {
  registerLabLanguage(monaco, HELPERS);
  const model = monaco.editor.createModel(text, LANGUAGE_ID);
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  const bracketColorizationOptions = { enabled: false, independentColorPoolPerBracketType: false };
  model.updateOptions({ tabSize: 8, insertSpaces: true, bracketColorizationOptions });
  return monaco.editor.create(host, {
    model,
    theme: 'page',
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
  });
}

/** Carries typing, caret and pointer to the store. */
export function connectEditor(editor: LabEditor, store: PageStore): void {
  const { edit, hover, pin } = store.getState();
  const selectLine = (line: number | undefined, select: typeof hover): void => {
    const { text, resultText } = store.getState();
    // Places of the present text mean nothing to a picture of an older one.
    if (text !== resultText) return;
    const span = line === undefined ? null : statementSpan(text, indexLines(text), line - 1);
    select(span && { kind: 'source', span });
  };
  editor.onDidChangeModelContent(() => edit(editor.getValue()));
  editor.onDidChangeCursorPosition(({ position, reason, source }) => {
    const isMove = reason === monaco.editor.CursorChangeReason.Explicit;
    if (isMove && source !== 'api') selectLine(position.lineNumber, pin);
  });
  editor.onMouseMove(({ target }) => selectLine(target.position?.lineNumber, hover));
  editor.onMouseLeave(() => hover(null));
}
