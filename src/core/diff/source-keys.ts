// Names for source insns that both sides agree on. Of one text they are the slots; of two texts, insns that are
// written alike and stand in the same order have the same name.

import { at } from '../base/index.ts';
import type { LabImages } from '../pipeline/index.ts';
import { pairUp } from './pair-up.ts';

type ProgImages = LabImages['progs'][number];

export interface SourceKeys {
  readonly a: (sourceIdx: number) => string;
  readonly b: (sourceIdx: number) => string;
}

const ownKey = (sourceIdx: number): string => `${sourceIdx}`;

/** Both sides are builds of one text. */
export const SAME_TEXT: SourceKeys = { a: ownKey, b: ownKey };

interface SourceInsn {
  readonly sourceIdx: number;
  readonly func: string;
  readonly words: string;
}

/** Source insns that have code left, as written. */
function sourceInsns({ xlated, spans }: ProgImages, text: string): SourceInsn[] {
  const found = new Map<number, SourceInsn>();
  for (const { name, start, end } of xlated?.subprogs ?? []) {
    for (let slot = start; slot < end; slot++) {
      const sourceIdx = at(xlated?.origin ?? [], slot);
      const span = spans[sourceIdx];
      const words = span ? text.slice(span.start, span.end).replace(/\s+/g, ' ') : '';
      if (!found.has(sourceIdx)) found.set(sourceIdx, { sourceIdx, func: name, words });
    }
  }
  return [...found.values()];
}

/** Names for two programs of two texts; `mains` are both called alike, whatever their names. */
export function matchedKeys(
  a: { readonly prog: ProgImages; readonly text: string },
  b: { readonly prog: ProgImages; readonly text: string },
): SourceKeys {
  const [left, right] = [sourceInsns(a.prog, a.text), sourceInsns(b.prog, b.text)];
  const mains = new Set([a.prog.xlated?.subprogs[0]?.name, b.prog.xlated?.subprogs[0]?.name]);
  const funcOf = ({ func }: SourceInsn): string => (mains.has(func) ? '' : func);
  const isSame = (x: SourceInsn, y: SourceInsn): boolean =>
    x.words === y.words && funcOf(x) === funcOf(y);
  const keys = new Map<number, string>();
  for (const [i, j] of pairUp(left, right, (x, y) => (isSame(x, y) ? 1 : 0), isSame)) {
    if (i !== null && j !== null) keys.set(at(right, j).sourceIdx, ownKey(at(left, i).sourceIdx));
  }
  return { a: ownKey, b: (sourceIdx) => keys.get(sourceIdx) ?? `b${sourceIdx}` };
}
