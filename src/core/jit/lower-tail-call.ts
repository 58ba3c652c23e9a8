// Tail calls, direct and indirect (emit_bpf_tail_call_direct and emit_bpf_tail_call_indirect,
// bpf_jit_comp.c, Linux 6.1). Jumps to the end of the sequence are filled in when it is reached;
// the kernel remembers that place from pass to pass instead.

import { at, unreachable } from '../base/index.ts';
import { CODE_TAIL_CALL, type Insn } from '../bpf/index.ts';
import type { TailCallPiece } from '../kernel/index.ts';
import {
  CC_BE,
  CC_E,
  emitJcc8,
  emitJmp32,
  emitMem,
  emitMemScaled8,
  emitMov32,
  emitPush,
  emitRaw,
  emitReg,
  RAX,
  RDX,
  RSI,
  W64,
} from '../x86/index.ts';
import { counterForm } from './counter-forms.ts';
import type { FuncEmitter } from './emitter.ts';
import type { LoweringRows } from './lowering.ts';
import {
  allocStack,
  emitIndirectJump,
  freeStack,
  indirectReg,
  popCalleeRegs,
  pushCalleeRegs,
} from './unwind.ts';

const POKE_SIZE = 5;

function lowerTailCall(e: FuncEmitter, insn: Insn): void {
  if (insn.imm === 0) lowerIndirect(e);
  else lowerDirect(e, insn.imm - 1);
}

// Gives the frame back: the target builds its own from the landing point on, or takes a uniform one over.
function unwind(e: FuncEmitter): void {
  if (e.frame.isUniform) return;
  e.enter('unwind');
  popCalleeRegs(e);
  counterForm(e.profile).emitRestore(e);
  freeStack(e);
}

// Builds the frame again for a call that was not taken, as the thread's first idea had it; no kernel does.
// What it pushes is what the pops have just read: R6 to R9 of the function are lost.
function rewind(e: FuncEmitter): void {
  if (e.frame.isUniform) return;
  e.enter('rewind');
  allocStack(e);
  emitPush(e.buf, RAX); // push rax: the count
  pushCalleeRegs(e);
}

/** Where the places of one direct sequence are that others refer to. */
interface DirectPlaces {
  limitJumpEnd: number;
  bypassOff: number | null;
  targetOff: number;
}

function emitPiece(e: FuncEmitter, piece: TailCallPiece, places: DirectPlaces): void {
  const { buf } = e;
  const counter = counterForm(e.profile);
  switch (piece) {
    case 'check':
      e.enter('check');
      places.limitJumpEnd = counter.emitLimitCheck(e);
      return;
    case 'count':
      e.enter('check');
      counter.emitCount(e);
      return;
    case 'bypass':
      e.enter('bypass');
      places.bypassOff = buf.len;
      emitJmp32(buf, 0); // jmp out, or nop5 while the slot is filled
      return;
    case 'unwind':
      return unwind(e);
    case 'target':
      e.enter(places.bypassOff === null ? 'site' : 'target');
      places.targetOff = buf.len;
      emitRaw(buf, at(e.profile.jit.nops, POKE_SIZE)); // nop5, or jmp to the target program
      return;
    case 'rewind':
      return rewind(e);
    default:
      unreachable(piece);
  }
}

function lowerDirect(e: FuncEmitter, pokeIdx: number): void {
  const places: DirectPlaces = { limitJumpEnd: 0, bypassOff: null, targetOff: 0 };
  for (const piece of e.profile.tailCall.pieces) emitPiece(e, piece, places);
  const { limitJumpEnd, bypassOff, targetOff } = places;
  e.buf.landRel8(limitJumpEnd);
  if (bypassOff !== null) e.buf.landRel32(bypassOff + POKE_SIZE);
  e.sites.push({ pokeIdx, bypassOff, targetOff, outOff: e.buf.len });
}

/** A direct call that fails has counted when the count comes before its sites; an indirect one does alike. */
function countsBeforeSites(pieces: readonly TailCallPiece[]): boolean {
  const firstSite = pieces.findIndex((piece) => piece === 'bypass' || piece === 'target');
  return pieces.indexOf('count') < firstSite;
}

function lowerIndirect(e: FuncEmitter): void {
  const { buf, profile } = e;
  e.enter('check');
  emitMov32(buf, RDX, RDX); // mov edx, edx: the index is 32 bits
  emitMem(buf, 0x39, RDX, RSI, profile.layout.mapMaxEntries); // cmp [rsi+max_entries], edx
  emitJcc8(buf, CC_BE, 0); // jbe out
  const outOfRange = buf.len;
  const atLimit = counterForm(profile).emitLimitCheck(e);
  const countsFailures = countsBeforeSites(profile.tailCall.pieces);
  if (countsFailures) counterForm(profile).emitCount(e);
  // mov rcx, [rsi+rdx*8+ptrs]; rax up to 5.9
  const reg = indirectReg(e);
  emitMemScaled8(buf, 0x8b | W64, reg, { base: RSI, index: RDX, disp: profile.layout.arrayPtrs });
  emitReg(buf, 0x85 | W64, reg, reg); // test rcx, rcx
  emitJcc8(buf, CC_E, 0); // je out
  const slotEmpty = buf.len;
  if (!countsFailures) counterForm(profile).emitCount(e);
  unwind(e);
  e.enter('target');
  emitMem(buf, 0x8b | W64, reg, reg, profile.layout.progBpfFunc); // mov rcx, [rcx+bpf_func]
  emitReg(buf, 0x83 | W64, 0, reg); // add rcx, adj_off
  buf.imm8(e.frame.adjOff);
  emitIndirectJump(e);
  for (const jumpEnd of [outOfRange, atLimit, slotEmpty]) buf.landRel8(jumpEnd);
}

export const TAIL_CALL_ROWS: LoweringRows = [[[CODE_TAIL_CALL], lowerTailCall]];
