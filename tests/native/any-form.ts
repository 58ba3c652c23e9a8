// Any row of the opcode table that a user program may run, in any size: what the executor can do
// beyond the forms that kernels emit. The bytes are put together from the table's own notation.

import { at } from '../../src/core/base/index.ts';
import { OPCODE_ROWS, type OpcodeRow } from '../../src/core/x86/decode-rows.ts';
import { decodeInsn, type MemOperand, type X86Insn } from '../../src/core/x86/index.ts';
import { flagEffect } from './flag-effects.ts';
import type { X86Builder } from './x86-builder.ts';
import { bytesOf, encode, type Mem, RAX, RCX, RDX } from './x86-code.ts';
import { compare } from './x86-rows.ts';

/** Ops that neither branch nor move rsp, and whether a processor must have something for them. */
const OPS: ReadonlySet<string> = new Set(
  (
    'adc add and andn blsi blsmsk blsr bsf bsr bswap bt btc btr bts bzhi cbw clc cld cmc cmovcc ' +
    'cmp cmpxchg cwd dec div endbr32 endbr64 idiv imul inc lahf lea lfence lzcnt mfence mov ' +
    'movbe movnti movsx movsxd movzx mul mulx neg nop not or pause popcnt prefetchnta ' +
    'prefetcht0 prefetcht1 prefetcht2 rcl rcr rol ror sahf sar sarx sbb setcc sfence shl shlx ' +
    'shr shrx stc std sub test xadd xchg xor'
  ).split(' '),
);

/** Feature of /proc/cpuinfo that an op needs. */
const FEATURE: Readonly<Record<string, string>> = {
  andn: 'bmi1',
  blsi: 'bmi1',
  blsmsk: 'bmi1',
  blsr: 'bmi1',
  bzhi: 'bmi2',
  lahf: 'lahf_lm',
  lzcnt: 'abm',
  movbe: 'movbe',
  mulx: 'bmi2',
  popcnt: 'popcnt',
  prefetchw: '3dnowprefetch',
  sahf: 'lahf_lm',
  sarx: 'bmi2',
  shlx: 'bmi2',
  shrx: 'bmi2',
  tzcnt: 'bmi1',
};

/** Their first operand is only read. */
const READS_FIRST = new Set(['cmp', 'test', 'bt', 'nop', 'mul', 'div', 'idiv', 'imul1']);
const WRITES_SECOND = new Set(['xchg', 'xadd', 'mulx']);
const WRITES_RAX = new Set(['mul', 'div', 'idiv', 'imul1', 'cbw', 'cmpxchg', 'lahf']);
const WRITES_RDX = new Set(['mul', 'div', 'idiv', 'imul1', 'cwd']);
const BIT_TESTS = new Set(['bt', 'bts', 'btr', 'btc']);
const LOCKABLE = new Set(
  'adc add and btc btr bts cmpxchg dec inc neg not or sbb sub xadd xchg xor'.split(' '),
);

/** What a row's encoding says, as far as it takes to write it. */
interface Shape {
  readonly vexMap: number;
  readonly opcode: readonly number[];
  /** Low opcode bits that may be anything: 7 for +r, 15 for +cc. */
  readonly free: number;
  readonly digit: number;
  readonly rm: number;
  readonly mandatory: number;
  readonly form: 'mem' | 'reg' | 'either' | 'none';
  /** Prefix 66 makes it 16 bits wide. */
  readonly canBeShort: boolean;
  readonly usesVvvv: boolean;
}

const MANDATORY: Readonly<Record<string, number>> = { '66': 0x66, f3: 0xf3, f2: 0xf2 };
const VEX_PP: Readonly<Record<number, number>> = { 0: 0, 0x66: 1, 0xf3: 2, 0xf2: 3 };

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? -1 : Number(found);
}

function formOf(row: OpcodeRow): Shape['form'] {
  const [text, op, operands] = row;
  if (/ mem/.test(text) || /M[a-z]/.test(operands)) return 'mem';
  if (/ reg/.test(text)) return 'reg';
  // The result for a zero source is undefined, and sources in memory cannot be kept from zero; a
  // bit number in a register would reach out of the window.
  if (op === 'bsf' || op === 'bsr' || (BIT_TESTS.has(op) && operands === 'Ev,Gv')) return 'reg';
  return /[EG][a-z]/.test(operands) || text.includes('/') ? 'either' : 'none';
}

function canBeShort([text, op, operands, flags]: OpcodeRow): boolean {
  const isSized = /[EGZ][vz]|rAX|Ov/.test(operands) || flags === 'sv';
  return isSized && op !== 'bswap' && !text.startsWith('v') && !/ (np|66)/.test(text);
}

