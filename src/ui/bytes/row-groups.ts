// Where runs of rows begin: a run is one BPF insn, or one part of the image.

import type { Part } from '../../core/jit/index.ts';
import { PART_ORDER } from '../shared/parts.ts';
import type { GridRow } from './byte-rows.ts';

type InsnRow = Extract<GridRow, { kind: 'insn' }>;

export function partOf({ image, insn }: InsnRow): Part {
  return PART_ORDER[image.insns.part[insn] ?? 1] ?? 'body';
}

/** True on the first row of a BPF insn (or of the prologue). */
export function startsGroup({ image, insn }: InsnRow): boolean {
  return insn === 0 || image.insns.insnIdx[insn] !== image.insns.insnIdx[insn - 1];
}
