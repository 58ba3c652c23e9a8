// The insns of the random sequences: every form that occurs in images of Linux 5.9 to 7.1, with
// other registers, displacements, constants and prefixes than the kernel happens to use.

import type { X86Builder } from './x86-builder.ts';
import {
  bytesOf,
  type Coded,
  encodeInOpcode,
  encodeShiftX,
  type Mem,
  RAX,
  RCX,
  RDX,
} from './x86-code.ts';

/** Appends one insn, or a few that belong together, without changing rsp. */
export type Row = (b: X86Builder) => void;

/** add, or, and, sub, xor, cmp by their number in group 1. */
const ALU = [0, 1, 4, 5, 6, 7];
const CMP = 7;
const LOCKED = [0, 1, 4, 6];
const SHIFTS = [4, 5, 7];
/** shl, shr, sar as VEX prefix. */
const SHIFT_X_PREFIXES = [1, 3, 2];

const NOPS = [
  [0x90],
  [0x66, 0x90],
  [0x0f, 0x1f, 0x00],
  [0x0f, 0x1f, 0x40, 0x00],
  [0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0xf3, 0x90],
  [0x0f, 0xae, 0xe8],
  [0xf3, 0x0f, 0x1e, 0xfa],
];

/** 32 or 64 bits. */
function width(b: X86Builder): boolean {
  return b.random.once(2);
}

function sizeOf(wide: boolean): number {
  return wide ? 8 : 4;
}

/** The number in the insn's opcode row: opcodes 00 to 3f. */
function aluOpcode(op: number, form: number): number {
  return 8 * op + form;
}

function aluTarget(b: X86Builder, op: number): number {
  return op === CMP ? b.source() : b.target();
}

const aluReg: Row = (b) => {
  const op = b.random.pick(ALU);
  const wide = width(b);
  // Both directions: op r/m, r and op r, r/m.
  if (b.random.once(3)) {
    b.code({ wide, opcode: [aluOpcode(op, 3)], reg: aluTarget(b, op), rm: b.source() });
  } else {
    b.code({ wide, opcode: [aluOpcode(op, 1)], reg: b.source(), rm: aluTarget(b, op) });
  }
};

const aluImm8: Row = (b) => {
  const op = b.random.pick(ALU);
  const imm = bytesOf(b.random.imm8(), 1);
  b.code({ wide: width(b), opcode: [0x83], reg: op, rm: aluTarget(b, op), imm });
};

const aluImm32: Row = (b) => {
  const op = b.random.pick(ALU);
  const imm = bytesOf(b.random.imm32(), 4);
  const wide = width(b);
  if (b.random.once(3) && !b.kept.includes(RAX)) {
    b.add([...(wide ? [0x48] : []), aluOpcode(op, 5), ...imm]);
  } else {
    b.code({ wide, opcode: [0x81], reg: op, rm: aluTarget(b, op), imm });
  }
};

const aluMem: Row = (b) => {
  const op = b.random.pick(ALU);
  const wide = width(b);
  const rm = b.memory(sizeOf(wide));
  switch (b.random.below(3)) {
    case 0:
      b.code({ wide, opcode: [0x83], reg: op, rm, imm: bytesOf(b.random.imm8(), 1) });
      break;
    case 1:
      b.code({ wide, opcode: [aluOpcode(op, 1)], reg: b.source(), rm });
      break;
    default:
      b.code({ wide, opcode: [aluOpcode(op, 3)], reg: aluTarget(b, op), rm });
  }
};

const aluGs: Row = (b) => {
  if (b.gsForm === 'absolute') {
    const op = b.random.pick(ALU);
    b.throughGs({ wide: true, opcode: [aluOpcode(op, 3)], reg: aluTarget(b, op) });
  } else {
    b.throughGs({ wide: true, opcode: [0xc1], reg: 7, imm: [b.random.below(256)] });
  }
};

const lockedAlu: Row = (b) => {
  const wide = width(b);
  const opcode = [aluOpcode(b.random.pick(LOCKED), 1)];
  b.code({ prefixes: [0xf0], wide, opcode, reg: b.source(), rm: b.memory(sizeOf(wide)) });
};

function lockMaybe(b: X86Builder): Pick<Coded, 'prefixes'> {
  return b.random.once(4) ? {} : { prefixes: [0xf0] };
}

const xchgMem: Row = (b) => {
  const wide = width(b);
  const rm = b.memory(sizeOf(wide));
  b.code({ ...lockMaybe(b), wide, opcode: [0x87], reg: b.target(), rm });
};

const xaddMem: Row = (b) => {
  const wide = width(b);
  const rm = b.memory(sizeOf(wide));
  b.code({ ...lockMaybe(b), wide, opcode: [0x0f, 0xc1], reg: b.target(), rm });
};

