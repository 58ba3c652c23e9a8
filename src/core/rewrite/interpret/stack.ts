// Loads from and stores to the BPF stack, byte by byte.
// Authority: check_stack_access_within_bounds, check_stack_read_*, check_stack_write_*,
// check_stack_range_initialized and save_register_state of Linux 6.1. With CAP_PERFMON, bytes that were
// never written read as unknown numbers: stable 6.1 took that over in 2024.

import { at } from '../../base/index.ts';
import { BPF_REG_FP, BPF_ST, CLASS_MASK } from '../../bpf/index.ts';
import { notModelled } from '../refused.ts';
import { isUnbounded } from '../scalars/scalar.ts';
import { tnumText } from '../scalars/tnum.ts';
import { linkForMove } from './links.ts';
import { markRead } from './liveness.ts';
import { markPrecise } from './precision.ts';
import { isPointer, isZero, READ64, Reg, WRITTEN } from './reg.ts';
import {
  type Frame,
  REG_SIZE,
  SLOT_INVALID,
  SLOT_MISC,
  SLOT_SPILL,
  SLOT_ZERO,
  type StackSlot,
} from './state.ts';
import type { Verifier } from './verifier.ts';

/** BPF_MAX_VAR_OFF: offsets beyond it are never believed. */
export const MAX_VAR_OFF = 1n << 29n;
const MAX_BPF_STACK = 512;

/** A stretch of stack that an insn or a helper touches. */
interface StackAccess {
  readonly ptr: Reg;
  readonly regno: number;
  /** Offset from fp without the variable part. */
  readonly off: number;
  readonly size: number;
  readonly how: 'read' | 'write' | 'helper';
}

const HOW_TEXT = { read: ' read from', write: ' write to', helper: ' indirect access to' } as const;

/** The frame that a stack pointer points into. */
export function frameOf(verifier: Verifier, ptr: Reg): Frame {
  return at(verifier.state.frames, ptr.frameno);
}

/** First and last byte that may be touched; refuses what leaves the 512 bytes. */
export function stackBounds(verifier: Verifier, access: StackAccess): { min: number; max: number } {
  const { ptr, regno, off, size } = access;
  const how = HOW_TEXT[access.how];
  const { scalar } = ptr;
  const tooWide = scalar.smax >= MAX_VAR_OFF || scalar.smin <= -MAX_VAR_OFF;
  if (!scalar.isConst && tooWide) {
    verifier.deny('stack-bounds', `invalid unbounded variable-offset${how} stack R${regno}`);
  }
  const min = off + Number(scalar.isConst ? scalar.constant : scalar.smin);
  const end = off + Number(scalar.isConst ? scalar.constant : scalar.smax) + size;
  const last = size > 0 ? end - 1 : end;
  if (min < -MAX_BPF_STACK || last > -1) {
    const text = scalar.isConst
      ? `invalid${how} stack R${regno} off=${min} size=${size}`
      : `invalid variable-offset${how} stack R${regno} var_off=${tnumText(scalar.bits)} size=${size}`;
    verifier.deny('stack-bounds', text);
  }
  const frame = frameOf(verifier, ptr);
  frame.grow(min);
  verifier.useStack(frame, min);
  return { min, max: last };
}

function byteAt(off: number): { spi: number; byte: number } {
  const place = -off - 1;
  return { spi: place >> 3, byte: place & 7 };
}

function spilledBytes(slot: StackSlot): number {
  let count = 0;
  while (count < REG_SIZE && slot.kind(REG_SIZE - 1 - count) === SLOT_SPILL) count++;
  return count;
}

/** What plain bytes are worth when loaded: zero if all were stored as zero. */
function loadBytes(frame: Frame, range: { min: number; max: number }, dst: Reg): void {
  let zeros = 0;
  for (let off = range.min; off <= range.max; off++) {
    const { spi, byte } = byteAt(off);
    if (frame.slot(spi).kind(byte) === SLOT_ZERO) zeros++;
  }
  if (zeros === range.max - range.min + 1) dst.markConst(0n);
  else dst.markUnknown();
}

