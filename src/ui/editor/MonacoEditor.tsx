import { useCallback, useEffect, useState } from 'react';
import type { Span } from '../../core/base/index.ts';
import { selectHovered, selectPinned, selectView } from '../../store/selectors.ts';
import { createDragSense, REST_MS } from '../shared/cursor-leaps.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { useResolvedTheme } from '../shell/use-theme.ts';
import { connectEditor, createLabEditor, type LabEditor } from './create-editor.ts';
import { offerFocus } from './focus.ts';
import { type Place, takePlace } from './handover.ts';
import { offerReveal } from './jump.ts';
import { monaco } from './monaco.ts';
import { decorationsOf, dropEmptyMarks, markersOf, rangeOf } from './monaco-marks.ts';
import { applyTheme } from './monaco-theme.ts';
import { siteMarks } from './site-marks.ts';

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
      const created = createLabEditor(host, store.getState().text);
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
}

function useMarkers(editor: LabEditor | null): void {
  const diagnostics = usePage((page) => page.diagnostics);
  useEffect(() => {
    if (!editor) return;
    const { model } = editor;
    monaco.editor.setModelMarkers(model, 'lab', markersOf(monaco, model, diagnostics));
  }, [editor, diagnostics]);
}

function useDecorations(editor: LabEditor | null): void {
  const fresh = usePage((page) => page.resultText === page.text);
  const result = usePage((page) => page.result);
  const view = usePage(selectView);
  const pinned = usePage(selectPinned);
  const hovered = usePage(selectHovered);
  const [isDragged] = useState(createDragSense);
  useEffect(() => {
    // While the text is ahead of its picture, Monaco moves the marks along by itself.
    if (!editor || !result || !fresh) return undefined;
    const { model, marks } = editor;
    const draw = () => {
      marks.set(decorationsOf(model, pinned, hovered, siteMarks(result, view)));
    };
    if (!isDragged(view?.cursor ?? 0)) {
      draw();
      return undefined;
    }
    const timer = setTimeout(draw, REST_MS);
    return () => clearTimeout(timer);
  }, [editor, result, fresh, view, pinned, hovered, isDragged]);
  useEffect(() => {
    if (!editor) return undefined;
    const { model, marks } = editor;
    const listener = model.onDidChangeContent(() => dropEmptyMarks(model, marks));
    return () => listener.dispose();
  }, [editor]);
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

/** The full editor. Loaded on its own; see use-full-editor.ts. */
export function MonacoEditor() {
  const [editor, attach] = useEditor();
  const theme = useResolvedTheme();
  const choice = usePage((page) => page.theme);
  useEffect(() => applyTheme(monaco, theme), [theme, choice]);
  useEffect(() => (editor ? offerFocus(() => editor.view.focus()) : undefined), [editor]);
  useOpenedText(editor);
  useMarkers(editor);
  useDecorations(editor);
  useReveal(editor);
  return <div ref={attach} className="full-editor" />;
}
