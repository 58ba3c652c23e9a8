import { describe, expect, it } from 'vitest';
import { markdownOf } from '../../../src/ui/editor/doc-markdown.ts';

describe('markdownOf', () => {
  it('lets signs of the text stand for themselves, and keeps code in backticks', () => {
    const markdown = markdownOf([{ kind: 'text', text: '*(u32 *)(r6 + 0) is `r0 *= 2` <b>' }]);
    expect(markdown).toBe('\\*\\(u32 \\*\\)\\(r6 \\+ 0\\) is `r0 *= 2` \\<b\\>');
  });

  it('makes a table of rows, the first one its head, with cells for all', () => {
    const rows = [['field', 'bits'], ['opcode']];
    expect(markdownOf([{ kind: 'table', rows }])).toBe(
      '| field | bits |\n| --- | --- |\n| opcode |   |',
    );
    expect(markdownOf([{ kind: 'table', rows: [['a | b']] }])).toContain('a \\| b');
  });

  it('fences code with more backticks than it holds', () => {
    const markdown = markdownOf([{ kind: 'code', text: '````' }]);
    expect(markdown).toMatch(/^`{5}pokescope-lab\n`{4}\n`{5}$/);
  });

  it('colours lab text, and emitted bytes not at all', () => {
    expect(markdownOf([{ kind: 'code', text: 'r0 = 1' }])).toContain('pokescope-lab');
    expect(markdownOf([{ kind: 'code', text: '+1a  ba 02' }])).toBe('```\n+1a  ba 02\n```');
  });

  it('sets parts apart, and says nothing for nothing', () => {
    expect(
      markdownOf([
        { kind: 'text', text: 'one' },
        { kind: 'table', rows: [] },
        { kind: 'text', text: 'two' },
      ]),
    ).toBe('one\n\ntwo');
  });
});
