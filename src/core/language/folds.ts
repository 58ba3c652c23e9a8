// What an editor can fold: directives with what is below them, blocks of protocols, comments.

import { lexProtocol } from '../protocol/index.ts';
import { lineOf, lineSpan, type Part, type Reading } from './reading.ts';
import type { Fold } from './types.ts';

/** Comments of several lines: one block comment, or line comments on neighbouring lines. */
function commentFolds(reading: Reading): Fold[] {
  const folds: { startLine: number; endLine: number; kind: 'comment' }[] = [];
  const isAlone = (start: number): boolean => {
    const line = lineSpan(reading, lineOf(reading, start));
    return reading.text.slice(line.start, start).trim() === '';
  };
  for (const { start, end } of reading.comments) {
    if (!isAlone(start)) continue;
    const startLine = lineOf(reading, start);
    const endLine = lineOf(reading, end);
    const last = folds.at(-1);
    if (last !== undefined && last.endLine + 1 === startLine) last.endLine = endLine;
    else folds.push({ startLine, endLine, kind: 'comment' });
  }
  return folds.filter(({ startLine, endLine }) => endLine > startLine);
}

function partFold(reading: Reading, part: Part): Fold | null {
  const last = reading.statements[part.to - 1];
  if (part.header < 0 || last === undefined) return null;
  const startLine = lineOf(reading, part.start);
  const endLine = lineOf(reading, last.end);
  return endLine > startLine ? { startLine, endLine, kind: 'region' } : null;
}

/** Braces of a protocol's body. */
function blockFolds(reading: Reading, part: Part): Fold[] {
  const from = reading.statements[part.header]?.end ?? part.start;
  const folds: Fold[] = [];
  const open: number[] = [];
  for (const { text, span } of lexProtocol(reading.text.slice(from, part.end)).tokens) {
    const line = lineOf(reading, from + span.start);
    if (text === '{') open.push(line);
    if (text !== '}') continue;
    const startLine = open.pop();
    // The closing brace stays in sight.
    if (startLine !== undefined && line - 1 > startLine) {
      folds.push({ startLine, endLine: line - 1, kind: 'region' });
    }
  }
  return folds;
}

export function foldsOf(reading: Reading): readonly Fold[] {
  const regions = reading.parts.flatMap((part) => {
    const fold = partFold(reading, part);
    const inner = part.kind === 'protocol' ? blockFolds(reading, part) : [];
    return fold === null ? inner : [fold, ...inner];
  });
  return [...regions, ...commentFolds(reading)].sort(
    (a, b) => a.startLine - b.startLine || b.endLine - a.endLine,
  );
}