/** A part of a spilled number, or that and other bytes: only zero stays what it is (6.8 on). */
function loadMixed(slot: StackSlot, range: { min: number; max: number }, dst: Reg): void {
  let [spilled, zeros] = [0, 0];
  for (let off = range.min; off <= range.max; off++) {
    const kind = slot.kind(byteAt(off).byte);
    if (kind === SLOT_SPILL) spilled++;
    if (kind === SLOT_ZERO) zeros++;
  }
  const size = range.max - range.min + 1;
  if (zeros === size || (spilled === size && isZero(slot.reg))) dst.markConst(0n);
  else dst.markUnknown();
}

function loadSpilled(
  verifier: Verifier,
  slot: StackSlot,
  access: StackAccess,
  dst: Reg | null,
): void {
  const { size } = access;
  const spilled = spilledBytes(slot);
  const whole = size === REG_SIZE && spilled === REG_SIZE;
  if (!whole && slot.reg.type !== 'scalar') {
    verifier.deny('stack-fill', 'invalid size of register fill');
  }
  if (dst === null) return;
  const { subregDef, writer } = dst;
  const place = access.off + Number(access.ptr.scalar.constant);
  const { spillsAll } = verifier.rules;
  const fits = spillsAll ? size <= spilled : size === spilled;
  if (whole || (fits && place % REG_SIZE === 0)) {
    dst.assign(slot.reg);
    // A part of a number is no copy of it.
    if (spillsAll && slot.reg.scalar.umax >> BigInt(8 * size) !== 0n) dst.id = 0;
  } else if (spillsAll) loadMixed(slot, { min: place, max: place + size - 1 }, dst);
  else dst.markUnknown();
  dst.precise = false;
  if (!whole) dst.subregDef = subregDef;
  if (dst.writer < 0) dst.writer = writer;
  dst.live |= WRITTEN;
}

/** Where nothing is masked a pointer may have such an offset; what may be read through it is not known here. */
function noVariableOffset({ unprivileged, insnIdx }: Verifier): void {
  if (unprivileged) notModelled('a variable stack offset of an unprivileged program', insnIdx);
}

function denyPartOfPointer(
  verifier: Verifier,
  slot: StackSlot,
  access: StackAccess,
  dst: Reg | null,
): void {
  if (!verifier.unprivileged || dst !== null || !isPointer(slot.reg)) return;
  verifier.deny('leak', `leaking pointer from stack off ${access.off}`);
}

/** Bytes that are read: `size` of them from `off` below r10 on. */
interface ReadBytes {
  readonly regno: number;
  readonly off: number;
  readonly size: number;
  readonly isHelper: boolean;
}

/** Without CAP_PERFMON only bytes that were written, and are no pointer's, may be read. */
export function checkInitialised(verifier: Verifier, read: ReadBytes, frame: Frame): void {
  if (!verifier.unprivileged) return;
  const { regno, off, size, isHelper } = read;
  for (let k = 0; k < size; k++) {
    const { spi, byte } = byteAt(off + k);
    const kind = frame.slot(spi).kind(byte);
    if (kind === SLOT_MISC || kind === SLOT_ZERO) continue;
    const isOld = verifier.speculation.stackWords === 'access';
    const how = isHelper
      ? `indirect read from stack${isOld ? '' : ` R${regno}`}`
      : 'read from stack';
    verifier.deny('stack-uninitialised', `invalid ${how} off ${off}+${k} size ${size}`);
  }
}

/** Loads from the stack into `dst`, whose write has been checked; null if the value is not kept. */
export function loadStack(verifier: Verifier, access: StackAccess, dst: Reg | null): void {
  const range = stackBounds(verifier, access);
  const frame = frameOf(verifier, access.ptr);
  if (!access.ptr.scalar.isConst) {
    noVariableOffset(verifier);
    readRange(frame, range, false);
    if (dst !== null) loadBytes(frame, range, dst);
    return;
  }
  const slot = frame.slot(byteAt(range.min).spi);
  if (slot.isSpilled) denyPartOfPointer(verifier, slot, access, dst);
  else checkInitialised(verifier, { ...access, off: range.min, isHelper: false }, frame);
  if (slot.isSpilled) loadSpilled(verifier, slot, access, dst);
  else if (dst !== null) loadBytes(frame, range, dst);
  markRead(slot.reg, READ64);
}

