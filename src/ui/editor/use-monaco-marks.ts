// Keeps Monaco's markers and decorations in step with the page. While only the cursor moves, nothing is
// set that is there already: each change would lay the whole editor out again.

import { useEffect, useRef, useState } from 'react';
import { selectHovered, selectPinned, selectView } from '../../store/selectors.ts';
import { breakpointSpans } from '../../store/text-breakpoints.ts';
import { createDragSense, REST_MS } from '../shared/cursor-leaps.ts';
import { usePage } from '../shell/page-context.tsx';
import type { LabEditor } from './create-editor.ts';
import { monaco } from './monaco.ts';
import { dropLostMarks, litLines, marginMarks, markersOf } from './monaco-marks.ts';
import { type SiteMark, siteMarks } from './site-marks.ts';

function useMarkers(editor: LabEditor | null): void {
  const diagnostics = usePage((page) => page.diagnostics);
  useEffect(() => {
    if (!editor) return;
    const { model } = editor;
    monaco.editor.setModelMarkers(model, 'lab', markersOf(monaco, model, diagnostics));
  }, [editor, diagnostics]);
}

/** While the text is ahead of its picture, Monaco moves the marks along by itself. */
const isFresh = (page: { readonly resultText: string; readonly text: string }) =>
  page.resultText === page.text;

function useLitLines(editor: LabEditor | null): void {
  const fresh = usePage(isFresh);
  const pinned = usePage(selectPinned);
  const hovered = usePage(selectHovered);
  useEffect(() => {
    if (!editor || !fresh) return;
    const { model, lit } = editor;
    lit.set([
      ...litLines(model, hovered, 'lab-line is-hovered'),
      ...litLines(model, pinned, 'lab-line is-pinned'),
    ]);
  }, [editor, fresh, pinned, hovered]);
}

function keyOf(sites: readonly SiteMark[]): string {
  return sites.map(({ offset, state }) => `${offset} ${state}`).join();
}

function useMargin(editor: LabEditor | null): void {
  const fresh = usePage(isFresh);
  const result = usePage((page) => page.result);
  const view = usePage(selectView);
  const stops = usePage(breakpointSpans);
  const drawn = useRef<readonly unknown[]>([]);
  const [isDragged] = useState(createDragSense);
  useEffect(() => {
    if (!editor || !result || !fresh) return undefined;
    const draw = (): void => {
      const sites = siteMarks(result, view);
      const now = [editor, result, stops, keyOf(sites)];
      if (now.every((part, nth) => part === drawn.current[nth])) return;
      drawn.current = now;
      editor.margin.set(marginMarks(editor.model, sites, stops));
    };
    if (!isDragged(view?.cursor ?? 0)) {
      draw();
      return undefined;
    }
    const timer = setTimeout(draw, REST_MS);
    return () => clearTimeout(timer);
  }, [editor, result, fresh, view, stops, isDragged]);
}

function useLostMarks(editor: LabEditor | null): void {
  useEffect(() => {
    if (!editor) return undefined;
    const { model, lit, margin } = editor;
    const listener = model.onDidChangeContent(({ changes }) => {
      dropLostMarks(model, lit, changes);
      dropLostMarks(model, margin, changes);
    });
    return () => listener.dispose();
  }, [editor]);
}

export function useMonacoMarks(editor: LabEditor | null): void {
  useMarkers(editor);
  useLitLines(editor);
  useMargin(editor);
  useLostMarks(editor);
}
