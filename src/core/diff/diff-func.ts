// One function of both sides: groups in one order, rows in them, and why they differ.

import { at } from '../base/index.ts';
import type { AnchoredFunc, AnchoredGroup, Unit } from './anchored.ts';
import type { LineageRow } from './lineage.ts';
import { pairUp } from './pair-up.ts';
import type { ProgLineage } from './prog-lineage.ts';
import { ABSENT, type GroupFacts, isSameInsn, type Reasons } from './reasons.ts';
import type { DiffCell, DiffFunc, DiffGroup, DiffRow, FuncPlace, GroupSource } from './types.ts';

export interface FuncPair {
  readonly a: AnchoredFunc | null;
  readonly b: AnchoredFunc | null;
}

interface PlacedKey {
  readonly key: string;
  readonly isMoved: boolean;
}

/** Keys of both sides in one order; what changed places stands where the second side has it. */
function orderOf(a: readonly string[], b: readonly string[]): PlacedKey[] {
  const isEqual = (x: string, y: string): boolean => x === y;
  const [inA, inB] = [new Set(a), new Set(b)];
  return pairUp(a, b, (x, y) => (x === y ? 1 : 0), isEqual).flatMap(([i, j]): PlacedKey[] => {
    if (j !== null) return [{ key: at(b, j), isMoved: i === null && inA.has(at(b, j)) }];
    const key = at(a, i ?? 0);
    return inB.has(key) ? [] : [{ key, isMoved: false }];
  });
}

function placeOf(func: AnchoredFunc | null, progIdx: number | null): FuncPlace | null {
  if (!func || progIdx === null) return null;
  return { progIdx, funcIdx: func.image.funcIdx, length: func.image.bytes.length };
}

/** Offsets of bytes that differ: at the same place if both are equally long, else by field from either end. */
function differing(own: Unit, other: Unit | null): number[] {
  const all = [...own.bytes.keys()];
  if (!other) return all;
  if (own.bytes.length === other.bytes.length) {
    return all.filter((idx) => own.bytes[idx] !== other.bytes[idx]);
  }
  const most = Math.min(own.bytes.length, other.bytes.length);
  let head = 0;
  while (head < most && own.bytes[head] === other.bytes[head]) head++;
  let tail = 0;
  while (tail < most - head && own.bytes.at(-1 - tail) === other.bytes.at(-1 - tail)) tail++;
  return all.slice(head, own.bytes.length - tail);
}

function cellOf(own: Unit | null, other: Unit | null): DiffCell | null {
  return own && { start: own.start, end: own.end, differing: differing(own, other) };
}

interface Sides {
  readonly progs: { readonly a: number | null; readonly b: number | null };
  readonly pair: FuncPair;
  readonly reasons: Reasons;
}

function sourceOf(func: AnchoredFunc | null, group: AnchoredGroup | undefined): GroupSource | null {
  if (!func || !group) return null;
  const { sourceIdx } = group;
  return { sourceIdx, slots: sourceIdx === null ? [] : (func.slots.get(sourceIdx) ?? []) };
}

class GroupMaker {
  private readonly sides: Sides;
  private readonly lineage: ProgLineage;

  constructor(sides: Sides, lineage: ProgLineage) {
    this.sides = sides;
    this.lineage = lineage;
  }

  make({ key, isMoved }: PlacedKey): DiffGroup {
    const { a, b } = this.sides.pair;
    const [left, right] = [a?.groups.get(key), b?.groups.get(key)];
    const piece = (right ?? left)?.piece ?? 'body';
    const lines = this.linesOf(key, left, right);
    const [from, to] = [sourceOf(a, left), sourceOf(b, right)];
    const insns = this.sides.reasons.insnsOf(this.sides.progs, [from, to]);
    const facts = { ...this.factsOf({ lines, left, right }), insns };
    const rows = lines.map((row) => this.rowOf(row));
    const keys = new Set(lines.flatMap(({ reasons }) => [...reasons]));
    if (isMoved) keys.add(this.sides.reasons.movedBy());
    const why = [...keys].map((reason) => ({
      reason: this.sides.reasons.idx(reason),
      sentence: this.sides.reasons.sentence(reason, facts),
    }));
    return {
      piece,
      a: from,
      b: to,
      rows,
      differs: why.length > 0,
      isMoved,
      isRewritten: from !== null && to !== null && isRewritten(insns),
      why: why.sort((x, y) => x.reason - y.reason),
    };
  }

  /** A function that is on one side only has no way from one to the other to look at. */
  private linesOf(key: string, left?: AnchoredGroup, right?: AnchoredGroup): readonly LineageRow[] {
    const { a, b } = this.sides.pair;
    if (a && b) return this.lineage.rowsOf(a, key);
    const reasons = new Set([ABSENT]);
    return [
      ...(left?.units ?? []).map((unit) => ({ a: unit, b: null, reasons })),
      ...(right?.units ?? []).map((unit) => ({ a: null, b: unit, reasons })),
    ];
  }

  private rowOf({ a, b, reasons }: LineageRow): DiffRow {
    const numbers = [...reasons].map((reason) => this.sides.reasons.idx(reason));
    return { a: cellOf(a, b), b: cellOf(b, a), reasons: numbers.sort((x, y) => x - y) };
  }

  private factsOf({
    lines,
    left,
    right,
  }: {
    readonly lines: readonly LineageRow[];
    readonly left: AnchoredGroup | undefined;
    readonly right: AnchoredGroup | undefined;
  }): Omit<GroupFacts, 'insns'> {
    const { a, b } = this.sides.pair;
    const group = right ?? left;
    const frames = [a?.image.frame ?? null, b?.image.frame ?? null] as const;
    const isReachable = frames.some((frame) => frame?.tailCallReachable === true);
    const isMain = (b ?? a)?.isMain ?? true;
    const has = (func: AnchoredFunc | null, own?: AnchoredGroup): boolean =>
      own?.sourceIdx === null || (own !== undefined && func !== null);
    return {
      place: { piece: group?.piece ?? 'body', isMain, isReachable },
      rows: lines,
      frames,
      progs: this.sides.progs,
      has: [has(a, left), has(b, right)],
      forms: this.sides.reasons.formsOf(this.sides.progs, [left, right]),
    };
  }
}

function isRewritten([left, right]: GroupFacts['insns']): boolean {
  return left.length !== right.length || left.some((insn, idx) => !isSameInsn(insn, right[idx]));
}

export function diffFunc(
  pair: FuncPair,
  progs: Sides['progs'],
  lineage: ProgLineage,
  reasons: Reasons,
): DiffFunc {
  const maker = new GroupMaker({ pair, progs, reasons }, lineage);
  const keys = (func: AnchoredFunc | null): string[] => [...(func?.groups.keys() ?? [])];
  const func = pair.b ?? pair.a;
  return {
    name: func?.image.name ?? '',
    prog: reasons.progName(progs),
    a: placeOf(pair.a, progs.a),
    b: placeOf(pair.b, progs.b),
    groups: orderOf(keys(pair.a), keys(pair.b)).map((key) => maker.make(key)),
  };
}
