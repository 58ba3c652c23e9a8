// Random programs that only work on numbers: from a map value, through registers and stack, over branches that go
// forward; and what the CPU makes of them.

import { at } from '../../src/core/base/index.ts';
import * as op from '../../src/core/bpf/index.ts';
import { alu, endian, isTaken } from '../../src/core/machine/interpreter/alu.ts';
import type { Random } from './seeded-random.ts';

type Insn = op.Insn;

/** r0 to r7 hold numbers; r8 points to the map value, and r9 is not used. */
const NUMBERS = 8;
const VALUE_PTR = 8;
/** 64-bit words of the map value. */
export const WORDS = 8;
const SLOTS = 4;

const EDGES = [
  0, 1, -1, 2, 7, 8, 31, 32, 63, 127, 128, 255, 256, -128, 0x7fff, 0xffff, 0x7fffffff, -0x80000000,
  -0x7fffffff, 0x40000000, -2,
];
const ALU = [op.BPF_ADD, op.BPF_SUB, op.BPF_MUL, op.BPF_AND, op.BPF_OR, op.BPF_XOR];
const SHIFTS = [op.BPF_LSH, op.BPF_RSH, op.BPF_ARSH];
const JUMPS = [
  op.BPF_JEQ,
  op.BPF_JNE,
  op.BPF_JGT,
  op.BPF_JGE,
  op.BPF_JLT,
  op.BPF_JLE,
  op.BPF_JSET,
  op.BPF_JSGT,
  op.BPF_JSGE,
  op.BPF_JSLT,
  op.BPF_JSLE,
];
const SIZES = [op.BPF_B, op.BPF_H, op.BPF_W, op.BPF_DW];

function pick<T>(next: Random, from: readonly T[]): T {
  return at(from, next(from.length));
}

function immOf(next: Random): number {
  if (next(3) > 0) return pick(next, EDGES);
  const wide = (next(0x10000) << 16) | next(0x10000);
  return wide >> next(31);
}

function insn(code: number, dst: number, src: number, off: number, imm: number): Insn {
  return { code, dst, src, off, imm };
}

/** An operand from a register, or an immediate. */
function operand(next: Random): { readonly x: number; readonly src: number; readonly imm: number } {
  return next(2) === 0
    ? { x: op.BPF_X, src: next(NUMBERS), imm: 0 }
    : { x: op.BPF_K, src: 0, imm: immOf(next) };
}

function arithmetic(next: Random): Insn {
  const { x, src, imm } = operand(next);
  return insn(
    pick(next, [op.BPF_ALU, op.BPF_ALU64]) | x | pick(next, ALU),
    next(NUMBERS),
    src,
    0,
    imm,
  );
}

function shift(next: Random): Insn {
  const cls = pick(next, [op.BPF_ALU, op.BPF_ALU64]);
  const distance = next(cls === op.BPF_ALU ? 32 : 64);
  return insn(cls | op.BPF_K | pick(next, SHIFTS), next(NUMBERS), 0, 0, distance);
}

function move(next: Random): Insn {
  const { x, src, imm } = operand(next);
  return insn(pick(next, [op.BPF_ALU, op.BPF_ALU64]) | x | op.BPF_MOV, next(NUMBERS), src, 0, imm);
}

/** By a constant: other divisors are guarded by code that is not looked at here. */
function division(next: Random, cpuV4: boolean): Insn {
  const cls = pick(next, [op.BPF_ALU, op.BPF_ALU64]);
  const divisor = immOf(next);
  const code = cls | op.BPF_K | pick(next, [op.BPF_DIV, op.BPF_MOD]);
  // Through -1 the smallest number is a case of its own.
  const isSigned = cpuV4 && next(2) === 0 && divisor !== -1;
  return insn(code, next(NUMBERS), 0, isSigned ? 1 : 0, divisor === 0 ? 3 : divisor);
}