const cmpxchgMem: Row = (b) => {
  if (b.kept.includes(RAX)) return;
  const wide = width(b);
  b.kept.push(RAX);
  const rm = b.memory(sizeOf(wide));
  b.kept.pop();
  // Half of them find what they expect.
  if (b.random.once(2)) b.code({ wide, opcode: [0x8b], reg: RAX, rm });
  b.code({ ...lockMaybe(b), wide, opcode: [0x0f, 0xb1], reg: b.source(), rm });
};

const testReg: Row = (b) => {
  b.code({ wide: width(b), opcode: [0x85], reg: b.source(), rm: b.source() });
};

const testImm: Row = (b) => {
  const imm = bytesOf(b.random.imm32(), 4);
  b.code({ wide: width(b), opcode: [0xf7], reg: 0, rm: b.source(), imm });
};

const neg: Row = (b) => b.code({ wide: width(b), opcode: [0xf7], reg: 3, rm: b.target() });

const shiftOnce: Row = (b) =>
  b.code({ wide: width(b), opcode: [0xd1], reg: b.random.pick(SHIFTS), rm: b.target() });

const shiftImm: Row = (b) => {
  const imm = [b.random.once(4) ? b.random.below(256) : b.random.below(65)];
  b.code({ wide: width(b), opcode: [0xc1], reg: b.random.pick(SHIFTS), rm: b.target(), imm });
};

const shiftCl: Row = (b) => {
  if (b.random.once(2) && !b.kept.includes(RCX)) {
    b.add(encodeInOpcode([0xb8], RCX, { imm: bytesOf(b.random.imm32(), 4) }));
  }
  b.code({ wide: width(b), opcode: [0xd3], reg: b.random.pick(SHIFTS), rm: b.target() });
};

const shiftX: Row = (b) => {
  if (!b.features.has('bmi2')) return;
  const regs = { dst: b.target(), src: b.source(), count: b.source() };
  b.add(encodeShiftX(b.random.pick(SHIFT_X_PREFIXES), width(b), regs));
};

const ror16: Row = (b) => {
  const imm = [b.random.once(2) ? 8 : b.random.below(64)];
  b.code({ prefixes: [0x66], opcode: [0xc1], reg: 1, rm: b.target(), imm });
};

const bswap: Row = (b) => b.add(encodeInOpcode([0x0f, 0xc8], b.target(), { wide: width(b) }));

function keepsAny(b: X86Builder, ...regs: readonly number[]): boolean {
  return regs.some((reg) => b.kept.includes(reg));
}

const multiplyWide: Row = (b) => {
  if (keepsAny(b, RAX, RDX)) return;
  b.code({ wide: width(b), opcode: [0xf7], reg: 4, rm: b.source() });
};

const imulReg: Row = (b) =>
  b.code({ wide: width(b), opcode: [0x0f, 0xaf], reg: b.target(), rm: b.source() });

const imulImm: Row = (b) => {
  const short = b.random.once(2);
  const imm = short ? bytesOf(b.random.imm8(), 1) : bytesOf(b.random.imm32(), 4);
  const coded = { wide: width(b), reg: b.target(), rm: b.source(), imm };
  b.code({ ...coded, opcode: [short ? 0x6b : 0x69] });
};

function divisor(b: X86Builder): number {
  b.kept.push(RAX, RDX);
  const reg = b.target();
  b.kept.splice(-2);
  return reg;
}

/** As the JIT divides: the upper half cleared or made of the sign, and seldom a zero divisor. */
const divide: Row = (b) => {
  if (keepsAny(b, RAX, RDX)) return;
  const wide = width(b);
  const signed = b.random.once(2);
  const reg = divisor(b);
  if (!b.random.once(30)) b.code({ wide: true, opcode: [0x83], reg: 1, rm: reg, imm: [1] });
  if (signed) b.add(wide ? [0x48, 0x99] : [0x99]);
  else b.add([0x31, 0xd2]);
  b.code({ wide, opcode: [0xf7], reg: signed ? 7 : 6, rm: reg });
};

/** The low `bits` of `value`, with anything above them. */
function padded(b: X86Builder, value: bigint, bits: number): bigint {
  return (b.random.value() << BigInt(bits)) | BigInt.asUintN(bits, value);
}

/** A dividend of double width made from quotient and remainder, so that it fits, or just does not. */
const divideDouble: Row = (b) => {
  if (keepsAny(b, RAX, RDX)) return;
  const { random } = b;
  const signed = random.once(2);
  const bits = random.pick([8, 16, 32, 32, 64, 64]);
  const reg = divisor(b);
  // Powers of two make dividends whose lower half is zero.
  const factor = (): bigint =>
    random.once(3) ? BigInt(random.pick([-1, 1])) << BigInt(random.below(bits)) : random.value();
  const narrow = (value: bigint): bigint =>
    signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
  const by = narrow(factor()) || 1n;
  const exact = narrow(factor()) * by;
  const rest = random.once(2) ? random.value() % by : 0n;
  const dividend = exact < 0n ? exact - rest : exact + rest;
  const wrong = random.once(12) ? by : 0n;
  b.moveImm64(reg, padded(b, by, bits));
  b.moveImm64(RAX, padded(b, dividend + wrong, bits === 8 ? 16 : bits));
  if (bits > 8) b.moveImm64(RDX, padded(b, (dividend + wrong) >> BigInt(bits), bits));
  const prefixes = bits === 16 ? [0x66] : [];
  const shape = { prefixes, wide: bits === 64, forceRex: true };
  b.code({ ...shape, opcode: [bits === 8 ? 0xf6 : 0xf7], reg: signed ? 7 : 6, rm: reg });
};

