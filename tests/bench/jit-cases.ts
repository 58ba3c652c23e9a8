// Programs to measure the JIT with. The same arguments give the same insns.

import {
  BPF_ADD,
  BPF_ALU,
  BPF_ALU64,
  BPF_AND,
  BPF_ARSH,
  BPF_DIV,
  BPF_DW,
  BPF_JEQ,
  BPF_JMP,
  BPF_JMP32,
  BPF_JNE,
  BPF_JSGT,
  BPF_K,
  BPF_LDX,
  BPF_LSH,
  BPF_MEM,
  BPF_MOV,
  BPF_MUL,
  BPF_OR,
  BPF_RSH,
  BPF_ST,
  BPF_STX,
  BPF_SUB,
  BPF_W,
  BPF_X,
  BPF_XOR,
  CODE_CALL,
  CODE_EXIT,
  CODE_LD_IMM64,
  type Insn,
} from '../../src/core/bpf/index.ts';
import type { Xlated } from '../../src/core/rewrite/index.ts';

/** Numbers 0 <= n < bound from a seed (xorshift). */
function createRandom(seed: number): (bound: number) => number {
  let state = seed | 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

type Random = (bound: number) => number;

function pick(random: Random, values: readonly number[]): number {
  return values[random(values.length)] ?? 0;
}

function programOf(name: string, insns: readonly Insn[]): Xlated {
  return {
    name,
    type: 'socket_filter',
    sleepable: false,
    insns,
    origin: Int32Array.from(insns.keys()),
    subprogs: [
      {
        name,
        start: 0,
        end: insns.length,
        stackDepth: 64,
        tailCallReachable: false,
        hasTailCall: false,
      },
    ],
    pokeTab: [],
    tailCalls: [],
  };
}

const ALU_CLASSES = [BPF_ALU, BPF_ALU64];
const ALU_OPS = [BPF_ADD, BPF_SUB, BPF_AND, BPF_OR, BPF_XOR, BPF_MUL, BPF_MOV];
const SHIFT_OPS = [BPF_LSH, BPF_RSH, BPF_ARSH];

function aluInsn(random: Random): Insn {
  const source = pick(random, [BPF_K, BPF_X]);
  return {
    code: pick(random, ALU_CLASSES) | pick(random, ALU_OPS) | source,
    dst: random(10),
    src: source === BPF_X ? random(10) : 0,
    off: 0,
    imm: source === BPF_K ? random(100_000) - 50_000 : 0,
  };
}

function shiftInsn(random: Random): Insn {
  const code = pick(random, ALU_CLASSES) | pick(random, SHIFT_OPS) | BPF_K;
  return { code, dst: random(10), src: 0, off: 0, imm: random(32) };
}

function divInsn(random: Random): Insn {
  const code = pick(random, ALU_CLASSES) | BPF_DIV | BPF_K;
  return { code, dst: random(10), src: 0, off: 0, imm: 1 + random(1000) };
}

function stackInsn(random: Random): Insn {
  const size = pick(random, [BPF_W, BPF_DW]);
  const off = -8 - 8 * random(8);
  if (random(2) === 0)
    return { code: BPF_LDX | BPF_MEM | size, dst: random(10), src: 10, off, imm: 0 };
  if (random(2) === 0)
    return { code: BPF_STX | BPF_MEM | size, dst: 10, src: random(10), off, imm: 0 };
  return { code: BPF_ST | BPF_MEM | size, dst: 10, src: 0, off, imm: random(1000) };
}

/** Jumps ahead by at most `reach` slots: with reach about 20, short and near ones both occur. */
function jumpInsn(random: Random, reach: number): Insn {
  const code = pick(random, [BPF_JMP, BPF_JMP32]) | pick(random, [BPF_JEQ, BPF_JNE, BPF_JSGT]);
  return { code: code | BPF_K, dst: random(10), src: 0, off: random(reach), imm: random(1000) };
}

const EXIT: Insn = { code: CODE_EXIT, dst: 0, src: 0, off: 0, imm: 0 };
const MAX_REACH = 48;

/** `count` slots of ALU and ALU64 insns, the last of them exit. */
export function aluProgram(count: number, seed = 1): Xlated {
  const random = createRandom(seed);
  const insns = Array.from({ length: count - 1 }, () => aluInsn(random));
  return programOf('alu', [...insns, EXIT]);
}

function mixedInsns(random: Random): readonly Insn[] {
  const kind = random(20);
  if (kind < 9) return [aluInsn(random)];
  if (kind < 11) return [shiftInsn(random)];
  if (kind < 12) return [divInsn(random)];
  if (kind < 15) return [stackInsn(random)];
  if (kind < 18) return [jumpInsn(random, MAX_REACH)];
  if (kind < 19)
    return [{ code: CODE_CALL, dst: 0, src: 0, off: 0, imm: 0x1000 + random(0x10000) }];
  return [
    { code: CODE_LD_IMM64, dst: random(10), src: 0, off: 0, imm: random(1 << 30) },
    { code: 0, dst: 0, src: 0, off: 0, imm: random(1 << 30) },
  ];
}

/** `count` slots: half arithmetic, the rest memory, jumps, helper calls and ld_imm64; then exits. */
export function mixedProgram(count: number, seed = 1): Xlated {
  const random = createRandom(seed);
  const insns: Insn[] = [];
  while (insns.length < count - 2 * MAX_REACH) insns.push(...mixedInsns(random));
  while (insns.length < count) insns.push(EXIT);
  return programOf('mixed', insns);
}
