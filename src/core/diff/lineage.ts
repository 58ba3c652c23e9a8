// What became of the x86 insns of one group on the way from one build to another, property by property. Whatever
// changes an insn on that way is a reason for what differs at its end, and nothing else is.

import { at } from '../base/index.ts';
import type { Unit } from './anchored.ts';
import { pairUp } from './pair-up.ts';

/** Follows from lengths: an insn that says how far it is to another. */
export const DISTANCE = 'distance';
/** The same, to something outside of the image. */
export const PLACE = 'place';
/** A jump that is short on one side and near on the other. */
export const FORM = 'form';

interface Item {
  readonly unit: Unit;
  /** Which insn of the first build it began as; null: it came on the way. */
  readonly origin: number | null;
  readonly reasons: ReadonlySet<string>;
}

/** One insn of both ends, or of one. */
export interface LineageRow {
  readonly a: Unit | null;
  readonly b: Unit | null;
  readonly reasons: ReadonlySet<string>;
}

const SAME = 100;
const SAME_OP = 10;

function likeness(a: Unit, b: Unit): number {
  if (a.shape === b.shape) return SAME;
  return a.op === b.op ? SAME_OP : 0;
}

function isSameBytes(a: Unit, b: Unit): boolean {
  return a.bytes.length === b.bytes.length && a.bytes.every((byte, idx) => byte === b.bytes[idx]);
}

const and = (known: ReadonlySet<string>, more: Iterable<string>): ReadonlySet<string> =>
  new Set([...known, ...more]);

/** Why `b` is not `a`, if what the step changed is known as `causes`. */
function changeOf(a: Unit, b: Unit, causes: readonly string[]): readonly string[] {
  if (isSameBytes(a, b)) return [];
  const distance = b.leads === 'inside' ? DISTANCE : PLACE;
  if (a.shape === b.shape) return [distance];
  const isForm = a.op === b.op && a.leads === 'inside' && b.leads === 'inside';
  return isForm && !causes.includes('shortJumpMax') ? [FORM] : causes;
}

export class Lineage {
  private items: Item[];
  private readonly first: readonly Unit[];
  private readonly gone = new Map<number, ReadonlySet<string>>();

  constructor(units: readonly Unit[]) {
    this.first = units;
    this.items = units.map((unit, origin) => ({ unit, origin, reasons: new Set() }));
  }

  /** The group as it is after another step, which changed `causes`. */
  follow(units: readonly Unit[], causes: readonly string[]): void {
    const old = this.items;
    const next: Item[] = [];
    const isEqual = (a: Unit, b: Unit): boolean => a.shape === b.shape;
    const before = old.map(({ unit }) => unit);
    for (const [i, j] of pairUp(before, units, likeness, isEqual)) {
      const from = i === null ? null : at(old, i);
      if (j === null) {
        if (typeof from?.origin === 'number') this.gone.set(from.origin, and(from.reasons, causes));
        continue;
      }
      const unit = at(units, j);
      if (from === null) next.push({ unit, origin: null, reasons: new Set(causes) });
      else {
        const reasons = and(from.reasons, changeOf(from.unit, unit, causes));
        next.push({ unit, origin: from.origin, reasons });
      }
    }
    this.items = next;
  }

  /** Both ends beside each other. */
  rows(): LineageRow[] {
    const rows: LineageRow[] = [];
    let left: LineageRow[] = [];
    let right: LineageRow[] = [];
    const flush = (): void => {
      rows.push(...rejoined(left, right));
      left = [];
      right = [];
    };
    let nextOrigin = 0;
    const leave = (until: number): void => {
      for (; nextOrigin < until; nextOrigin++) {
        const reasons = this.gone.get(nextOrigin) ?? new Set();
        left.push({ a: at(this.first, nextOrigin), b: null, reasons });
      }
    };
    for (const { unit, origin, reasons } of this.items) {
      if (origin === null) {
        right.push({ a: null, b: unit, reasons });
        continue;
      }
      leave(origin);
      flush();
      rows.push(settled({ a: at(this.first, origin), b: unit, reasons }));
      nextOrigin = origin + 1;
    }
    leave(this.first.length);
    flush();
    return rows;
  }
}

/** An insn that went and one that came in its place are one row, if they do the same. */
function rejoined(left: readonly LineageRow[], right: readonly LineageRow[]): LineageRow[] {
  const like = (x: LineageRow, y: LineageRow): number => (x.a && y.b ? likeness(x.a, y.b) : 0);
  const same = (x: LineageRow, y: LineageRow): boolean => like(x, y) === SAME;
  return pairUp(left, right, like, same).map(([i, j]) => {
    const [from, to] = [i === null ? null : at(left, i), j === null ? null : at(right, j)];
    const reasons = and(from?.reasons ?? new Set(), to?.reasons ?? []);
    return settled({ a: from?.a ?? null, b: to?.b ?? null, reasons });
  });
}

/** Reasons for what differs in the end: what was changed and changed back is none. */
function settled({ a, b, reasons }: LineageRow): LineageRow {
  if (!a || !b) return { a, b, reasons };
  if (isSameBytes(a, b)) return { a, b, reasons: new Set() };
  if (a.shape === b.shape)
    return { a, b, reasons: new Set([b.leads === 'inside' ? DISTANCE : PLACE]) };
  const others = [...reasons].filter((reason) => reason !== DISTANCE && reason !== PLACE);
  return { a, b, reasons: others.length > 0 ? new Set(others) : reasons };
}
