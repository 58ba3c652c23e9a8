import { describe, expect, it } from 'vitest';
import { tokenizeLine } from '../../src/core/asm/index.ts';
import type { Completion, OutlineEntry } from '../../src/core/language/index.ts';
import { withEdits } from '../../src/ui/editor/apply-edits.ts';
import { indexLines } from '../../src/ui/editor/line-index.ts';
import { LineTokens } from '../../src/ui/editor/line-tokens.ts';
import { countWords, problemGroups, spokenProblems } from '../../src/ui/editor/problem-words.ts';
import { pathAt } from '../../src/ui/editor/use-outline.ts';
import { fitting } from '../../src/ui/editor/use-suggestions.ts';

/** Every line's tokens, each line read behind all before it. */
function fresh(text: string): unknown[] {
  let state = 0;
  return text.split('\n').map((line) => {
    const read = tokenizeLine(line, state);
    state = read.state;
    return read.tokens;
  });
}

describe('LineTokens', () => {
  it('agrees with reading everything, also after changes above and below', () => {
    const tokens = new LineTokens();
    const plain = '.prog a tc\n r0 = 1\n exit\n.cpu 0\n run a';
    const commented = plain.replace(' r0', '/* r0');
    for (const text of [plain, commented, plain, `${plain} // x`, '', plain]) {
      tokens.setText(text);
      const all = Array.from({ length: tokens.count }, (_, line) => tokens.tokensOf(line));
      expect(all).toEqual(fresh(text));
    }
  });
});

function completion(label: string): Completion {
  return { label, kind: 'helper', detail: '', doc: [], insert: label, isSnippet: false };
}

describe('fitting', () => {
  const labels = (word: string, ...all: string[]) =>
    fitting({ span: { start: 0, end: 0 }, items: all.map(completion) }, word).map(
      ({ label }) => label,
    );

  it('puts what begins with the word first, and leaves out what does not hold it', () => {
    expect(labels('map', 'for_each_map_elem', 'exit', 'map_lookup_elem', '.map')).toEqual([
      'map_lookup_elem',
      '.map',
      'for_each_map_elem',
    ]);
  });
});

describe('pathAt', () => {
  const entry = (name: string, start: number, end: number, children: OutlineEntry[] = []) =>
    ({
      name,
      detail: '',
      kind: 'label',
      nameSpan: { start, end },
      span: { start, end },
      children,
    }) as const;
  const outline = [entry('a', 0, 10, [entry('inner', 4, 8)]), entry('b', 12, 20)];

  it('names the entries around a place from the outside in', () => {
    expect([2, 5, 11, 20].map((at) => pathAt(outline, at))).toEqual([
      ['a'],
      ['a', 'inner'],
      [],
      ['b'],
    ]);
  });
});

describe('withEdits', () => {
  it('makes all changes at the places of the text before', () => {
    const edits = [
      { span: { start: 0, end: 1 }, text: 'first' },
      { span: { start: 2, end: 2 }, text: '+' },
    ];
    expect(withEdits('a b', edits)).toBe('first +b');
  });
});

describe('problemGroups', () => {
  const problem = (severity: 'error' | 'warning' | 'info', start: number) =>
    ({ severity, span: { start, end: start + 1 }, code: 'x', message: `m${start}` }) as const;
  const all = [problem('info', 0), problem('error', 5), problem('error', 2)];

  it('puts errors first, each group in its own order, and counts them', () => {
    expect(
      problemGroups(all).map(({ problems }) => problems.map(({ message }) => message)),
    ).toEqual([['m5', 'm2'], ['m0']]);
    expect(countWords(all)).toBe('2 errors, 1 note');
  });

  it('speaks of the count and the worst', () => {
    expect(spokenProblems(all, indexLines('ab\ncdef'))).toBe('2 errors, 1 note. Line 2: m5');
    expect(spokenProblems([], indexLines(''))).toBe('No problems');
  });
});
