import { useCallback, useEffect, useState } from 'react';
import type { Span } from '../../core/base/index.ts';
import { selectPinned } from '../../store/selectors.ts';
import { useSignal } from '../shared/signals.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { useResolvedTheme } from '../shell/use-theme.ts';
import { offerApply } from './apply-edits.ts';
import { connectEditor, createLabEditor, type LabEditor } from './create-editor.ts';
import { EDITOR_OPTIONS } from './editor-options.ts';
import { offerFocus } from './focus.ts';
import { type Place, takePlace } from './handover.ts';
import { offerReveal } from './jump.ts';
import { monaco } from './monaco.ts';
import './monaco.css';
import { editRangeOf, rangeOf } from './monaco-marks.ts';
import { applyTheme } from './monaco-theme.ts';
import { editsFor } from './provide-edits.ts';
import { changeBetween } from './text-change.ts';
import { useMonacoMarks } from './use-monaco-marks.ts';

function takeOver({ view, model }: LabEditor, place: Place | null): void {
  if (!place) return;
  const start = model.getPositionAt(place.start);
  const end = model.getPositionAt(place.end);
  view.setSelection(monaco.Range.fromPositions(start, end));
  view.setScrollTop(place.scrollTop);
  if (place.focused) view.focus();
}

/** The editor, and the ref that makes it in the element that it is given. */
function useEditor(): readonly [LabEditor | null, (host: HTMLDivElement) => () => void] {
  const store = usePageStore();
  const [editor, setEditor] = useState<LabEditor | null>(null);
  const attach = useCallback(
    (host: HTMLDivElement) => {
      const created = createLabEditor(host, store);
      takeOver(created, takePlace());
      connectEditor(created, store);
      void document.fonts.ready.then(() => monaco.editor.remeasureFonts());
      setEditor(created);
      return () => {
        setEditor(null);
        created.dispose();
      };
    },
    [store],
  );
  return [editor, attach];
}

/** A text that was opened goes in as one edit, so that undo brings the old one back. */
function useOpenedText(editor: LabEditor | null): void {
  const store = usePageStore();
  const openings = usePage((page) => page.openings);
  const rewrites = usePage((page) => page.rewrites);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each opening, not each letter
  useEffect(() => {
    const { text } = store.getState();
    if (!editor || editor.model.getValue() === text) return;
    const { view, model } = editor;
    view.pushUndoStop();
    view.executeEdits('open', [{ range: model.getFullModelRange(), text }]);
    view.pushUndoStop();
    view.setPosition({ lineNumber: 1, column: 1 });
    view.setScrollTop(0);
  }, [editor, store, openings]);
  // A text that the page changed in places: the caret and what is in view stay.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each rewriting, not each letter
  useEffect(() => {
    const { text } = store.getState();
    if (!editor || editor.model.getValue() === text) return;
    const { view, model } = editor;
    const { span, words } = changeBetween(model.getValue(), text);
    view.pushUndoStop();
    view.executeEdits('page', [{ range: editRangeOf(model, span), text: words }]);
    view.pushUndoStop();
  }, [editor, store, rewrites]);
}

/** Follows what is pinned elsewhere, and what the problems list asks for. */
function useReveal(editor: LabEditor | null): void {
  const kind = usePage((page) => page.pinned?.kind);
  const first = usePage((page) => selectPinned(page).spans[0]);
  useEffect(() => {
    if (!editor || !first || kind === 'source') return;
    const { view, model } = editor;
    view.revealLineInCenterIfOutsideViewport(model.getPositionAt(first.start).lineNumber);
  }, [editor, kind, first]);
  useEffect(() => {
    if (!editor) return undefined;
    const { view, model } = editor;
    return offerReveal((span: Span) => {
      const range = rangeOf(model, span);
      view.setSelection(range);
      view.revealRangeInCenterIfOutsideViewport(range);
      view.focus();
    });
  }, [editor]);
}

/** Does what commands, the bar and the problems list ask for. */
function useRequests(editor: LabEditor | null): void {
  useSignal('editor-action', (id) => {
    // What asked may still have the focus, and give it back where it was.
    setTimeout(() => {
      if (!editor || editor.model.isDisposed()) return;
      editor.view.focus();
      editor.view.trigger('page', id, null);
    });
  });
  useEffect(() => {
    if (!editor) return undefined;
    const { view, model } = editor;
    return offerApply((edits) => {
      view.pushUndoStop();
      view.executeEdits('page', editsFor(model, edits));
      view.pushUndoStop();
      view.focus();
    });
  }, [editor]);
}

function useOptions(editor: LabEditor | null): void {
  const notes = usePage((page) => page.inlayNotes);
  const readOnly = usePage((page) => page.embed?.readOnly ?? false);
  useEffect(() => {
    const inlayHints = { ...EDITOR_OPTIONS.inlayHints, enabled: notes ? 'on' : 'off' } as const;
    editor?.view.updateOptions({ inlayHints, readOnly });
  }, [editor, notes, readOnly]);
}

/** The full editor. Loaded on its own; see use-full-editor.ts. */
export function MonacoEditor() {
  const [editor, attach] = useEditor();
  const theme = useResolvedTheme();
  const choice = usePage((page) => page.theme);
  useEffect(() => applyTheme(monaco, theme), [theme, choice]);
  useEffect(() => (editor ? offerFocus(() => editor.view.focus()) : undefined), [editor]);
  useOpenedText(editor);
  useMonacoMarks(editor);
  useReveal(editor);
  useRequests(editor);
  useOptions(editor);
  return <div ref={attach} className="full-editor" />;
}
