// The mnemonics of BPF's other assembly dialect, each with the fields that it fixes and the operands that it takes.
// Authority: RFC 9669 for the encodings; the words are those of GNU as ("normal" syntax, binutils 2.40 and,
// for cpu v4, 2.41 and later) and of the vectors of bpf_conformance. Where both have a word they agree.
// Not modelled: GNU's `brkpt` and `ldxsdw`, which are no BPF.

import {
  ATOMIC_TEXT,
  BPF_ABS,
  BPF_ADD,
  BPF_ALU,
  BPF_ALU64,
  BPF_AND,
  BPF_ARSH,
  BPF_ATOMIC,
  BPF_B,
  BPF_CMPXCHG,
  BPF_DIV,
  BPF_DW,
  BPF_END,
  BPF_FETCH,
  BPF_H,
  BPF_IND,
  BPF_JEQ,
  BPF_JGE,
  BPF_JGT,
  BPF_JLE,
  BPF_JLT,
  BPF_JMP,
  BPF_JMP32,
  BPF_JNE,
  BPF_JSET,
  BPF_JSGE,
  BPF_JSGT,
  BPF_JSLE,
  BPF_JSLT,
  BPF_LD,
  BPF_LDX,
  BPF_LSH,
  BPF_MEM,
  BPF_MEMSX,
  BPF_MOD,
  BPF_MOV,
  BPF_MUL,
  BPF_NEG,
  BPF_OR,
  BPF_RSH,
  BPF_ST,
  BPF_STX,
  BPF_SUB,
  BPF_W,
  BPF_X,
  BPF_XCHG,
  BPF_XOR,
  CODE_JA,
  CODE_JA32,
  CODE_LD_IMM64,
} from '../bpf/index.ts';

/** What follows a mnemonic. */
export type OperandForm =
  /** `dst, src` or `dst, imm`. */
  | 'alu'
  /** `dst`. */
  | 'unary'
  /** `dst, 16|32|64`: the width of a byte swap. */
  | 'swap'
  /** `dst, src`: the bits of a movsx are in the word. */
  | 'sign-extend'
  /** `dst, src, 8|16|32`. */
  | 'sign-extend-bits'
  /** `dst, imm64` or `dst, NAME [+ N]`. */
  | 'constant'
  /** `imm`: packet load. */
  | 'packet'
  /** `src, imm`: packet load. */
  | 'packet-reg'
  /** `dst, [src + off]`. */
  | 'load'
  /** `[dst + off], imm`. */
  | 'store-imm'
  /** `[dst + off], src`; imm is the operation of an atomic. */
  | 'store-reg'
  /** A label or a distance, in off. */
  | 'goto'
  /** The same, in imm. */
  | 'gotol'
  /** `dst, src, target` or `dst, imm, target`. */
  | 'branch';

/** A mnemonic: its operands, and what is the same in each of its insns. */
export interface Mnemonic {
  readonly form: OperandForm;
  readonly code: number;
  readonly off: number;
  readonly imm: number;
}

type Row = readonly [word: string, mnemonic: Mnemonic];

function row(word: string, form: OperandForm, code: number, off = 0, imm = 0): Row {
  return [word, { form, code, off, imm }];
}

const ALU_WORDS: Readonly<Record<string, readonly [operation: number, off: number]>> = {
  add: [BPF_ADD, 0],
  sub: [BPF_SUB, 0],
  mul: [BPF_MUL, 0],
  div: [BPF_DIV, 0],
  sdiv: [BPF_DIV, 1],
  or: [BPF_OR, 0],
  and: [BPF_AND, 0],
  lsh: [BPF_LSH, 0],
  rsh: [BPF_RSH, 0],
  mod: [BPF_MOD, 0],
  smod: [BPF_MOD, 1],
  xor: [BPF_XOR, 0],
  mov: [BPF_MOV, 0],
  arsh: [BPF_ARSH, 0],
};

const JUMP_WORDS: Readonly<Record<string, number>> = {
  jeq: BPF_JEQ,
  jgt: BPF_JGT,
  jge: BPF_JGE,
  jset: BPF_JSET,
  jne: BPF_JNE,
  jsgt: BPF_JSGT,
  jsge: BPF_JSGE,
  jlt: BPF_JLT,
  jle: BPF_JLE,
  jslt: BPF_JSLT,
  jsle: BPF_JSLE,
};

const SIZES: Readonly<Record<string, number>> = { b: BPF_B, h: BPF_H, w: BPF_W, dw: BPF_DW };

/** `add`, `add64` and `add32`. */
function aluRows(): Row[] {
  return Object.entries(ALU_WORDS).flatMap(([word, [operation, off]]) => [
    row(word, 'alu', BPF_ALU64 | operation, off),
    row(`${word}64`, 'alu', BPF_ALU64 | operation, off),
    row(`${word}32`, 'alu', BPF_ALU | operation, off),
  ]);
}

