// Remembers, insn by insn, what arithmetic gave for the operands it met last. Paths that differ elsewhere
// bring the same operands again and again, so most of the 64-bit arithmetic is done once; and equal results
// are the same object, which makes comparing states cheap.

import type { InsnIdx } from '../../base/index.ts';
import type { Scalar } from './scalar.ts';

interface Entry<T> {
  readonly a: Scalar | null;
  readonly b: Scalar | null;
  readonly result: T;
}

const WAYS = 8;

/** A small cache at each insn; the oldest entry makes room. */
export class ScalarMemo<T> {
  private readonly sets: Entry<T>[][] = [];
  private readonly same: (a: T, b: T) => boolean;

  /** `same` tells when two results may be one object. */
  constructor(same: (a: T, b: T) => boolean) {
    this.same = same;
  }

  /** `compute(a, b)` of the insn at `insnIdx`; it must depend on the insn and these operands only. */
  get(insnIdx: InsnIdx, a: Scalar | null, b: Scalar | null, compute: () => T): T {
    let set = this.sets[insnIdx];
    if (set === undefined) {
      set = [];
      this.sets[insnIdx] = set;
    }
    for (const entry of set) if (entry.a === a && entry.b === b) return entry.result;
    const fresh = compute();
    const result = set.find((entry) => this.same(entry.result, fresh))?.result ?? fresh;
    if (set.length === WAYS) set.shift();
    set.push({ a, b, result });
    return result;
  }
}