function unary(next: Random): Insn {
  if (next(2) === 0)
    return insn(pick(next, [op.BPF_ALU, op.BPF_ALU64]) | op.BPF_NEG, next(NUMBERS), 0, 0, 0);
  const order = pick(next, [op.BPF_K, op.BPF_X]);
  return insn(op.BPF_ALU | order | op.BPF_END, next(NUMBERS), 0, 0, pick(next, [16, 32, 64]));
}

/** Insns of cpu=v4. */
function newer(next: Random): Insn {
  if (next(3) === 0) {
    return insn(op.BPF_ALU64 | op.BPF_END, next(NUMBERS), 0, 0, pick(next, [16, 32, 64]));
  }
  const cls = pick(next, [op.BPF_ALU, op.BPF_ALU64]);
  const widths = cls === op.BPF_ALU ? [8, 16] : [8, 16, 32];
  return insn(cls | op.BPF_X | op.BPF_MOV, next(NUMBERS), next(NUMBERS), pick(next, widths), 0);
}

function load(next: Random, cpuV4: boolean): Insn {
  const size = pick(next, SIZES);
  const mode = cpuV4 && size !== op.BPF_DW && next(3) === 0 ? op.BPF_MEMSX : op.BPF_MEM;
  return insn(op.BPF_LDX | mode | size, next(NUMBERS), VALUE_PTR, 8 * next(WORDS), 0);
}

function spill(next: Random): Insn {
  const off = -8 * (1 + next(SLOTS));
  const size = pick(next, [op.BPF_W, op.BPF_DW, op.BPF_DW, op.BPF_H]);
  if (next(4) === 0) return insn(op.BPF_ST | op.BPF_MEM | size, op.BPF_REG_FP, 0, off, immOf(next));
  return insn(op.BPF_STX | op.BPF_MEM | size, op.BPF_REG_FP, next(NUMBERS), off, 0);
}

function fill(next: Random): Insn {
  const off = -8 * (1 + next(SLOTS));
  const size = pick(next, [op.BPF_W, op.BPF_DW, op.BPF_DW, op.BPF_H]);
  return insn(op.BPF_LDX | op.BPF_MEM | size, next(NUMBERS), op.BPF_REG_FP, off, 0);
}

/** Forward, over at least one insn and at most to the end. */
function branch(next: Random, left: number): Insn {
  const { x, src, imm } = operand(next);
  const code = pick(next, [op.BPF_JMP, op.BPF_JMP32]) | x | pick(next, JUMPS);
  return insn(code, next(NUMBERS), src, 1 + next(Math.min(left, 6)), imm);
}

function step(next: Random, cpuV4: boolean): Insn {
  switch (next(12)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return arithmetic(next);
    case 4:
      return shift(next);
    case 5:
    case 6:
      return move(next);
    case 7:
      return division(next, cpuV4);
    case 8:
      return cpuV4 ? newer(next) : unary(next);
    case 9:
      return next(2) === 0 ? unary(next) : load(next, cpuV4);
    case 10:
      return spill(next);
    default:
      return fill(next);
  }
}

/** All numbers come from the map value, the slots of the stack from them. */
function opening(next: Random): Insn[] {
  const insns = [
    insn(op.CODE_LD_IMM64, VALUE_PTR, op.BPF_PSEUDO_MAP_VALUE, 0, 0),
    insn(0, 0, 0, 0, 0),
  ];
  for (let regno = 0; regno < NUMBERS; regno++) {
    const size = next(3) === 0 ? pick(next, SIZES) : op.BPF_DW;
    insns.push(insn(op.BPF_LDX | op.BPF_MEM | size, regno, VALUE_PTR, 8 * regno, 0));
  }
  for (let slot = 0; slot < SLOTS; slot++) {
    insns.push(insn(op.BPF_STX | op.BPF_MEM | op.BPF_DW, op.BPF_REG_FP, slot, -8 * (slot + 1), 0));
  }
  return insns;
}

