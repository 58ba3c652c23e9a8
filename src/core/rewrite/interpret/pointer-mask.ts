// How far `pointer += register` may go: the limits that the mask of an offset is made from, and the path of a CPU
// for which the mask made the offset 0.
// Authority: sanitize_ptr_alu, retrieve_ptr_limit, sanitize_check_bounds and sanitize_err of kernel/bpf/verifier.c,
// Linux 5.9.1, 5.10.35, 5.15.85, 6.1 to 7.1.

import { at } from '../../base/index.ts';
import * as op from '../../bpf/index.ts';
import type { Scalar } from '../scalars/scalar.ts';
import { tnumText } from '../scalars/tnum.ts';
import { checkRegion } from './memory.ts';
import type { Reg } from './reg.ts';
import { needsMask, noteAluState, PROHIBITED } from './speculation.ts';
import type { AluMask, Verifier } from './verifier.ts';

const MAX_BPF_STACK = 512;

/** One `pointer OP= offset` of registers. */
interface Move {
  readonly code: number;
  /** Registers of the insn. */
  readonly dstRegno: number;
  readonly srcRegno: number;
  readonly ptr: Reg;
  readonly scalar: Scalar;
  /** `offset += pointer`. */
  readonly dstIsScalar: boolean;
}

/** A move that is under way: its mask so far, and the way it goes. */
interface MaskWindow {
  readonly mask: AluMask;
  readonly isLeft: boolean;
}

type Reason = 'bounds' | 'type' | 'paths' | 'limit';

function refuseMove(verifier: Verifier, move: Move, reason: Reason): never {
  const { dstRegno, srcRegno, dstIsScalar } = move;
  const verb = (move.code & op.OP_MASK) === op.BPF_ADD ? 'add' : 'sub';
  const isOld = verifier.speculation.offsetLimit === 'object';
  const texts: Record<Reason, string> = {
    bounds: `R${dstIsScalar ? dstRegno : srcRegno} has unknown scalar with mixed signed bounds, ${PROHIBITED}`,
    type: `R${dstIsScalar ? srcRegno : dstRegno} has pointer with unsupported alu operation, ${PROHIBITED}`,
    paths: isOld
      ? `R${dstRegno} tried to ${verb} from different maps or paths`
      : `R${dstRegno} tried to ${verb} from different maps, paths or scalars, ${PROHIBITED}`,
    limit: `R${dstRegno} tried to ${verb} beyond pointer bounds, ${PROHIBITED}`,
  };
  verifier.deny('pointer-arithmetic', texts[reason]);
}

function isMixed(offset: Scalar): boolean {
  return !offset.isConst && offset.smin < 0n !== offset.smax < 0n;
}

function goesLeft(code: number, offset: Scalar): boolean {
  return ((code & op.OP_MASK) === op.BPF_ADD) === offset.smin < 0n;
}

function u32(value: bigint): number {
  return Number(BigInt.asUintN(32, value));
}

/** Up to 5.11: all that lies between the pointer and the edge of the object. Null: nothing is masked. */
function objectLimit(verifier: Verifier, ptr: Reg, isLeft: boolean): number | null {
  const off = BigInt(ptr.off);
  if (ptr.type === 'fp') {
    const place = off + ptr.scalar.bits.value;
    return u32(isLeft ? BigInt(MAX_BPF_STACK) + place : -place);
  }
  if (ptr.type !== 'map_value') return null;
  const size = BigInt(at(verifier.maps, ptr.mapIdx).valueSize);
  return u32(isLeft ? ptr.scalar.umax + off : size - (ptr.scalar.smin + off));
}

/** Since then: where the pointer is, from the object's start (a map value) or its end (the stack). */
function place(verifier: Verifier, ptr: Reg, isLeft: boolean): number | 'type' | 'limit' {
  const off = BigInt(ptr.off);
  let [max, limit] = [0, 0];
  if (ptr.type === 'fp') {
    max = MAX_BPF_STACK + (isLeft ? 1 : 0);
    limit = u32(-(ptr.scalar.bits.value + off));
  } else if (ptr.type === 'map_value') {
    max = at(verifier.maps, ptr.mapIdx).valueSize;
    limit = u32((isLeft ? ptr.scalar.smin : ptr.scalar.umax) + off);
  } else return 'type';
  return limit >= max ? 'limit' : limit;
}

