// What moves when the run goes on by one step: bytes that change turn in place, CPUs slide.

import type { Flip } from './canvas-pen.ts';
import type { MarginTag } from './margin-marks.ts';
import type { RowLook } from './row-look.ts';

interface Turn {
  readonly began: number;
  /** What each byte was; null for those that stay. */
  readonly was: readonly (string | null)[];
}

interface Slide {
  readonly began: number;
  readonly from: number;
}

/** Bytes of a row that are others than before; null when none is, or the row is no instruction. */
export function changedBytes(before: RowLook, after: RowLook): readonly (string | null)[] | null {
  if (before.kind === 'func' || after.kind === 'func') return null;
  if (before.row.start !== after.row.start || before.cells.length !== after.cells.length) {
    return null;
  }
  const was = after.cells.map(({ hex }, nth) => {
    const old = before.cells[nth]?.hex ?? hex;
    return old === hex ? null : old;
  });
  return was.some((hex) => hex !== null) ? was : null;
}

/** Slow at both ends. */
function eased(share: number): number {
  return share * share * (3 - 2 * share);
}

/** All motion under way; `length` in ms, 0 for none at all. */
export class GridMotion {
  private readonly turns = new Map<number, Turn>();
  private readonly slides = new Map<number, Slide>();
  private readonly length: number;

  constructor(length: number) {
    this.length = length;
  }

  get isStill(): boolean {
    return this.turns.size + this.slides.size === 0;
  }

  /** Rows with bytes in a turn. */
  get rows(): readonly number[] {
    return [...this.turns.keys()];
  }

  stop(): void {
    this.turns.clear();
    this.slides.clear();
  }

  turn(row: number, was: readonly (string | null)[], now: number): void {
    if (this.length > 0) this.turns.set(row, { began: now, was });
  }

  slide(actor: number, from: number, now: number): void {
    if (this.length > 0) this.slides.set(actor, { began: now, from });
  }

  /** Forgets what has arrived; returns the rows that are to be drawn once more. */
  settle(now: number): readonly number[] {
    const over = this.rows.filter((row) => now - (this.turns.get(row)?.began ?? 0) >= this.length);
    for (const row of over) this.turns.delete(row);
    for (const [actor, { began }] of this.slides) {
      if (now - began >= this.length) this.slides.delete(actor);
    }
    return over;
  }

  flip(row: number, nth: number, now: number): Flip | null {
    const turn = this.turns.get(row);
    const was = turn?.was[nth];
    if (!turn || was === null || was === undefined) return null;
    return { was, share: eased(Math.min(1, (now - turn.began) / this.length)) };
  }

  /** Where a tag is on its way. */
  yOf({ actor, y }: MarginTag, now: number): number {
    const slide = this.slides.get(actor);
    if (!slide) return y;
    const share = eased(Math.min(1, (now - slide.began) / this.length));
    return slide.from + (y - slide.from) * share;
  }
}
