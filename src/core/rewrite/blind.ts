// Constant blinding: no constant of a program is an operand of its image. Each becomes two numbers that are put
// together in AX (r10 on x86), one of them random.
// Authority: bpf_jit_blind_insn and bpf_jit_blind_constants of kernel/bpf/core.c, Linux 5.9 to 7.1. Shifts, offsets
// and calls stay as they are.
// Simplification: the kernel asks get_random_u32() for each insn; here a generator with a fixed seed answers.

import { at } from '../base/index.ts';
import type { Insn } from '../bpf/index.ts';
import * as op from '../bpf/index.ts';
import { type AddressMap, BLINDING_SEED } from '../kernel/index.ts';
import { markOf } from './provenance.ts';
import type { Rewritten } from './xlated.ts';

const { BPF_REG_AX: AX, BPF_ALU, BPF_ALU64, BPF_JMP32, BPF_K, BPF_X } = op;

/** Where the maps behind ld_imm64 are: their addresses are constants like any other. */
type MapPlaces = Pick<AddressMap, 'map' | 'mapValue'>;

/** Xorshift (Marsaglia 2003, 13-17-5), as a signed 32-bit number. */
class Random {
  #state = BLINDING_SEED | 0;

  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x;
  }
}

function insn(code: number, dst: number, src: number, off: number, imm: number): Insn {
  return { code, dst, src, off, imm };
}

const BLINDED_ALU: ReadonlySet<number> = new Set([
  op.BPF_ADD,
  op.BPF_SUB,
  op.BPF_AND,
  op.BPF_OR,
  op.BPF_XOR,
  op.BPF_MUL,
  op.BPF_MOV,
  op.BPF_DIV,
  op.BPF_MOD,
]);

function isAlu(cls: number): boolean {
  return cls === BPF_ALU || cls === BPF_ALU64;
}

function isBlindedAlu({ code }: Insn): boolean {
  const isImm = isAlu(code & op.CLASS_MASK) && (code & BPF_X) === BPF_K;
  return isImm && BLINDED_ALU.has(code & op.OP_MASK);
}

function isBlindedJump(jump: Insn): boolean {
  return op.isCondJump(jump) && (jump.code & BPF_X) === BPF_K && jump.code !== op.CODE_JCOND;
}

function isStoreOfImm({ code }: Insn): boolean {
  return (code & op.CLASS_MASK) === op.BPF_ST && (code & op.MODE_MASK) === op.BPF_MEM;
}

/** AX = `imm`, in two halves, in 64 bits with its sign or in 32. */
function loadAx(cls: typeof BPF_ALU | typeof BPF_ALU64, imm: number, random: number): Insn[] {
  return [
    insn(cls | op.BPF_MOV | BPF_K, AX, 0, 0, random ^ imm),
    insn(cls | op.BPF_XOR | BPF_K, AX, 0, 0, random),
  ];
}

/** What stands for one insn; null for one that stays. The jump among these is its last. */
function blindInsn(from: Insn, random: number): readonly Insn[] | null {
  const { code, dst, src, off, imm } = from;
  if (dst === AX || src === AX) return null;
  const cls = code & op.CLASS_MASK;
  if (isBlindedAlu(from)) {
    if (imm === 0 && (code & op.OP_MASK) === op.BPF_MOV) {
      return [insn(BPF_ALU64 | op.BPF_XOR | BPF_X, dst, dst, 0, 0)];
    }
    const load = loadAx(cls === BPF_ALU64 ? BPF_ALU64 : BPF_ALU, imm, random);
    return [...load, insn(code | BPF_X, dst, AX, off, 0)];
  }
  if (isBlindedJump(from)) {
    const load = loadAx(cls === BPF_JMP32 ? BPF_ALU : BPF_ALU64, imm, random);
    return [...load, insn(code | BPF_X, dst, AX, off, 0)];
  }
  if (isStoreOfImm(from)) {
    const store = (code & ~op.CLASS_MASK) | op.BPF_STX;
    return [...loadAx(BPF_ALU64, imm, random), insn(store, dst, AX, off, 0)];
  }
  return null;
}

/** The upper half of a 64-bit constant, shifted into place, then the lower one: what stands for either slot. */
function blindImm64(dst: number, value: bigint, random: Random): [Insn[], Insn[]] {
  const high = Number(BigInt.asIntN(32, value >> 32n));
  const low = Number(BigInt.asIntN(32, value));
  const first = [
    ...loadAx(BPF_ALU64, high, random.next()),
    insn(BPF_ALU64 | op.BPF_LSH | BPF_K, AX, 0, 0, 32),
    insn(BPF_ALU64 | op.BPF_MOV | BPF_X, dst, AX, 0, 0),
  ];
  const second = [
    ...loadAx(BPF_ALU, low, random.next()),
    insn(BPF_ALU64 | op.BPF_OR | BPF_X, dst, AX, 0, 0),
  ];
  return [first, second];
}

