// The document in canonical layout, as edits. What the lab says does not change: the new text is assembled and
// compared before any edit is given away.

import { laidOut } from './layout.ts';
import { lineSpan, type Reading } from './reading.ts';
import { shapeOf } from './shape.ts';
import type { TextEdit } from './types.ts';

/** One blank line at most between two others, none at the beginning and the end. */
function withoutBlanks(lines: readonly string[]): (string | null)[] {
  let blank = true;
  const kept = lines.map((line) => {
    const drop = line === '' && blank;
    blank = line === '';
    return drop ? null : line;
  });
  for (let idx = kept.length - 1; idx >= 0; idx--) {
    if (kept[idx] !== '' && kept[idx] !== null) break;
    kept[idx] = null;
  }
  return kept;
}

/** One edit for each line that changes; a line of null goes, with its break. */
function lineEdits(reading: Reading, lines: readonly (string | null)[]): TextEdit[] {
  const { text } = reading;
  const edits: TextEdit[] = [];
  let kept = -1;
  lines.forEach((line, idx) => {
    const span = lineSpan(reading, idx);
    if (line === null) {
      const end = reading.lines[idx + 1] ?? text.length;
      if (end > span.start) edits.push({ span: { start: span.start, end }, text: '' });
      return;
    }
    kept = idx;
    if (line !== text.slice(span.start, span.end)) edits.push({ span, text: line });
  });
  const end = text.length;
  if (kept === lines.length - 1 && kept >= 0 && lines[kept] !== '') {
    edits.push({ span: { start: end, end }, text: '\n' });
  }
  return edits;
}

/** Edits that put the text into canonical layout; none if that would change what it says. */
export function formatEdits(reading: Reading): readonly TextEdit[] {
  const lines = withoutBlanks(laidOut(reading));
  const edits = lineEdits(reading, lines);
  if (edits.length === 0) return edits;
  const kept = lines.filter((line) => line !== null);
  const formatted = kept.length === 0 ? '' : `${kept.join('\n')}\n`;
  return shapeOf(formatted) === shapeOf(reading.text) ? edits : [];
}
