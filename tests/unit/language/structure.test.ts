import { describe, expect, it } from 'vitest';
import type { OutlineEntry } from '../../../src/core/language/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import { SMALL, service } from './lab-text.ts';

function folds(text: string): string[] {
  return service
    .folds(text)
    .map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind}`);
}

function tree(entries: readonly OutlineEntry[], indent = ''): string[] {
  return entries.flatMap(({ name, kind, detail, children }) => [
    `${indent}${kind} ${name}${detail === '' ? '' : ` (${detail})`}`,
    ...tree(children, `${indent}  `),
  ]);
}

function expectNested(entries: readonly OutlineEntry[], text: string, outer = text.length): void {
  for (const { name, nameSpan, span, children } of entries) {
    expect(span.start).toBeLessThanOrEqual(nameSpan.start);
    expect(nameSpan.end, name).toBeLessThanOrEqual(span.end);
    expect(span.end).toBeLessThanOrEqual(outer);
    expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
    expectNested(children, text, span.end);
  }
}

describe('folds', () => {
  it('folds directives with their lines, without blank lines behind', () => {
    expect(folds('.prog a tc\n r0 = 0\n exit\n\n.cpu 0\n run a\n')).toEqual([
      '0-2 region',
      '4-5 region',
    ]);
  });

  it('folds blocks of protocols, the closing brace left in sight', () => {
    const text =
      '.protocol map_poke p\nfor_each_poke(map, key) {\n  if (new) {\n    bug();\n  }\n}\n';
    expect(folds(text)).toEqual(['0-5 region', '1-4 region', '2-3 region']);
  });

  it('folds what is deferred and what a load does', () => {
    const text = `.protocol map_poke p
fixup {
    text_poke(tailcall_target, nop, jmp(new));
}
for_each_poke(map, key) {
    text_poke(tailcall_target, nop, jmp(new));
}
call_rcu {
    if (old) {
        BUG_ON(old == new);
    }
}
`;
    expect(folds(text)).toEqual([
      '0-11 region',
      '1-2 region',
      '4-5 region',
      '7-10 region',
      '8-9 region',
    ]);
  });

  it('folds comments of several lines', () => {
    const text = '// a\n// b\n\n/* c\n d */\n.prog a tc\n exit // e\n // f\n';
    expect(folds(text)).toEqual(['0-1 comment', '3-4 comment', '5-6 region']);
  });
});

describe('outline', () => {
  it('has the blocks of a protocol below it', () => {
    const text = `.protocol map_poke p
no_lock(text_mutex);
fixup {
    text_poke(tailcall_target, nop, jmp(new));
}
for_each_poke(map, key) {
    if (new) {
        bug();
    }
}
call_rcu {
    BUG_ON(old == new);
}
.cpu 0
        run entry
`;
    const outline = service.outline(text);
    expect(tree(outline)).toEqual([
      'protocol p (map_poke)',
      '  section fixup',
      '  section for_each_poke',
      '  section call_rcu',
      'section .cpu 0 (1 line)',
    ]);
    expectNested(outline, text);
    const blocks = outline[0]?.children.map(({ span }) => text.slice(span.start, span.end));
    expect(blocks?.[2]).toBe('call_rcu {\n    BUG_ON(old == new);\n}');
  });

  it('is a tree of the parts, with labels below their bodies', () => {
    expect(tree(service.outline(SMALL))).toEqual([
      'section .kernel (6.1)',
      'map jmp_table (prog_array max_entries=2)',
      'map counts (array max_entries=4)',
      'program entry (tc)',
      '  label done',
      'function helped',
      'program target (tc)',
      'section .init (1 line)',
      'section .cpu 0 (1 line)',
      'section .cpu 1 (1 line)',
      'section .expect (2 lines)',
    ]);
    expect(tree(service.outline('.protocol text_poke my-own\n'))).toEqual([
      'protocol my-own (text_poke)',
    ]);
  });

  it('names lie in their entries, and entries in those around them', () => {
    for (const { text } of LABS) expectNested(service.outline(text), text);
  });
});
