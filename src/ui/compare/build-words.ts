// Texts of a comparison of builds: numbers in words, and how a group is called.

import type { DiffGroup, ImageDiff, Piece } from '../../core/diff/index.ts';
import type { Part } from '../../core/jit/index.ts';

const count = (many: number, one: string, more = `${one}s`): string =>
  `${many} ${many === 1 ? one : more}`;

/** "7 of 38 groups differ, for 5 reasons." */
export function summaryWords({ differing, groups, reasons }: ImageDiff): string {
  if (groups === 0) return 'There is no code on either side.';
  if (differing === 0) return `All ${count(groups, 'group')} are the same, byte for byte.`;
  const told = reasons.filter((reason) => reason.groups > 0).length;
  const verb = differing === 1 ? 'differs' : 'differ';
  return `${differing} of ${count(groups, 'group')} ${verb}, for ${count(told, 'reason')}.`;
}

const PIECE_WORDS: Readonly<Record<Piece, string>> = {
  prologue: 'prologue',
  body: '',
  index: 'index in range',
  check: 'check',
  count: 'count',
  slot: 'slot filled',
  bypass: 'bypass',
  unwind: 'unwind',
  target: 'target',
  rewind: 'rewind',
  epilogue: 'epilogue',
};

export const pieceWords = (piece: Piece): string => PIECE_WORDS[piece];

/** Whose colour a piece has. */
export function partOf(piece: Piece): Part {
  return piece === 'index' || piece === 'count' || piece === 'slot' ? 'check' : piece;
}

/** Groups that differ, by place in the list of all. */
export function differences(groups: readonly DiffGroup[]): number[] {
  return groups.flatMap(({ differs }, idx) => (differs ? [idx] : []));
}

/** The next index behind `from`, or before it; round the end. */
export function neighbour(
  list: readonly number[],
  from: number | null,
  step: 1 | -1,
): number | null {
  if (list.length === 0) return null;
  const here = from ?? (step > 0 ? -1 : Number.POSITIVE_INFINITY);
  const found = step > 0 ? list.find((idx) => idx > here) : list.findLast((idx) => idx < here);
  return found ?? (step > 0 ? list[0] : list.at(-1)) ?? null;
}
