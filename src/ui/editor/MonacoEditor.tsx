import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Span } from '../../core/base/index.ts';
import { selectHovered, selectPinned, selectView } from '../../store/selectors.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { useResolvedTheme } from '../shell/use-theme.ts';
import { connectEditor, createLabEditor, type LabEditor } from './create-editor.ts';
import { offerFocus } from './focus.ts';
import { offerReveal } from './jump.ts';
import { monaco } from './monaco.ts';
import { decorationsOf, markersOf, rangeOf } from './monaco-marks.ts';
import { applyTheme } from './monaco-theme.ts';
import { siteMarks } from './site-marks.ts';

function useEditor(host: RefObject<HTMLDivElement | null>): LabEditor | null {
  const store = usePageStore();
  const [editor, setEditor] = useState<LabEditor | null>(null);
  useLayoutEffect(() => {
    if (!host.current) return undefined;
    const hadFocus = document.activeElement?.classList.contains('plain-area') ?? false;
    const created = createLabEditor(host.current, store.getState().text);
    connectEditor(created, store);
    if (hadFocus) created.focus();
    void document.fonts.ready.then(() => monaco.editor.remeasureFonts());
    setEditor(created);
    return () => {
      created.getModel()?.dispose();
      created.dispose();
      setEditor(null);
    };
  }, [host, store]);
  return editor;
}

/** A text that was opened goes in as one edit, so that undo brings the old one back. */
function useOpenedText(editor: LabEditor | null): void {
  const store = usePageStore();
  const openings = usePage((page) => page.openings);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each opening, not each letter
  useEffect(() => {
    const model = editor?.getModel();
    const { text } = store.getState();
    if (!editor || !model || model.getValue() === text) return;
    editor.pushUndoStop();
    editor.executeEdits('open', [{ range: model.getFullModelRange(), text }]);
    editor.pushUndoStop();
    editor.setPosition({ lineNumber: 1, column: 1 });
    editor.setScrollTop(0);
  }, [editor, store, openings]);
}

function useMarkers(editor: LabEditor | null): void {
  const diagnostics = usePage((page) => page.diagnostics);
  useEffect(() => {
    const model = editor?.getModel();
    if (model) monaco.editor.setModelMarkers(model, 'lab', markersOf(monaco, model, diagnostics));
  }, [editor, diagnostics]);
}

function useDecorations(editor: LabEditor | null): void {
  const fresh = usePage((page) => page.resultText === page.text);
  const result = usePage((page) => page.result);
  const view = usePage(selectView);
  const pinned = usePage(selectPinned);
  const hovered = usePage(selectHovered);
  const [lit, setLit] = useState<ReturnType<LabEditor['createDecorationsCollection']> | null>(null);
  useEffect(() => setLit(editor?.createDecorationsCollection() ?? null), [editor]);
  useEffect(() => {
    const model = editor?.getModel();
    // While the text is ahead of its picture, Monaco moves the marks along by itself.
    if (!model || !lit || !result || !fresh) return;
    lit.set(decorationsOf(model, pinned, hovered, siteMarks(result, view)));
  }, [editor, lit, result, fresh, view, pinned, hovered]);
}

/** Follows what is pinned elsewhere, and what the problems list asks for. */
function useReveal(editor: LabEditor | null): void {
  const kind = usePage((page) => page.pinned?.kind);
  const first = usePage((page) => selectPinned(page).spans[0]);
  useEffect(() => {
    const model = editor?.getModel();
    if (!editor || !model || !first || kind === 'source') return;
    editor.revealLineInCenterIfOutsideViewport(model.getPositionAt(first.start).lineNumber);
  }, [editor, kind, first]);
  useEffect(() => {
    const model = editor?.getModel();
    if (!editor || !model) return undefined;
    return offerReveal((span: Span) => {
      const range = rangeOf(model, span);
      editor.setSelection(range);
      editor.revealRangeInCenterIfOutsideViewport(range);
      editor.focus();
    });
  }, [editor]);
}

/** The full editor. Loaded on its own; see use-full-editor.ts. */
export function MonacoEditor() {
  const host = useRef<HTMLDivElement>(null);
  const theme = useResolvedTheme();
  const choice = usePage((page) => page.theme);
  const editor = useEditor(host);
  useEffect(() => applyTheme(monaco, theme), [theme, choice]);
  useEffect(() => (editor ? offerFocus(() => editor.focus()) : undefined), [editor]);
  useOpenedText(editor);
  useMarkers(editor);
  useDecorations(editor);
  useReveal(editor);
  return <div ref={host} className="full-editor" />;
}
