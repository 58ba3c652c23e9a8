// The passes of one program in their order: what each of them did, as counts and as a filter.

import type { ProgResult } from '../../core/pipeline/index.ts';
import type { RemovedInsn, Rewriting } from '../../core/rewrite/index.ts';
import { isHighHalf } from './source-insns.ts';

export interface PassKind {
  readonly rewriting: Rewriting;
  readonly count: number;
}

/** One function of the kernel. */
export interface PassEntry {
  readonly name: string;
  /** Bits of its kinds in the marks of the program. */
  readonly mask: number;
  /** Insns that it put in, changed or removed. */
  readonly count: number;
  /** Kinds that it used here. */
  readonly kinds: readonly PassKind[];
}

/** Marks of everything that there is to count: rewritten insns, and those that are gone. */
function allMarks({ xlated, insns }: ProgResult): number[] {
  if (xlated === null) return [];
  const { marks, removed } = xlated.provenance;
  const found: number[] = [];
  marks.forEach((each, slot) => {
    if (each !== 0 && !isHighHalf(xlated.insns, slot)) found.push(each);
  });
  for (const { insnIdx, marks: each } of removed) {
    if (!isHighHalf(insns, insnIdx)) found.push(each);
  }
  return found;
}

/** The passes that a kernel has, in their order, those that found nothing to do included. */
export function passesOf(prog: ProgResult): readonly PassEntry[] {
  const rewritings = prog.xlated?.provenance.rewritings ?? [];
  const marks = allMarks(prog);
  const names = new Set(rewritings.filter(({ inKernel }) => inKernel).map(({ pass }) => pass));
  return [...names].map((name) => {
    let mask = 0;
    const kinds: PassKind[] = [];
    rewritings.forEach((rewriting, k) => {
      if (rewriting.pass !== name) return;
      mask |= 1 << k;
      const count = marks.filter((each) => (each & (1 << k)) !== 0).length;
      if (count > 0) kinds.push({ rewriting, count });
    });
    const count = marks.filter((each) => (each & mask) !== 0).length;
    return { name, mask, count, kinds };
  });
}

/** Kinds that a slot has marks of, in the order of the passes. */
export function kindsOf(prog: ProgResult, marks: number): readonly Rewriting[] {
  const rewritings = prog.xlated?.provenance.rewritings ?? [];
  return marks === 0 ? [] : rewritings.filter((_, k) => (marks & (1 << k)) !== 0);
}

const removedOf = new WeakMap<ProgResult, ReadonlyMap<number, RemovedInsn>>();

/** What is known of a source insn that is gone; undefined for one that is still there. */
export function removedAt(prog: ProgResult, source: number): RemovedInsn | undefined {
  const found =
    removedOf.get(prog) ??
    new Map((prog.xlated?.provenance.removed ?? []).map((each) => [each.insnIdx, each]));
  removedOf.set(prog, found);
  return found.get(source);
}

/** The source insns that passes with these bits touched. */
export function touchedBy(prog: ProgResult, mask: number): (source: number) => boolean {
  const touched = new Set<number>();
  const { xlated } = prog;
  xlated?.provenance.marks.forEach((marks, slot) => {
    if ((marks & mask) !== 0) touched.add(xlated.origin[slot] ?? -1);
  });
  for (const { insnIdx, marks } of xlated?.provenance.removed ?? []) {
    if ((marks & mask) !== 0) touched.add(insnIdx);
  }
  return (source) => touched.has(source);
}

/** Every kind but offsets that follow: a jump that goes where it went has not changed. */
export function changeMask(prog: ProgResult): number {
  const rewritings = prog.xlated?.provenance.rewritings ?? [];
  return rewritings.reduce(
    (mask, { kind }, k) => (kind === 'jump-offset' ? mask : mask | (1 << k)),
    0,
  );
}
