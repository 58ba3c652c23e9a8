// One Monaco editor, set up for labs, and the way from its events to the store.

import type { PageStore } from '../../store/page-store.ts';
import { toggleBreakpointAt } from '../../store/text-breakpoints.ts';
import { setCaret } from './caret.ts';
import { EDITOR_ACTIONS } from './editor-actions.ts';
import { EDITOR_OPTIONS } from './editor-options.ts';
import { registerLabLanguage } from './lab-language.ts';
import { LANGUAGE_ID } from './language-id.ts';
import { indexLines, statementSpan } from './line-index.ts';
import { monaco } from './monaco.ts';
import { provideLanguage } from './providers.ts';

type Marks = monaco.editor.IEditorDecorationsCollection;

/** A Monaco editor with the parts that are always there. */
export interface LabEditor {
  readonly view: monaco.editor.IStandaloneCodeEditor;
  readonly model: monaco.editor.ITextModel;
  /** Lit lines. */
  readonly lit: Marks;
  /** Poke sites, and where a run stops. */
  readonly margin: Marks;
  dispose(): void;
}

/** Makes an editor in `host` with the page's text in it. The caller disposes of it. */
export function createLabEditor(host: HTMLElement, store: PageStore): LabEditor {
  registerLabLanguage(monaco);
  const model = monaco.editor.createModel(store.getState().text, LANGUAGE_ID);
  model.setEOL(monaco.editor.EndOfLineSequence.LF);
  const bracketColorizationOptions = { enabled: false, independentColorPoolPerBracketType: false };
  model.updateOptions({ tabSize: 8, insertSpaces: true, bracketColorizationOptions });
  const view = monaco.editor.create(host, { ...EDITOR_OPTIONS, model });
  const withdraw = provideLanguage(monaco, store);
  return {
    view,
    model,
    lit: view.createDecorationsCollection(),
    margin: view.createDecorationsCollection(),
    dispose: () => {
      withdraw();
      view.dispose();
      model.dispose();
    },
  };
}

function addBreakpoints({ view }: LabEditor, store: PageStore): void {
  const under = view.createDecorationsCollection();
  const toggle = (line: number): void => {
    const page = store.getState();
    const span = statementSpan(page.text, indexLines(page.text), line - 1);
    if (span) toggleBreakpointAt(page, span);
  };
  const isMargin = ({ target }: monaco.editor.IEditorMouseEvent) =>
    target.type === monaco.editor.MouseTargetType.GUTTER_GLYPH_MARGIN;
  view.onMouseDown((event) => {
    if (isMargin(event) && event.event.leftButton) toggle(event.target.position?.lineNumber ?? 0);
  });
  view.onMouseMove((event) => {
    const line = isMargin(event) ? event.target.position?.lineNumber : undefined;
    if (line === undefined) return under.clear();
    const range = new monaco.Range(line, 1, line, 1);
    under.set([{ range, options: { glyphMarginClassName: 'breakpoint-hint' } }]);
  });
  view.onMouseLeave(() => under.clear());
  view.addAction({
    id: EDITOR_ACTIONS.breakpoint,
    label: 'Toggle breakpoint',
    keybindings: [monaco.KeyCode.F9],
    run: () => toggle(view.getPosition()?.lineNumber ?? 0),
  });
}

/** Carries typing, caret and pointer to the store. */
export function connectEditor(editor: LabEditor, store: PageStore): void {
  const { view, model } = editor;
  const { edit, hover, pin } = store.getState();
  const selectLine = (line: number | undefined, select: typeof hover): void => {
    const { text, resultText } = store.getState();
    // Places of the present text mean nothing to a picture of an older one.
    if (text !== resultText) return;
    const span = line === undefined ? null : statementSpan(text, indexLines(text), line - 1);
    select(span && { kind: 'source', span });
  };
  let hoveredLine: number | undefined;
  const hoverLine = (line: number | undefined): void => {
    if (line === hoveredLine) return;
    hoveredLine = line;
    selectLine(line, hover);
  };
  view.onDidChangeModelContent(() => {
    hoveredLine = undefined;
    edit(model.getValue());
  });
  view.onDidChangeCursorPosition(({ position, reason, source }) => {
    setCaret(model.getOffsetAt(position));
    const isMove = reason === monaco.editor.CursorChangeReason.Explicit;
    if (isMove && source !== 'api') selectLine(position.lineNumber, pin);
  });
  view.onMouseMove(({ target }) => hoverLine(target.position?.lineNumber));
  view.onMouseLeave(() => {
    hoveredLine = undefined;
    hover(null);
  });
  // The problems list takes room from below, often where the caret is.
  view.onDidLayoutChange(() => {
    const position = view.getPosition();
    if (position && view.hasTextFocus()) view.revealPosition(position);
  });
  addBreakpoints(editor, store);
}