/** Something reads these bytes at once: a helper (which may also write), a load at a variable offset. */
export function readRange(
  frame: Frame,
  range: { min: number; max: number },
  clobber: boolean,
): void {
  for (let off = range.min; off <= range.max; off++) {
    const { spi, byte } = byteAt(off);
    const slot = frame.slot(spi);
    if (clobber && slot.isSpilled) {
      slot.scrub();
      slot.reg.markUnknown();
    } else if (clobber) slot.setKind(byte, SLOT_MISC);
    markRead(slot.reg, READ64);
  }
}

/** A helper fills these bytes. */
export function fillRange(
  verifier: Verifier,
  frame: Frame,
  range: { min: number; max: number },
): void {
  if (verifier.speculates && verifier.speculation.fencesFaults) {
    notModelled('a helper that fills the stack, in an unprivileged program,', verifier.insnIdx);
  }
  for (let off = range.min; off <= range.max; off++) {
    denyPartOfSpill(verifier, frame.slot(byteAt(off).spi), 1);
    storeBytes(verifier, frame, off, 1, false);
  }
}

function spill(slot: StackSlot, value: Reg, size: number): void {
  slot.reg.assign(value);
  if (size === REG_SIZE) slot.reg.live |= WRITTEN;
  const first = REG_SIZE - size;
  for (let byte = 0; byte < REG_SIZE; byte++) {
    if (byte >= first) slot.setKind(byte, SLOT_SPILL);
    else if (slot.kind(byte) === SLOT_SPILL) slot.setKind(byte, SLOT_MISC);
  }
  if (size < REG_SIZE && value.scalar.umax >> BigInt(8 * size) !== 0n) slot.reg.id = 0;
}

function storeBytes(
  verifier: Verifier,
  frame: Frame,
  off: number,
  size: number,
  zero: boolean,
): void {
  const { spi } = byteAt(off);
  const slot = frame.slot(spi);
  slot.scrub();
  slot.reg.markNotInit();
  if (size === REG_SIZE) slot.reg.live |= WRITTEN;
  for (let k = 0; k < size; k++) {
    slot.setKind(byteAt(off + k).byte, zero ? SLOT_ZERO : SLOT_MISC);
  }
  verifier.useStack(frame, off);
}

function denyPartOfSpill(verifier: Verifier, slot: StackSlot, size: number): void {
  if (!verifier.unprivileged || !slot.isSpilled || size === REG_SIZE) return;
  verifier.deny('stack-spill', 'attempt to corrupt spilled pointer on stack');
}

/** Whether a load that overtakes the store would find what it must not: another pointer, or what nobody wrote. */
function isOvertaken(verifier: Verifier, slot: StackSlot, size: number, isPtr: boolean): boolean {
  const { storeGuard, guardsOverPointers } = verifier.speculation;
  const kinds = Array.from({ length: REG_SIZE }, (_, byte) => slot.kind(byte));
  if (storeGuard === 'zero-before') return isPtr && kinds.includes(SLOT_MISC);
  if (isPtr) return true;
  // The kernel looks at the first bytes of the slot, wherever in it the store goes.
  const looked = kinds.slice(0, size);
  if (!guardsOverPointers) return looked.includes(SLOT_INVALID);
  return looked.some((kind) => kind !== SLOT_MISC && kind !== SLOT_ZERO);
}