/** `length` insns of which about a fourth are branches, at most 10. */
export function numberProgram(next: Random, length: number, cpuV4: boolean): Insn[] {
  const insns = opening(next);
  let branches = 0;
  for (let k = 0; k < length; k++) {
    const isBranch = next(4) === 0 && branches < 10 && k < length - 1;
    if (isBranch) branches++;
    insns.push(isBranch ? branch(next, length - k - 1) : step(next, cpuV4));
  }
  insns.push(insn(op.BPF_ALU64 | op.BPF_X | op.BPF_MOV, 0, next(NUMBERS), 0, 0));
  insns.push(insn(op.CODE_EXIT, 0, 0, 0, 0));
  return insns;
}

/** Words of a map value at which bounds are likely to differ. */
export function numberInput(next: Random): bigint[] {
  return Array.from({ length: WORDS }, () => {
    const base = BigInt(pick(next, EDGES)) + BigInt(next(5) - 2);
    const high = BigInt(pick(next, EDGES)) << 32n;
    const value = [base, base ^ high, high + base, BigInt(immOf(next))][next(4)] ?? 0n;
    return BigInt.asUintN(64, value);
  });
}

const BYTES: Readonly<Record<number, number>> = {
  [op.BPF_B]: 1,
  [op.BPF_H]: 2,
  [op.BPF_W]: 4,
  [op.BPF_DW]: 8,
};

/** A CPU that runs such a program. Map value and stack are 8-byte words. */
export class NumberCpu {
  readonly regs: bigint[] = Array.from({ length: 11 }, () => 0n);
  readonly #value: bigint[];
  readonly #stack: bigint[] = Array.from({ length: SLOTS }, () => 0n);
  pc = 0;

  constructor(value: readonly bigint[]) {
    this.#value = [...value];
  }

  #source({ code, src, imm }: Insn): bigint {
    return (code & op.BPF_X) === 0 ? BigInt.asUintN(64, BigInt(imm)) : at(this.regs, src);
  }

  #words(regno: number, off: number): { words: bigint[]; index: number } {
    return regno === op.BPF_REG_FP
      ? { words: this.#stack, index: -off / 8 - 1 }
      : { words: this.#value, index: off / 8 };
  }

  #load({ code, dst, src, off }: Insn): void {
    const { words, index } = this.#words(src, off);
    const bits = 8 * (BYTES[code & op.SIZE_MASK] ?? 8);
    const low = BigInt.asUintN(bits, at(words, index));
    const isSigned = (code & op.MODE_MASK) === op.BPF_MEMSX;
    this.regs[dst] = isSigned ? BigInt.asUintN(64, BigInt.asIntN(bits, low)) : low;
  }

  #store(word: Insn, value: bigint): void {
    const { words, index } = this.#words(word.dst, word.off);
    const bits = BigInt(8 * (BYTES[word.code & op.SIZE_MASK] ?? 8));
    const mask = (1n << bits) - 1n;
    words[index] = (at(words, index) & ~mask) | (value & mask);
  }

  #alu(word: Insn): void {
    const { code, dst, off, imm } = word;
    const before = at(this.regs, dst);
    const isSwap = (code & op.OP_MASK) === op.BPF_END;
    const result = isSwap ? endian(code, imm, before) : alu(code, off, before, this.#source(word));
    if (result === null) throw new Error('a division that traps');
    this.regs[dst] = BigInt.asUintN(64, result);
  }

  /** Executes the insn at `pc`; false at the end. */
  step(insns: readonly Insn[]): boolean {
    const word = at(insns, this.pc);
    const { code, dst, src, off, imm } = word;
    if (code === op.CODE_EXIT) return false;
    this.pc += code === op.CODE_LD_IMM64 ? 2 : 1;
    switch (code & op.CLASS_MASK) {
      case op.BPF_ALU:
      case op.BPF_ALU64:
        this.#alu(word);
        break;
      case op.BPF_LDX:
        this.#load(word);
        break;
      case op.BPF_ST:
        this.#store(word, BigInt.asUintN(64, BigInt(imm)));
        break;
      case op.BPF_STX:
        this.#store(word, at(this.regs, src));
        break;
      case op.BPF_JMP:
      case op.BPF_JMP32:
        if (isTaken(code, at(this.regs, dst), this.#source(word))) this.pc += off;
        break;
      default:
    }
    return true;
  }
}
