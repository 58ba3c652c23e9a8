import { afterEach, describe, expect, it } from 'vitest';
import {
  applyToArea,
  breakLine,
  indent,
  plainSnippet,
  toggleComment,
  typeText,
} from '../../src/ui/editor/plain-input.ts';

afterEach(() => {
  document.body.innerHTML = '';
});

/** A text area; `[` and `]` in `text` are the ends of the selection, `|` a bare caret. */
function areaWith(text: string): HTMLTextAreaElement {
  const area = document.createElement('textarea');
  document.body.append(area);
  area.value = text.replace(/[|[\]]/g, '');
  const start = text.search(/[|[]/);
  const end = text.includes(']') ? text.indexOf(']') - 1 : start;
  area.setSelectionRange(start, end);
  return area;
}

function shown({ value, selectionStart: start, selectionEnd: end }: HTMLTextAreaElement): string {
  if (start === end) return `${value.slice(0, start)}|${value.slice(start)}`;
  return `${value.slice(0, start)}[${value.slice(start, end)}]${value.slice(end)}`;
}

describe('typeText', () => {
  it('takes the place of the selection and tells of it as typing does', () => {
    const area = areaWith('a[bc]d');
    const heard: string[] = [];
    area.addEventListener('input', () => heard.push(area.value));
    typeText(area, '+=');
    expect(shown(area)).toBe('a+=|d');
    expect(heard).toEqual(['a+=d']);
  });
});

describe('indent', () => {
  it('goes to the next stop of eight', () => {
    const area = areaWith('r0|');
    indent(area, false);
    expect(shown(area)).toBe('r0      |');
  });

  it('moves all selected lines, and not the one behind them', () => {
    const area = areaWith('[a\n\nb\n]c');
    indent(area, false);
    expect(area.value).toBe('        a\n\n        b\nc');
    indent(area, true);
    expect(area.value).toBe('a\n\nb\nc');
  });

  it('takes at most one stop away, and leaves the caret at its word', () => {
    const area = areaWith('            r|0');
    indent(area, true);
    expect(shown(area)).toBe('    r|0');
    indent(area, true);
    indent(area, true);
    expect(shown(area)).toBe('r|0');
  });
});

describe('breakLine', () => {
  it('begins the next line below the words of this one', () => {
    const area = areaWith('        exit|');
    breakLine(area);
    expect(shown(area)).toBe('        exit\n        |');
  });
});

describe('toggleComment', () => {
  it('comments lines out and in, indent and blank lines kept', () => {
    const area = areaWith('[  a\n\n  b]');
    toggleComment(area);
    expect(area.value).toBe('  // a\n\n  // b');
    toggleComment(area);
    expect(area.value).toBe('  a\n\n  b');
  });
});

describe('applyToArea', () => {
  it('makes all edits one change and leaves the caret at its word', () => {
    const area = areaWith('one two thr|ee');
    let changes = 0;
    area.addEventListener('input', () => {
      changes += 1;
    });
    applyToArea(area, [
      { span: { start: 4, end: 7 }, text: '2' },
      { span: { start: 0, end: 3 }, text: 'first' },
    ]);
    expect(shown(area)).toBe('first 2 thr|ee');
    expect(changes).toBe(1);
  });
});

describe('plainSnippet', () => {
  it.each([
    ['.prog $1 tc\n$0', { text: '.prog  tc\n', caret: 6 }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a snippet's own syntax
    ['call ${2:helper} ${1:name}', { text: 'call helper name', caret: 12 }],
    ['exit', { text: 'exit', caret: 4 }],
    ['a$0b', { text: 'ab', caret: 1 }],
    ['cost \\$5', { text: 'cost $5', caret: 7 }],
  ])('puts the caret at the first stop of %s', (insert, expected) => {
    expect(plainSnippet(insert)).toEqual(expected);
  });
});