function limitOf(verifier: Verifier, move: Move, ptr: Reg, isLeft: boolean): number | null {
  if (verifier.speculation.offsetLimit === 'object') return objectLimit(verifier, ptr, isLeft);
  const limit = place(verifier, ptr, isLeft);
  return typeof limit === 'number' ? limit : refuseMove(verifier, move, limit);
}

function openWindow(verifier: Verifier, move: Move): MaskWindow | null {
  const { scalar, dstIsScalar, code, ptr } = move;
  const isObject = verifier.speculation.offsetLimit === 'object';
  if (!isObject && isMixed(scalar)) refuseMove(verifier, move, 'bounds');
  const isLeft = goesLeft(code, scalar);
  const limit = limitOf(verifier, move, ptr, isLeft);
  if (limit === null) return null;
  const mask: AluMask = {
    limit,
    isNegative: scalar.smin < 0n,
    isConstant: !isObject && scalar.isConst,
    offset: dstIsScalar ? 'dst' : 'src',
  };
  return { mask, isLeft };
}

/** Follows the CPU that finds the pointer where it was: its offset became 0. `dst` holds the pointer already. */
function followUnmoved(verifier: Verifier, { scalar }: Move): void {
  if (scalar.isConst && !verifier.speculation.followsConstants) return;
  verifier.fork(verifier.insnIdx + 1, true);
}

/** Before the pointer moves. Null where nothing is to be closed. */
export function beforeMove(verifier: Verifier, move: Move): MaskWindow | null {
  const { speculation } = verifier;
  const isOldMap = speculation.offsetLimit === 'object' && move.ptr.type === 'map_value';
  if (verifier.unprivileged && isOldMap && isMixed(move.scalar)) {
    refuseMove(verifier, move, 'bounds');
  }
  if (!needsMask(verifier, move.code)) return null;
  if (verifier.state.speculative) {
    followUnmoved(verifier, move);
    return null;
  }
  const window = openWindow(verifier, move);
  if (window === null) return null;
  if (speculation.offsetLimit === 'object' && !noteAluState(verifier, window.mask)) {
    refuseMove(verifier, move, 'paths');
  }
  if (speculation.comparesWhole && !window.mask.isConstant) verifier.hasMasks = true;
  followUnmoved(verifier, move);
  return speculation.offsetLimit === 'object' ? null : window;
}

/** After it: the limit is how far the pointer was seen to go. `dst` is the moved pointer. */
export function afterMove(verifier: Verifier, move: Move, dst: Reg, window: MaskWindow): void {
  let { isLeft } = window;
  if (verifier.speculation.turnsDirection && move.dstIsScalar) {
    if (isMixed(dst.scalar)) refuseMove(verifier, move, 'bounds');
    isLeft = goesLeft(move.code, dst.scalar);
  }
  const end = limitOf(verifier, move, dst, isLeft) ?? 0;
  const limit = Math.abs((window.mask.limit - end) | 0);
  if (!noteAluState(verifier, { ...window.mask, limit })) refuseMove(verifier, move, 'paths');
}

function checkStackPlace(verifier: Verifier, dstRegno: number, { scalar, off: fixed }: Reg): void {
  const isOld = verifier.speculation.stackWords === 'access';
  const off = Number(BigInt.asIntN(32, scalar.bits.value)) + fixed;
  if (!scalar.isConst) {
    const bits = tnumText(scalar.bits);
    const message = isOld
      ? `variable stack access var_off=${bits} off=${off} size=1`
      : `R${dstRegno} variable stack access prohibited for !root, var_off=${bits} off=${off}`;
    verifier.deny('pointer-arithmetic', message);
  }
  if (off < 0 && off >= -MAX_BPF_STACK) return;
  const message = isOld
    ? `invalid stack off=${off} size=1`
    : `R${dstRegno} stack pointer arithmetic goes out of range, prohibited for !root; off=${off}`;
  verifier.deny('pointer-arithmetic', message);
}

/** A pointer must stay inside of its object at every step, for a CPU may go on from there. */
export function checkMoved(verifier: Verifier, dstRegno: number): void {
  if (!verifier.speculates) return;
  const dst = verifier.reg(dstRegno);
  if (dst.type === 'fp') checkStackPlace(verifier, dstRegno, dst);
  if (dst.type !== 'map_value') return;
  const size = at(verifier.maps, dst.mapIdx).valueSize;
  const access = { regno: dstRegno, off: 0, size: 1, write: false, valueRegno: -1 };
  checkRegion(verifier, access, { what: 'map value, value_size', size });
}
