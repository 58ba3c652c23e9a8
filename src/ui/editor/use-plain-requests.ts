// What commands, the bar and the problems list ask of the text area.

import { type RefObject, useEffect } from 'react';
import { toggleBreakpointAt } from '../../store/text-breakpoints.ts';
import { useSignal } from '../shared/signals.ts';
import { usePageStore } from '../shell/page-context.tsx';
import { offerApply } from './apply-edits.ts';
import { EDITOR_ACTIONS } from './editor-actions.ts';
import { reveal } from './jump.ts';
import { indexLines, lineAt, statementSpan } from './line-index.ts';
import { applyToArea, toggleComment } from './plain-input.ts';

export function usePlainRequests(area: RefObject<HTMLTextAreaElement | null>): void {
  const store = usePageStore();
  useEffect(
    () =>
      offerApply((edits) => {
        if (area.current) applyToArea(area.current, edits);
      }),
    [area],
  );
  /** The next problem behind the caret, else the first; backwards likewise. */
  const goToProblem = (at: number, isBack: boolean): void => {
    const ordered = [...store.getState().diagnostics].sort((a, b) => a.span.start - b.span.start);
    const next = isBack
      ? (ordered.findLast(({ span }) => span.start < at) ?? ordered.at(-1))
      : (ordered.find(({ span }) => span.start > at) ?? ordered[0]);
    if (next) reveal(next.span);
  };
  useSignal('editor-action', (id) => {
    const element = area.current;
    if (!element) return;
    const page = store.getState();
    const at = element.selectionStart;
    if (id === EDITOR_ACTIONS.nextProblem) goToProblem(at, false);
    if (id === EDITOR_ACTIONS.previousProblem) goToProblem(at, true);
    if (id === EDITOR_ACTIONS.comment) toggleComment(element);
    if (id === EDITOR_ACTIONS.definition) {
      void store.language.definition(page.text, at).then((span) => span && reveal(span));
    }
    if (id === EDITOR_ACTIONS.breakpoint) {
      const index = indexLines(page.text);
      const span = statementSpan(page.text, index, lineAt(index, at));
      if (span) toggleBreakpointAt(page, span);
    }
  });
}