/** Anything by anything: mostly a fault. */
const divideAnything: Row = (b) => {
  if (keepsAny(b, RAX, RDX) || !b.random.once(10)) return;
  b.code({ wide: width(b), opcode: [0xf7], reg: b.random.pick([6, 7]), rm: b.source() });
};

const signExtendRax: Row = (b) => {
  if (!keepsAny(b, RDX)) b.add(width(b) ? [0x48, 0x99] : [0x99]);
};

const movReg: Row = (b) => {
  const wide = width(b);
  if (b.random.once(3)) b.code({ wide, opcode: [0x8b], reg: b.target(), rm: b.source() });
  else b.code({ wide, opcode: [0x89], reg: b.source(), rm: b.target() });
};

const movImm: Row = (b) => {
  const imm = bytesOf(b.random.imm32(), 4);
  switch (b.random.below(3)) {
    case 0:
      b.add(encodeInOpcode([0xb8], b.target(), { imm }));
      break;
    case 1:
      b.code({ wide: width(b), opcode: [0xc7], reg: 0, rm: b.target(), imm });
      break;
    default:
      b.moveImm64(b.target(), b.random.value());
  }
};

const load: Row = (b) => {
  const wide = width(b);
  const rm = b.memory(sizeOf(wide));
  b.code({ wide, opcode: [0x8b], reg: b.target(), rm });
};

/** Opcode byte behind 0f, and bytes of the operand: movzx and movsx of byte and word. */
const EXTENSIONS = [
  [0xb6, 1],
  [0xb7, 2],
  [0xbe, 1],
  [0xbf, 2],
] as const;

const loadExtended: Row = (b) => {
  const [opcode, byteLen] = b.random.pick(EXTENSIONS);
  const rm = b.memory(byteLen);
  b.code({ wide: width(b), opcode: [0x0f, opcode], reg: b.target(), rm });
};

const extendReg: Row = (b) => {
  const [opcode] = b.random.pick(EXTENSIONS);
  b.code({ wide: width(b), opcode: [0x0f, opcode], reg: b.target(), rm: b.source() });
};

const loadSigned32: Row = (b) => {
  const rm = b.random.once(2) ? b.source() : b.memory(4);
  b.code({ wide: true, opcode: [0x63], reg: b.target(), rm });
};

/** Stores of 1, 2, 4 and 8 bytes, of a register or a constant. */
const store: Row = (b) => {
  const byteLen = b.random.pick([1, 2, 4, 8]);
  const rm: Mem = b.memory(byteLen);
  const shape = { ...(byteLen === 2 ? { prefixes: [0x66] } : {}), wide: byteLen === 8, rm };
  const isByte = byteLen === 1;
  if (b.random.once(2)) {
    b.code({ ...shape, opcode: [isByte ? 0x88 : 0x89], reg: b.source() });
  } else {
    const imm = bytesOf(b.random.imm32(), Math.min(byteLen, 4));
    b.code({ ...shape, opcode: [isByte ? 0xc6 : 0xc7], reg: 0, imm });
  }
};

const nop: Row = (b) => b.add(b.random.pick(NOPS));

/** What a row's turn comes to. */
const WEIGHTED: readonly (readonly [number, Row])[] = [
  [6, aluReg],
  [5, aluImm8],
  [4, aluImm32],
  [3, aluMem],
  [1, aluGs],
  [3, lockedAlu],
  [2, xchgMem],
  [3, xaddMem],
  [3, cmpxchgMem],
  [2, testReg],
  [2, testImm],
  [2, neg],
  [2, shiftOnce],
  [4, shiftImm],
  [4, shiftCl],
  [3, shiftX],
  [2, ror16],
  [2, bswap],
  [2, multiplyWide],
  [2, imulReg],
  [2, imulImm],
  [3, divide],
  [2, divideDouble],
  [1, divideAnything],
  [1, signExtendRax],
  [2, movReg],
  [3, movImm],
  [4, load],
  [4, loadExtended],
  [2, extendReg],
  [2, loadSigned32],
  [5, store],
  [2, nop],
];

export const ROWS: readonly Row[] = WEIGHTED.flatMap(([weight, row]) =>
  Array.from({ length: weight }, () => row),
);

/** cmp: every flag is defined behind it. */
export const compare: Row = (b) =>
  b.code({ wide: width(b), opcode: [0x39], reg: b.source(), rm: b.source() });

/** Insns that define every flag that a condition reads. */
export const COMPARES: readonly Row[] = [testReg, testImm, compare];
