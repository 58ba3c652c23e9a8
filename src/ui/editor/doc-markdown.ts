// Explanations as Markdown, for Monaco's hovers and lists.

import type { DocPart } from '../../core/language/index.ts';
import { LANGUAGE_ID } from './language-id.ts';

/** Words in backticks stay code; all other marks are meant as they stand. */
function prose(text: string): string {
  const pieces = text.split(/(`[^`\n]+`)/);
  const escaped = pieces.map((piece, nth) =>
    nth % 2 === 1 ? piece : piece.replace(/[\\*_{}[\]()#+\-.!|<>~`&]/g, '\\$&'),
  );
  return escaped.join('').replace(/\n/g, '  \n');
}

function row(cells: readonly string[], width: number): string {
  const padded = Array.from({ length: width }, (_, nth) => prose(cells[nth] ?? '') || ' ');
  return `| ${padded.join(' | ')} |`;
}

function table(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map((cells) => cells.length));
  const [head = [], ...body] = rows;
  const rule = `|${' --- |'.repeat(width)}`;
  return [row(head, width), rule, ...body.map((cells) => row(cells, width))].join('\n');
}

/** Emitted bytes: not the language of the lab, so not in its colours. */
const LISTING = /^\+[\da-f]+\s/;

/** Code that itself holds a fence gets a longer one. */
function code(text: string): string {
  const longest = Math.max(2, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${LISTING.test(text) ? '' : LANGUAGE_ID}\n${text}\n${fence}`;
}

function markdownOfPart(part: DocPart): string {
  switch (part.kind) {
    case 'text':
      return prose(part.text);
    case 'code':
      return code(part.text);
    case 'table':
      return part.rows.length > 0 ? table(part.rows) : '';
  }
}

export function markdownOf(parts: readonly DocPart[]): string {
  return parts.map(markdownOfPart).filter(Boolean).join('\n\n');
}
