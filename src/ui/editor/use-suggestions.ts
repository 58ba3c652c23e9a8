// Suggestions of the language service for a text area.

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { Completion, CompletionList } from '../../core/language/index.ts';
import { usePageStore } from '../shell/page-context.tsx';
import { plainSnippet, replaceText } from './plain-input.ts';

const MAX_SHOWN = 30;
const DELAY_MS = 120;

const NONE: CompletionList = { span: { start: 0, end: 0 }, items: [] };

export interface Suggestions {
  readonly items: readonly Completion[];
  take(item: Completion): void;
  /** Asks at the caret, also where no word has begun. */
  ask(): void;
  close(): void;
}

/** Those that begin with the word so far come first; those without its letters not at all. */
export function fitting(list: CompletionList, word: string): readonly Completion[] {
  const wanted = word.toLowerCase();
  const rank = ({ label }: Completion): number => {
    const at = label.toLowerCase().indexOf(wanted);
    if (at < 0) return 2;
    return at === 0 || (at === 1 && label.startsWith('.')) ? 0 : 1;
  };
  const ranked = list.items.map((item) => ({ item, order: rank(item) }));
  const kept = ranked.filter(({ order }) => order < 2).sort((a, b) => a.order - b.order);
  return kept.slice(0, MAX_SHOWN).map(({ item }) => item);
}

export function useSuggestions(area: RefObject<HTMLTextAreaElement | null>): Suggestions {
  const { language } = usePageStore();
  const [list, setList] = useState(NONE);
  const asked = useRef(0);
  const ask = useCallback(
    async (element: HTMLTextAreaElement, isWanted: boolean) => {
      asked.current += 1;
      const question = asked.current;
      const { value, selectionStart: at } = element;
      const answer = await language.completions(value, at);
      if (question !== asked.current) return;
      const word = value.slice(answer.span.start, at);
      const items = word !== '' || isWanted ? fitting(answer, word) : [];
      const isDone = items.length === 1 && items[0]?.insert === word;
      setList(isDone ? NONE : { span: answer.span, items });
    },
    [language],
  );
  const close = useCallback(() => {
    asked.current += 1;
    setList(NONE);
  }, []);
  useEffect(() => {
    const element = area.current;
    if (!element) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    const onInput = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(element, false), DELAY_MS);
    };
    element.addEventListener('input', onInput);
    element.addEventListener('click', close);
    element.addEventListener('blur', close);
    return () => {
      clearTimeout(timer);
      element.removeEventListener('input', onInput);
      element.removeEventListener('click', close);
      element.removeEventListener('blur', close);
    };
  }, [area, ask, close]);
  const take = (item: Completion): void => {
    const element = area.current;
    if (!element) return;
    const { text, caret } = item.isSnippet
      ? plainSnippet(item.insert)
      : { text: item.insert, caret: item.insert.length };
    const { start } = list.span;
    replaceText(element, start, Math.max(list.span.end, element.selectionStart), text);
    element.setSelectionRange(start + caret, start + caret);
    close();
  };
  const askHere = (): void => {
    if (area.current) void ask(area.current, true);
  };
  return { items: list.items, take, ask: askHere, close };
}