/** Notes a store that needs a guard against speculative store bypass. */
function guardStore(
  verifier: Verifier,
  slot: StackSlot,
  { off, size }: { readonly off: number; readonly size: number },
  isPtr: boolean,
): void {
  if (!verifier.speculates || !isOvertaken(verifier, slot, size, isPtr)) return;
  const { guardedStores } = verifier.facts;
  const slotOff = -(byteAt(off).spi + 1) * REG_SIZE;
  const before = guardedStores.get(verifier.insnIdx);
  const movesGuard = verifier.speculation.storeGuard === 'zero-before';
  if (movesGuard && before !== undefined && before !== slotOff) {
    const where = `fp${before} and fp${slotOff}`;
    const message = `insn ${verifier.insnIdx} cannot access two stack slots ${where}`;
    verifier.reject('stack-spill', message);
  }
  guardedStores.set(verifier.insnIdx, slotOff);
}

function storeFixed(
  verifier: Verifier,
  access: StackAccess,
  off: number,
  valueRegno: number,
): void {
  const { size } = access;
  const frame = frameOf(verifier, access.ptr);
  const insn = verifier.insn(verifier.insnIdx);
  const slot = frame.slot(byteAt(off).spi);
  const value = valueRegno < 0 ? null : verifier.reg(valueRegno);
  denyPartOfSpill(verifier, slot, size);
  guardStore(verifier, slot, { off, size }, value !== null && isPointer(value));
  if (value !== null && isPointer(value)) {
    if (size !== REG_SIZE) verifier.deny('stack-spill', 'invalid size of register spill');
    if (frame !== verifier.frame && value.type === 'fp') {
      verifier.reject(
        'stack-spill',
        'cannot spill pointers to stack into stack frame of the caller',
      );
    }
    spill(slot, value, size);
    return;
  }
  if (value !== null && keepsNumber(verifier, value) && off % REG_SIZE === 0) {
    // The backward walk only understands stores that name fp themselves.
    if (insn.dst !== BPF_REG_FP) markPrecise(verifier, valueRegno);
    if (verifier.rules.spillsAll && value.scalar.umax >> BigInt(8 * size) === 0n) {
      linkForMove(verifier, value);
    }
    spill(slot, value, size);
    return;
  }
  if (
    !verifier.unprivileged &&
    verifier.rules.storesImm &&
    value === null &&
    off % REG_SIZE === 0
  ) {
    const isKept = insn.imm !== 0 || verifier.rules.spillsAll;
    if (isKept && (insn.code & CLASS_MASK) === BPF_ST) {
      spill(slot, immReg(insn.imm), size);
      return;
    }
  }
  const zero = value !== null ? isZero(value) : isStoreImm0(insn);
  if (zero && value !== null) markPrecise(verifier, valueRegno);
  storeBytes(verifier, frame, off, size, zero);
}

/** Whether a number is kept as it is, or as bytes of no particular value. */
function keepsNumber({ rules, unprivileged }: Verifier, { scalar }: Reg): boolean {
  if (unprivileged) return false;
  return rules.spillsAll || (!isUnbounded(scalar) && !(scalar.isConst && scalar.constant === 0n));
}

function immReg(imm: number): Reg {
  const reg = new Reg();
  reg.markConst(BigInt(imm));
  return reg;
}

function isStoreImm0(insn: { readonly code: number; readonly imm: number }): boolean {
  return (insn.code & CLASS_MASK) === BPF_ST && insn.imm === 0;
}

function storeVariable(frame: Frame, range: { min: number; max: number }): void {
  for (let off = range.min; off <= range.max; off++) {
    const { spi, byte } = byteAt(off);
    const slot = frame.slot(spi);
    slot.reg.markNotInit();
    slot.scrub();
    slot.setKind(byte, SLOT_MISC);
  }
}

/** Stores `valueRegno` (or an immediate, -1) to the stack. */
export function storeStack(verifier: Verifier, access: StackAccess, valueRegno: number): void {
  const range = stackBounds(verifier, access);
  const frame = frameOf(verifier, access.ptr);
  if (access.ptr.scalar.isConst) storeFixed(verifier, access, range.min, valueRegno);
  else {
    noVariableOffset(verifier);
    if (valueRegno >= 0) markPrecise(verifier, valueRegno);
    storeVariable(frame, range);
  }
}
