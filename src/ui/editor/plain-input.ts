// Changes of a text area that its own undo takes back: all of them go in as if typed.

import type { TextEdit } from '../../core/language/index.ts';

const INDENT = 8;

/** Types `text` over the selection. */
export function typeText(area: HTMLTextAreaElement, text: string): void {
  area.focus();
  // Deprecated, and the only way that a browser's undo knows of.
  const name = text === '' ? 'delete' : 'insertText';
  if (document.execCommand?.(name, false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  area.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
}

/** Puts `text` in place of what is between `start` and `end`, as one change. */
export function replaceText(
  area: HTMLTextAreaElement,
  start: number,
  end: number,
  text: string,
): void {
  if (area.value.slice(start, end) === text) return;
  area.setSelectionRange(start, end);
  typeText(area, text);
}

/** All edits as one change; the caret stays with its word. */
export function applyToArea(area: HTMLTextAreaElement, edits: readonly TextEdit[]): void {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (!first || !last) return;
  const { value, selectionStart } = area;
  let text = '';
  let at = first.span.start;
  let caret = selectionStart;
  for (const edit of ordered) {
    text += value.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
    if (edit.span.end <= selectionStart) {
      caret += edit.text.length - (edit.span.end - edit.span.start);
    }
  }
  replaceText(area, first.span.start, at, text);
  area.setSelectionRange(caret, caret);
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function reindent(line: string, isOut: boolean): string {
  if (!isOut) return line === '' ? line : ' '.repeat(INDENT) + line;
  return line.replace(/^(?: {1,8}|\t)/, '');
}

/** Tab: to the next stop, or all selected lines further in or out. */
export function indent(area: HTMLTextAreaElement, isOut: boolean): void {
  const { value, selectionStart, selectionEnd } = area;
  const start = lineStart(value, selectionStart);
  const isBlock = value.slice(selectionStart, selectionEnd).includes('\n');
  if (!isOut && !isBlock) {
    typeText(area, ' '.repeat(INDENT - ((selectionStart - start) % INDENT)));
    return;
  }
  const rest = value.indexOf('\n', Math.max(selectionEnd - (isBlock ? 1 : 0), start));
  const end = rest < 0 ? value.length : rest;
  const before = value.slice(start, end);
  const after = before
    .split('\n')
    .map((line) => reindent(line, isOut))
    .join('\n');
  replaceText(area, start, end, after);
  if (isBlock) area.setSelectionRange(start, start + after.length);
  else {
    const caret = Math.max(start, selectionStart + after.length - before.length);
    area.setSelectionRange(caret, caret);
  }
}

/** Enter: the next line begins below the words of this one. */
export function breakLine(area: HTMLTextAreaElement): void {
  const { value, selectionStart } = area;
  const line = value.slice(lineStart(value, selectionStart), selectionStart);
  typeText(area, `\n${/^[ \t]*/.exec(line)?.[0] ?? ''}`);
}

/** Puts a comment mark before all lines of the selection, or takes it away where all have it. */
export function toggleComment(area: HTMLTextAreaElement): void {
  const { value, selectionStart, selectionEnd } = area;
  const start = lineStart(value, selectionStart);
  const rest = value.indexOf('\n', selectionEnd);
  const end = rest < 0 ? value.length : rest;
  const lines = value.slice(start, end).split('\n');
  const hasAll = lines.every((line) => line.trim() === '' || /^\s*\/\//.test(line));
  const changed = lines.map((line) => {
    if (hasAll) return line.replace(/^(\s*)\/\/ ?/, '$1');
    return line.trim() === '' ? line : line.replace(/^(\s*)/, '$1// ');
  });
  const text = changed.join('\n');
  replaceText(area, start, end, text);
  area.setSelectionRange(start, start + text.length);
}

/** Where the caret goes first in a snippet, and the text without its stops. */
export function plainSnippet(insert: string): { readonly text: string; readonly caret: number } {
  let caret = -1;
  let text = '';
  let first = Number.POSITIVE_INFINITY;
  for (const piece of insert.split(/(\\[$}\\]|\$\{\d+(?::[^}]*)?\}|\$\d+)/)) {
    const stop = /^\$\{?(\d+)(?::([^}]*))?\}?$/.exec(piece);
    if (!stop) {
      text += piece.replace(/^\\([$}\\])$/, '$1');
      continue;
    }
    const order = Number(stop[1]) || Number.MAX_SAFE_INTEGER;
    if (order < first) {
      first = order;
      caret = text.length;
    }
    text += stop[2] ?? '';
  }
  return { text, caret: caret < 0 ? text.length : caret };
}
