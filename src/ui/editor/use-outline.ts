// What the text holds, and where in it the caret is.

import { useEffect, useState } from 'react';
import type { OutlineEntry } from '../../core/language/index.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';
import { useCaret } from './caret.ts';
import { useSettled } from './use-settled.ts';

const SETTLE_MS = 300;

const NOTHING: readonly OutlineEntry[] = [];

/** The outline of the text; a little behind while it changes. */
export function useOutline(): readonly OutlineEntry[] {
  const { language } = usePageStore();
  const text = useSettled(
    usePage((page) => page.text),
    SETTLE_MS,
  );
  const [outline, setOutline] = useState(NOTHING);
  useEffect(() => {
    let wanted = true;
    void language.outline(text).then((entries) => {
      if (wanted) setOutline(entries);
    });
    return () => {
      wanted = false;
    };
  }, [language, text]);
  return outline;
}

/** Names of the entries around `at`, from the outside in. */
export function pathAt(outline: readonly OutlineEntry[], at: number): readonly string[] {
  const entry = outline.find(({ span }) => span.start <= at && at <= span.end);
  return entry ? [entry.name, ...pathAt(entry.children, at)] : [];
}

const SEPARATOR = ' › ';

/** The entry that the caret is in, as words; '' outside of all. */
export function useCaretPath(outline: readonly OutlineEntry[]): string {
  return useCaret((caret) => pathAt(outline, caret).join(SEPARATOR));
}