function unaryRows(): Row[] {
  const toLe = BPF_ALU | BPF_END;
  const toBe = BPF_ALU | BPF_END | BPF_X;
  const swap = BPF_ALU64 | BPF_END;
  return [
    row('neg', 'unary', BPF_ALU64 | BPF_NEG),
    row('neg64', 'unary', BPF_ALU64 | BPF_NEG),
    row('neg32', 'unary', BPF_ALU | BPF_NEG),
    ...[16, 32, 64].flatMap((bits) => [
      row(`le${bits}`, 'unary', toLe, 0, bits),
      row(`be${bits}`, 'unary', toBe, 0, bits),
      row(`swap${bits}`, 'unary', swap, 0, bits),
      row(`bswap${bits}`, 'unary', swap, 0, bits),
    ]),
    row('endle', 'swap', toLe),
    row('endbe', 'swap', toBe),
    row('bswap', 'swap', swap),
  ];
}

/** `movsx816`-like words name the bits of the source, then those of the result. */
function signExtendRows(): Row[] {
  const mov64 = BPF_ALU64 | BPF_MOV | BPF_X;
  const mov32 = BPF_ALU | BPF_MOV | BPF_X;
  return [
    ...[8, 16, 32].map((bits) => row(`movsx${bits}64`, 'sign-extend', mov64, bits)),
    ...[8, 16].map((bits) => row(`movsx${bits}32`, 'sign-extend', mov32, bits)),
    row('movs', 'sign-extend-bits', mov64),
    row('movs32', 'sign-extend-bits', mov32),
  ];
}

function memoryRows(): Row[] {
  return Object.entries(SIZES).flatMap(([suffix, size]) => [
    row(`ldx${suffix}`, 'load', BPF_LDX | BPF_MEM | size),
    row(`st${suffix}`, 'store-imm', BPF_ST | BPF_MEM | size),
    row(`stx${suffix}`, 'store-reg', BPF_STX | BPF_MEM | size),
    row(`ldabs${suffix}`, 'packet', BPF_LD | BPF_ABS | size),
    row(`ldind${suffix}`, 'packet-reg', BPF_LD | BPF_IND | size),
    ...(size === BPF_DW ? [] : [row(`ldxs${suffix}`, 'load', BPF_LDX | BPF_MEMSX | size)]),
  ]);
}

function jumpRows(): Row[] {
  return [
    row('ja', 'goto', CODE_JA),
    row('ja32', 'gotol', CODE_JA32),
    row('jal', 'gotol', CODE_JA32),
    ...Object.entries(JUMP_WORDS).flatMap(([word, operation]) => [
      row(word, 'branch', BPF_JMP | operation),
      row(`${word}32`, 'branch', BPF_JMP32 | operation),
    ]),
  ];
}

/** 64-bit form, and the 32-bit form whose word ends in 32. */
function atomicRows(word: string, imm: number): Row[] {
  const code = BPF_STX | BPF_ATOMIC;
  return [
    row(word, 'store-reg', code | BPF_DW, 0, imm),
    row(`${word}32`, 'store-reg', code | BPF_W, 0, imm),
  ];
}

/** What an atomic that has a symbol does, by its name. */
const ATOMIC_NAMES: readonly (readonly [name: string, imm: number])[] = Object.entries(
  ATOMIC_TEXT,
).map(([imm, { name }]) => [name, Number(imm)]);

/** GNU as: `aadd`, `afadd` with fetch, `axchg`, `acmp`; and the names from when add was the only one. */
function gnuAtomicRows(): Row[] {
  return [
    ...ATOMIC_NAMES.flatMap(([name, imm]) => [
      ...atomicRows(`a${name}`, imm),
      ...atomicRows(`af${name}`, imm | BPF_FETCH),
    ]),
    ...atomicRows('axchg', BPF_XCHG),
    ...atomicRows('acmp', BPF_CMPXCHG),
    row('xaddw', 'store-reg', BPF_STX | BPF_ATOMIC | BPF_W),
    row('xadddw', 'store-reg', BPF_STX | BPF_ATOMIC | BPF_DW),
  ];
}

/** First words of statements, in lower case. `call`, `callx`, `exit` and `lock` begin LLVM's statements too. */
export const MNEMONICS: ReadonlyMap<string, Mnemonic> = new Map([
  ...aluRows(),
  ...unaryRows(),
  ...signExtendRows(),
  ...memoryRows(),
  ...jumpRows(),
  ...gnuAtomicRows(),
  row('lddw', 'constant', CODE_LD_IMM64),
]);

const EXCHANGES: readonly Row[] = [
  ...atomicRows('xchg', BPF_XCHG),
  ...atomicRows('cmpxchg', BPF_CMPXCHG),
];

/** Words behind `lock`. */
export const LOCKED: ReadonlyMap<string, Mnemonic> = new Map([
  ...ATOMIC_NAMES.flatMap(([name, imm]) => atomicRows(name, imm)),
  ...EXCHANGES,
]);

/** Words behind `lock fetch`; an exchange always fetches. */
export const LOCKED_FETCH: ReadonlyMap<string, Mnemonic> = new Map([
  ...ATOMIC_NAMES.flatMap(([name, imm]) => atomicRows(name, imm | BPF_FETCH)),
  ...EXCHANGES,
]);