function shapeOf(row: OpcodeRow): Shape {
  const [text, , operands] = row;
  const [head = '', ...rest] = text.split(' ');
  const [, vex = '', hex = '', plus = ''] = /^(v?)([0-9a-f]+)(.*)$/.exec(head) ?? [];
  const opcode = Uint8Array.from(Buffer.from(hex, 'hex'));
  const prefix = rest.find((word) => word in MANDATORY);
  return {
    vexMap: vex === '' ? 0 : opcode[1] === 0x38 ? 2 : 3,
    opcode: [...opcode],
    free: plus === '+r' ? 7 : plus === '+cc' ? 15 : 0,
    digit: numberIn(text, /\/(\d)/),
    rm: numberIn(text, /rm=(\d)/),
    mandatory: prefix === undefined ? 0 : (MANDATORY[prefix] ?? 0),
    form: formOf(row),
    canBeShort: canBeShort(row),
    usesVvvv: /B[a-z]/.test(operands),
  };
}

const SHAPES_OF_OP = new Map<string, Shape[]>();
for (const row of OPCODE_ROWS) {
  const [, op, operands] = row;
  if (!OPS.has(op) || /Sw/.test(operands)) continue;
  SHAPES_OF_OP.set(op, [...(SHAPES_OF_OP.get(op) ?? []), shapeOf(row)]);
}
const OP_NAMES = [...SHAPES_OF_OP.keys()];

/** All that was drawn for one insn, but its memory operand. */
interface Draft {
  readonly shape: Shape;
  readonly prefixes: readonly number[];
  readonly wide: boolean;
  readonly opcode: readonly number[];
  readonly reg: number;
  readonly vvvv: number;
  /** Register operand; null for memory. */
  readonly rm: number | null;
  readonly forceRex: boolean;
  /** More than any insn takes: the rest is cut off. */
  readonly tail: readonly number[];
}

function draw(b: X86Builder, shape: Shape): Draft {
  const { random } = b;
  const isShort = shape.canBeShort && random.once(3);
  const usesMemory = shape.form === 'mem' || (shape.form === 'either' && random.once(2));
  const opcode = [...shape.opcode];
  const last = opcode.length - 1;
  opcode[last] = at(opcode, last) + random.below(shape.free + 1);
  return {
    shape,
    prefixes: [...(isShort ? [0x66] : []), ...(shape.mandatory === 0 ? [] : [shape.mandatory])],
    wide: random.once(3),
    opcode,
    reg: shape.digit >= 0 ? shape.digit : random.below(16),
    vvvv: shape.usesVvvv ? random.below(16) : 0,
    rm: usesMemory ? null : shape.rm >= 0 ? shape.rm : random.below(16),
    forceRex: random.once(3),
    tail: bytesOf(random.value(), 8),
  };
}

/** The bytes of a draft, as many as the insn has. */
function write(draft: Draft, mem: Mem, lock = false): number[] {
  const { shape, opcode, reg, wide, forceRex } = draft;
  const rm = draft.rm ?? mem;
  if (shape.vexMap > 0) return cut([...writeVex(draft, rm), ...draft.tail]);
  const prefixes = [...(lock ? [0xf0] : []), ...draft.prefixes];
  if (shape.form !== 'none') {
    return cut(encode({ prefixes, wide, opcode, reg, rm, forceRex, imm: draft.tail }));
  }
  const isNamed = shape.free === 7;
  const rex = 0x40 | (wide ? 8 : 0) | (isNamed && reg >= 8 ? 1 : 0);
  const rexBytes = rex !== 0x40 || forceRex ? [rex] : [];
  return cut([...prefixes, ...rexBytes, ...opcode, ...draft.tail]);
}

function writeVex(draft: Draft, rm: number | Mem): number[] {
  const { shape, reg, wide, vvvv } = draft;
  // The ordinary encoding gives REX and ModRM; VEX has the REX bits inverted.
  const isThroughGs = typeof rm !== 'number' && rm.gs === true;
  const operand = typeof rm === 'number' ? rm : { ...rm, gs: false };
  const plain = encode({ forceRex: true, opcode: [at(draft.opcode, 2)], reg, rm: operand });
  const rxb = at(plain, 0) & 7;
  const second = ((~rxb & 7) << 5) | shape.vexMap;
  const third = (wide ? 0x80 : 0) | ((~vvvv & 15) << 3) | (VEX_PP[shape.mandatory] ?? 0);
  return [...(isThroughGs ? [0x65] : []), 0xc4, second, third, ...plain.slice(1)];
}

function cut(bytes: readonly number[]): number[] {
  const insn = decodeInsn(Uint8Array.from(bytes), 0);
  return insn.kind === 'bad' ? [] : bytes.slice(0, insn.length);
}

