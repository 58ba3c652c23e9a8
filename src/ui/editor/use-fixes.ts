// Quick fixes for what the problems list shows.

import { useCallback, useEffect, useState } from 'react';
import type { Diagnostic } from '../../core/base/index.ts';
import type { QuickFix } from '../../core/language/index.ts';
import { usePage, usePageStore } from '../shell/page-context.tsx';

const SETTLE_MS = 250;

interface Found {
  readonly text: string;
  readonly fixes: readonly QuickFix[];
}

const NONE: Found = { text: '', fixes: [] };

function mends(fix: QuickFix, { code, span }: Diagnostic): boolean {
  return fix.code === code && fix.span.start <= span.end && span.start <= fix.span.end;
}

/** What can be done about a problem of the present text by a click. Comes when typing rests. */
export function useFixes(): (diagnostic: Diagnostic) => readonly QuickFix[] {
  const { language } = usePageStore();
  const diagnostics = usePage((page) => page.diagnostics);
  const text = usePage((page) => page.text);
  const readOnly = usePage((page) => page.embed?.readOnly ?? false);
  const [found, setFound] = useState(NONE);
  useEffect(() => {
    if (diagnostics.length === 0 || readOnly) return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      void language.fixes(text, { start: 0, end: text.length }).then((fixes) => {
        if (wanted) setFound({ text, fixes });
      });
    }, SETTLE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [language, diagnostics, text, readOnly]);
  return useCallback(
    (diagnostic) =>
      found.text === text ? found.fixes.filter((fix) => mends(fix, diagnostic)) : [],
    [found, text],
  );
}
