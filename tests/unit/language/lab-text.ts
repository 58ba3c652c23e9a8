// Lab texts with a caret in them, and services that know what became of a text.

import {
  createLanguage,
  type LanguageService,
  type TextEdit,
} from '../../../src/core/language/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';

/** Answers without a result, as before the first compile. */
export const service: LanguageService = createLanguage({ resultOf: () => null });

/** Answers with what becomes of each text. */
export function compiledService(): LanguageService {
  const results = new Map<string, ReturnType<typeof compile>>();
  return createLanguage({
    resultOf: (text) => {
      const result = results.get(text) ?? compile(text);
      results.set(text, result);
      return result;
    },
  });
}

/** The text without its `|`, and where that stood. */
export function caret(marked: string): { readonly text: string; readonly at: number } {
  const at = marked.indexOf('|');
  if (at < 0) throw new Error('no caret in the text');
  return { text: marked.slice(0, at) + marked.slice(at + 1), at };
}

/** Edits made by hand, so that tests do not trust the code that they test. */
export function edited(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  const lastFirst = [...edits].sort(
    (a, b) => b.span.start - a.span.start || b.span.end - a.span.end,
  );
  for (const { span, text: put } of lastFirst) {
    result = result.slice(0, span.start) + put + result.slice(span.end);
  }
  return result;
}

export const SMALL = `.kernel 6.1
.map jmp_table prog_array max_entries=2
.map counts array max_entries=4

.prog entry tc
        r6 = r1
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        if r6 == 0 goto done
        call helped
done:
        r0 = 2
        exit

.func helped
        r2 = counts ll
        r0 = 0
        exit

.prog target tc
        r0 = 1
        exit

.init
        jmp_table[0] = target

.cpu 0
        run entry times=2
.cpu 1
        delete jmp_table[0]

.expect
        retval(0) in {1, 2}
        slot(jmp_table[0]) in {target, none}
`;