function decoded(bytes: readonly number[]): X86Insn | null {
  const insn = decodeInsn(Uint8Array.from(bytes), 0);
  return insn.kind === 'bad' ? null : insn;
}

/** Registers that the insn writes. */
function written(insn: X86Insn): number[] {
  const name = insn.op === 'imul' && insn.operands.length === 1 ? 'imul1' : insn.op;
  const listed = insn.operands.flatMap((operand, idx) => {
    const writes = idx === 0 ? !READS_FIRST.has(name) : idx === 1 && WRITES_SECOND.has(name);
    return writes && operand.kind === 'reg' ? [operand.num] : [];
  });
  return [
    ...listed,
    ...(WRITES_RAX.has(name) ? [RAX] : []),
    ...(WRITES_RDX.has(name) ? [RDX] : []),
  ];
}

function writesKept(b: X86Builder, insn: X86Insn): boolean {
  return written(insn).some((reg) => b.kept.includes(reg));
}

function memoryOf(insn: X86Insn): MemOperand | undefined {
  return insn.operands.find((operand) => operand.kind === 'mem');
}

/** lea and nop only look at the address: it may be anything. */
function memoryFor(b: X86Builder, mem: MemOperand): Mem {
  if (mem.size !== 0) return b.memory(mem.size / 8);
  const disp = b.random.imm32();
  const scale = b.random.pick([1, 2, 4, 8] as const);
  const index = b.random.below(16);
  const base = b.source();
  return index === 4 ? { base, disp, dispLen: 4 } : { base, index, scale, disp, dispLen: 4 };
}

/** Makes a quotient that fits likely, and keeps bsf and bsr from a zero source. */
function prepare(b: X86Builder, insn: X86Insn): void {
  const { op, size, operands } = insn;
  const source = operands.at(-1);
  if ((op === 'bsf' || op === 'bsr') && source?.kind === 'reg') {
    const imm = bytesOf(1 << b.random.below(7), 1);
    b.add(encode({ wide: true, opcode: [0x83], reg: 1, rm: source.num, imm }));
  }
  if (op === 'div' || op === 'idiv') {
    // The upper half of the dividend: a sign, or a little more than one.
    const upper = BigInt(b.random.once(2) ? b.random.between(-1, 0) : b.random.between(-20, 20));
    if (size === 8) b.moveImm64(RAX, (upper << 8n) | BigInt(b.random.below(256)));
    else b.moveImm64(RDX, upper);
  }
}

function absoluteTarget(bytes: number[], insn: X86Insn, addr: bigint): number[] {
  const isAbsolute = insn.operands.some(({ kind }) => kind === 'moffs');
  return isAbsolute ? [...bytes.slice(0, insn.length - 8), ...bytesOf(addr, 8)] : bytes;
}

function tryOnce(b: X86Builder): boolean {
  const { random } = b;
  const op = random.pick(OP_NAMES);
  const feature = FEATURE[op];
  if (feature !== undefined && !b.features.has(feature)) return true;
  if ((op === 'div' || op === 'idiv') && !random.once(4)) return true;
  const draft = draw(b, random.pick(SHAPES_OF_OP.get(op) ?? []));
  const shown = decoded(write(draft, { base: b.pointer, disp: 0, dispLen: 4 }));
  if (shown === null || shown.op !== op) return false;
  if (writesKept(b, shown)) return false;
  if (flagEffect(shown, null).reads & b.undefinedFlags) compare(b);
  const source = shown.operands.at(-1);
  const isKeptSource = source?.kind === 'reg' && b.kept.includes(source.num);
  if ((op === 'bsf' || op === 'bsr') && isKeptSource) return false;
  // What prepares the operand must not be overwritten by what prepares the insn.
  prepare(b, shown);
  const mem = memoryOf(shown);
  const implied = [RAX, RCX, RDX].filter((reg) => !b.kept.includes(reg));
  b.kept.push(...implied);
  const place = mem === undefined ? undefined : memoryFor(b, mem);
  b.kept.splice(b.kept.length - implied.length);
  const lock = LOCKABLE.has(op) && mem !== undefined && shown.operands[0] === mem && random.once(3);
  const bytes = write(draft, place ?? { base: b.pointer, disp: 0, dispLen: 4 }, lock);
  const final = decoded(bytes) ?? shown;
  // A base of r8 or above brings a REX prefix, and with it spl for ah.
  if (writesKept(b, final)) return false;
  b.add(absoluteTarget(bytes, final, b.dataAddr + BigInt(random.below(504))));
  return true;
}

/** Appends one insn of any form, with what it needs in front. */
export function anyForm(b: X86Builder): void {
  for (let tries = 0; tries < 20; tries++) {
    if (tryOnce(b)) return;
  }
}
