// What the verifier knows of one register or one spilled register.
// Authority: struct bpf_reg_state of Linux 6.1.
// Not modelled: references, locks, dynptrs, timers, memory behind helpers' returned pointers other than maps.

import type { InsnIdx } from '../../base/index.ts';
import { type Scalar, scalarConst, UNKNOWN, ZERO } from '../scalars/scalar.ts';

export type RegType =
  | 'not_init'
  | 'scalar'
  | 'ctx'
  | 'map_ptr'
  | 'map_value'
  | 'map_value_or_null'
  | 'fp'
  | 'pkt'
  | 'pkt_meta'
  | 'pkt_end'
  | 'btf';

/** As the log prints them (`reg_type_str`). */
export const TYPE_TEXT: Readonly<Record<RegType, string>> = {
  not_init: '?',
  scalar: 'scalar',
  ctx: 'ctx',
  map_ptr: 'map_ptr',
  map_value: 'map_value',
  map_value_or_null: 'map_value_or_null',
  fp: 'fp',
  pkt: 'pkt',
  pkt_meta: 'pkt_meta',
  pkt_end: 'pkt_end',
  btf: 'ptr_',
};

/** Liveness marks (`enum bpf_reg_liveness`). */
export const READ32 = 1;
export const READ64 = 2;
export const READ = READ32 | READ64;
export const WRITTEN = 4;

/** `range` of a packet pointer that a comparison proved to be at, or beyond, the end. */
export const AT_PKT_END = -1;
export const BEYOND_PKT_END = -2;

/** The whole register was written: nothing hinges on the zero extension of a 32-bit write. */
export const NOT_SUBREG = 0;

export class Reg {
  type: RegType = 'not_init';
  /** A number; for a pointer the variable part of its offset. */
  scalar: Scalar = ZERO;
  /** Fixed part of a pointer's offset; of a number, what was added since it was linked. */
  off = 0;
  /** Registers with the same id (not 0) hold the same value, or came from the same pointer. */
  id = 0;
  /** Of a linked number: `off` was added to it, in so many bits (BPF_ADD_CONST). */
  sum: 0 | 32 | 64 = 0;
  /** Bytes behind a packet pointer that are known to lie in the packet. */
  range = 0;
  mapIdx = -1;
  /** Frame that a stack pointer points into. */
  frameno = 0;
  /** Its value decides something, so that pruning must compare it. Set in checkpoints only. */
  precise = false;
  live = 0;
  /** The same register at the checkpoint before. */
  parent: Reg | null = null;
  /** Slot + 1 of the 32-bit write that made it, or NOT_SUBREG. */
  subregDef = NOT_SUBREG;
  /** Slot that last wrote it, or -1; kept for explanations only. */
  writer: InsnIdx = -1;

  /** Takes the value of `from`, but keeps its own place in the chain of checkpoints. */
  assign(from: Reg): void {
    this.type = from.type;
    this.scalar = from.scalar;
    this.off = from.off;
    this.id = from.id;
    this.sum = from.sum;
    this.range = from.range;
    this.mapIdx = from.mapIdx;
    this.frameno = from.frameno;
    this.precise = from.precise;
    this.subregDef = from.subregDef;
    this.writer = from.writer;
  }

  clone(): Reg {
    const copy = new Reg();
    copy.assign(this);
    copy.live = this.live;
    copy.parent = this.parent;
    return copy;
  }

  markNotInit(): void {
    this.become('not_init', ZERO);
  }

  markUnknown(): void {
    this.become('scalar', UNKNOWN);
  }

  markConst(value: bigint): void {
    this.become('scalar', scalarConst(value));
  }

  markScalar(scalar: Scalar): void {
    this.become('scalar', scalar);
  }

  /** A pointer with offset 0. */
  markPointer(type: RegType): void {
    this.become(type, ZERO);
  }

  private become(type: RegType, scalar: Scalar): void {
    this.type = type;
    this.scalar = scalar;
    this.off = 0;
    this.id = 0;
    this.sum = 0;
    this.range = 0;
    this.mapIdx = -1;
    this.frameno = 0;
    this.precise = false;
  }
}

export function isPointer(reg: Reg): boolean {
  return reg.type !== 'scalar' && reg.type !== 'not_init';
}

export function isPktPointer(reg: Reg): boolean {
  return reg.type === 'pkt' || reg.type === 'pkt_meta';
}

export function isConstScalar(reg: Reg): boolean {
  return reg.type === 'scalar' && reg.scalar.isConst;
}

export function isZero(reg: Reg): boolean {
  return isConstScalar(reg) && reg.scalar.bits.value === 0n;
}

/** Same in everything but place and liveness (what `memcmp` up to `parent` says). */
export function sameReg(a: Reg, b: Reg): boolean {
  return (
    a.type === b.type &&
    a.off === b.off &&
    a.id === b.id &&
    a.sum === b.sum &&
    a.range === b.range &&
    a.mapIdx === b.mapIdx &&
    a.frameno === b.frameno &&
    a.scalar.equals(b.scalar)
  );
}