function valueOf(first: Insn, second: Insn, places: MapPlaces): bigint {
  if (first.src === op.BPF_PSEUDO_MAP_FD) return places.map(first.imm);
  if (first.src === op.BPF_PSEUDO_MAP_VALUE) {
    return places.mapValue(first.imm) + BigInt(second.imm >>> 0);
  }
  return op.ldImm64Value(first, second);
}

/** Every slot's replacement, which ends in what the slot was changed to; null for a slot that stays. */
function replacements({ insns }: Rewritten, places: MapPlaces): (readonly Insn[] | null)[] {
  const random = new Random();
  const replaced: (readonly Insn[] | null)[] = [];
  for (let insnIdx = 0; insnIdx < insns.length; insnIdx++) {
    const from = at(insns, insnIdx);
    if (!op.isLdImm64(from)) {
      replaced.push(blindInsn(from, random.next()));
      continue;
    }
    const second = at(insns, ++insnIdx);
    // The address of a function is no constant that a program chose.
    if (from.src === op.BPF_PSEUDO_FUNC) replaced.push(null, null);
    else replaced.push(...blindImm64(from.dst, valueOf(from, second, places), random));
  }
  return replaced;
}

/** Jumps and calls count from their new places; a replaced jump stands at the end of its sequence. */
function retarget(own: Insn, oldIdx: number, newIdx: number, starts: Int32Array): Insn {
  if (op.isPseudoCall(own)) {
    const distance = at(starts, oldIdx + 1 + own.off) - newIdx - 1;
    return { ...own, off: (distance << 16) >> 16 };
  }
  if (!op.isJump(own)) return own;
  const distance = at(starts, op.jumpTarget(own, oldIdx)) - newIdx - 1;
  return own.code === op.CODE_JA32 ? { ...own, imm: distance } : { ...own, off: distance };
}

/** Slots and what is known of each, in their new places. */
class Blinded {
  readonly insns: Insn[] = [];
  readonly origin: number[] = [];
  readonly marks: number[] = [];
  readonly putIn: number[] = [];
  readonly #from: Rewritten;
  readonly #starts: Int32Array;

  constructor(from: Rewritten, starts: Int32Array) {
    this.#from = from;
    this.#starts = starts;
  }

  /** The insn at `oldIdx`, or what stands for it. */
  push(oldIdx: number, sequence: readonly Insn[] | null): void {
    const { provenance, insns, origin } = this.#from;
    const before = at(insns, oldIdx);
    for (const [k, each] of (sequence ?? [before]).entries()) {
      const moved = retarget(each, oldIdx, this.insns.length, this.#starts);
      const isLast = sequence === null || k === sequence.length - 1;
      const isMoved = sequence === null && (moved.off !== before.off || moved.imm !== before.imm);
      const mark = sequence ? markOf('blinding') : isMoved ? markOf('jump-offset') : 0;
      this.insns.push(moved);
      this.origin.push(at(origin, oldIdx));
      this.marks.push(at(provenance.marks, oldIdx) | mark);
      this.putIn.push(isLast ? at(provenance.putIn, oldIdx) : 1);
    }
  }

  /** False where a jump no longer reaches its target. */
  fits(): boolean {
    return this.insns.every((each) => !op.isJump(each) || each.off === (each.off << 16) >> 16);
  }
}

/**
 * The program that the JIT is given in place of `from` where constants are blinded. Its tail calls must be
 * indirect. Addresses of maps stand in it as numbers. Null where a jump no longer reaches its target: the kernel
 * then leaves the program to its interpreter.
 */
export function blindConstants(from: Rewritten, places: MapPlaces): Rewritten | null {
  const replaced = replacements(from, places);
  const starts = new Int32Array(replaced.length + 1);
  replaced.forEach((sequence, insnIdx) => {
    starts[insnIdx + 1] = at(starts, insnIdx) + (sequence?.length ?? 1);
  });
  const blinded = new Blinded(from, starts);
  replaced.forEach((sequence, oldIdx) => blinded.push(oldIdx, sequence));
  if (!blinded.fits()) return null;
  const { insns, origin, marks, putIn } = blinded;
  const moved = (insnIdx: number): number => at(starts, insnIdx);
  return {
    ...from,
    insns,
    origin: Int32Array.from(origin),
    subprogs: from.subprogs.map((each) => ({
      ...each,
      start: moved(each.start),
      end: moved(each.end),
    })),
    tailCalls: from.tailCalls.map((call) => ({ ...call, insnIdx: moved(call.insnIdx) })),
    provenance: {
      ...from.provenance,
      marks: Int32Array.from(marks),
      putIn: Uint8Array.from(putIn),
    },
  };
}
