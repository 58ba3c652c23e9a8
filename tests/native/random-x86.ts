// Random sequences of x86-64 insns with branches, calls, frames and short loops.

import { decodeInsn } from '../../src/core/x86/index.ts';
import { anyForm } from './any-form.ts';
import { EXIT_ADDR } from './areas.ts';
import { flagEffect } from './flag-effects.ts';
import { RandomSource } from './random-source.ts';
import type { NativeCase } from './stream.ts';
import { X86Builder } from './x86-builder.ts';
import { bytesOf, encodeInOpcode, RBP, RCX, RSP } from './x86-code.ts';
import { COMPARES, compare, ROWS } from './x86-rows.ts';

const MAX_DEPTH = 3;
/** Room that one level of calls, frames and pushes may take on the stack. */
const LEVEL_BYTES = 100;

type Statement = (b: X86Builder, depth: number) => void;

function block(b: X86Builder, depth: number, most = 4): void {
  for (let left = b.random.between(1, most); left > 0; left--) statement(b, depth + 1);
}

/** Drops what came since `start` if a rel8 cannot reach over it. */
function landShort(b: X86Builder, start: number, end: number, undefinedBefore: number): void {
  if (b.here - end <= 127) {
    b.land(end, 1);
    return;
  }
  b.bytes.length = start;
  b.undefinedFlags = undefinedBefore;
}

function conditionReads(cc: number): number {
  const insn = decodeInsn(Uint8Array.of(0x70 | cc, 0), 0);
  return insn.kind === 'insn' ? flagEffect(insn, null).reads : 0;
}

/** jcc over a block. */
const branch: Statement = (b, depth) => {
  const start = b.here;
  const cc = b.random.below(16);
  if (b.random.once(2) || conditionReads(cc) & b.undefinedFlags) b.random.pick(COMPARES)(b);
  const before = b.undefinedFlags;
  const short = b.random.once(2);
  b.add(short ? [0x70 | cc, 0] : [0x0f, 0x80 | cc, 0, 0, 0, 0]);
  const end = b.here;
  block(b, depth);
  b.undefinedFlags |= before;
  if (short) landShort(b, start, end, before);
  else b.land(end, 4);
};

/** jmp over a few insns that nobody executes; or by a register. */
const jump: Statement = (b, depth) => {
  const start = b.here;
  const before = b.undefinedFlags;
  const kind = b.random.pick(['short', 'near', 'reg']);
  const reg = b.target();
  if (kind === 'short') b.add([0xeb, 0]);
  else if (kind === 'near') b.add([0xe9, 0, 0, 0, 0]);
  else b.moveImm64(reg, 0n);
  const immEnd = b.here;
  if (kind === 'reg') b.code({ opcode: [0xff], reg: 4, rm: reg });
  const end = b.here;
  block(b, depth, 2);
  b.undefinedFlags = before;
  if (kind === 'short') landShort(b, start, end, before);
  else if (kind === 'near') b.land(end, 4);
  else b.bytes.splice(immEnd - 8, 8, ...bytesOf(b.codeAddr + BigInt(b.here), 8));
};

/** call to a function that stands behind a jmp over it. */
const call: Statement = (b, depth) => {
  b.add([0xe8, 5, 0, 0, 0]);
  b.add([0xe9, 0, 0, 0, 0]);
  const end = b.here;
  const { stackEnd } = b;
  b.rspOff -= 8;
  b.stackEnd = b.rspOff;
  block(b, depth);
  b.stackEnd = stackEnd;
  b.rspOff += 8;
  b.add([0xc3]);
  b.land(end, 4);
};

const pushPop: Statement = (b, depth) => {
  if (b.random.once(3)) b.add([0x6a, ...bytesOf(b.random.imm8(), 1)]);
  else b.add(encodeInOpcode([0x50], b.source()));
  b.rspOff -= 8;
  block(b, depth, 2);
  b.rspOff += 8;
  b.add(encodeInOpcode([0x58], b.target()));
};

function moveRsp(b: X86Builder, op: number, by: number): void {
  const short = b.random.once(2);
  const imm = bytesOf(by, short ? 1 : 4);
  b.code({ wide: true, opcode: [short ? 0x83 : 0x81], reg: op, rm: RSP, imm });
}

const ADD = 0;
const SUB = 5;

/** sub rsp, block, add rsp. */
const room: Statement = (b, depth) => {
  const size = b.random.below(64);
  moveRsp(b, SUB, size);
  b.rspOff -= size;
  block(b, depth, 2);
  b.rspOff += size;
  moveRsp(b, ADD, size);
};

/** A function's frame: rbp leads back to where rsp was. */
const frame: Statement = (b, depth) => {
  if (b.kept.includes(RBP)) return;
  b.add([0x55]);
  b.add([0x48, 0x89, 0xe5]);
  const size = b.random.below(40);
  moveRsp(b, SUB, size);
  b.rspOff -= 8 + size;
  b.kept.push(RBP);
  block(b, depth);
  b.kept.pop();
  b.rspOff += 8 + size;
  b.add([0xc9]);
};

/** A block two to four times. */
const loop: Statement = (b, depth) => {
  const counter = b.target();
  b.add(encodeInOpcode([0xb8], counter, { imm: bytesOf(b.random.between(2, 4), 4) }));
  const start = b.here;
  const before = b.undefinedFlags;
  b.kept.push(counter);
  block(b, depth, 3);
  b.kept.pop();
  b.code({ wide: true, opcode: [0x83], reg: SUB, rm: counter, imm: [1] });
  b.add([0x0f, 0x85, ...bytesOf(start - (b.here + 6), 4)]);
  b.undefinedFlags |= before;
};

const COMPOUND: readonly Statement[] = [
  branch,
  branch,
  branch,
  jump,
  call,
  pushPop,
  pushPop,
  room,
  frame,
  loop,
];

function statement(b: X86Builder, depth: number): void {
  const isSimple = depth >= MAX_DEPTH || b.rspOff < LEVEL_BYTES || !b.random.once(6);
  if (isSimple) b.random.pick(ROWS)(b);
  else b.random.pick(COMPOUND)(b, depth);
}

// ---- what no kernel emits, but the executor knows ----

/** loopne, loope, loop or jrcxz over a block. */
const countdown: Statement = (b, depth) => {
  const start = b.here;
  const before = b.undefinedFlags;
  if (b.kept.includes(RCX)) return;
  const opcode = b.random.between(0xe0, 0xe3);
  b.add(encodeInOpcode([0xb8], RCX, { wide: true, imm: bytesOf(b.random.below(3), 8) }));
  if (opcode < 0xe2 && b.undefinedFlags !== 0) compare(b);
  b.add([opcode, 0]);
  const end = b.here;
  const undefinedThere = b.undefinedFlags;
  block(b, depth, 2);
  b.undefinedFlags |= undefinedThere;
  landShort(b, start, end, before);
};

/** Puts the address of a function, not known yet, into a register; returns the end of the constant. */
function moveAddress(b: X86Builder, reg: number): number {
  b.moveImm64(reg, 0n);
  return b.here;
}

/** call through a register or through memory, to a function that drops what was pushed for it. */
const indirectCall: Statement = (b, depth) => {
  const reg = b.target();
  const dropped = 8 * b.random.below(3);
  for (let pushed = 0; pushed < dropped; pushed += 8) b.add(encodeInOpcode([0x50], b.source()));
  b.rspOff -= dropped;
  const immEnd = moveAddress(b, reg);
  b.kept.push(reg);
  const rm = b.random.once(2) ? reg : b.memory(8);
  b.kept.pop();
  if (typeof rm !== 'number') b.code({ wide: true, opcode: [0x89], reg, rm });
  b.code({ opcode: [0xff], reg: 2, rm });
  b.add([0xe9, 0, 0, 0, 0]);
  const end = b.here;
  b.bytes.splice(immEnd - 8, 8, ...bytesOf(b.codeAddr + BigInt(end), 8));
  const { stackEnd } = b;
  b.rspOff -= 8;
  b.stackEnd = b.rspOff;
  block(b, depth, 2);
  b.stackEnd = stackEnd;
  b.rspOff += 8 + dropped;
  b.add(dropped === 0 ? [0xc3] : [0xc2, ...bytesOf(dropped, 2)]);
  b.land(end, 4);
};

/** push of memory or a long constant, and pop to memory: also at rsp, which moves meanwhile. */
const pushPopMemory: Statement = (b, depth) => {
  if (b.random.once(3)) b.add([0x68, ...bytesOf(b.random.imm32(), 4)]);
  else b.code({ opcode: [0xff], reg: 6, rm: b.memory(8) });
  b.rspOff -= 8;
  block(b, depth, 1);
  b.rspOff += 8;
  // Set up while the value is still on the stack, so the operand counts from rsp behind the pop.
  const room = b.stackEnd - b.rspOff - 8;
  const atRsp = room >= 0 && b.random.once(2);
  const rm = atRsp ? ({ base: RSP, disp: b.random.below(room + 1), dispLen: 4 } as const) : null;
  b.rspOff -= 8;
  const place = rm ?? b.memory(8);
  b.rspOff += 8;
  const isOwnSlot = rm === null && typeof place !== 'number' && place.base === RSP;
  if (isOwnSlot) b.add(encodeInOpcode([0x58], b.target()));
  else b.code({ opcode: [0x8f], reg: 0, rm: place });
};

/** push and pop of 16 bits. */
const pushPopShort: Statement = (b, depth) => {
  if (b.random.once(2)) b.add([0x66, 0x6a, b.random.below(256)]);
  else b.add([0x66, ...encodeInOpcode([0x50], b.source())]);
  b.rspOff -= 2;
  block(b, depth, 2);
  b.rspOff += 2;
  b.add([0x66, ...encodeInOpcode([0x58], b.target())]);
};

/** lea with a sum cut to 32 bits. */
const shortLea: Statement = (b) => {
  const rm = { base: b.source(), disp: b.random.imm32(), dispLen: 4 } as const;
  b.code({ prefixes: [0x67], wide: b.random.once(2), opcode: [0x8d], reg: b.target(), rm });
};

const UNUSUAL: readonly Statement[] = [
  countdown,
  indirectCall,
  pushPopMemory,
  pushPopShort,
  shortLea,
];

/** Undefined opcodes, and lock where it may not be. */
const REFUSED = [
  [0x0f, 0x0b],
  [0xf0, 0x01, 0xc8],
  [0xf0, 0x89, 0x45, 0x00],
  [0xf0, 0x39, 0x45, 0x00],
  [0xf0, 0x90],
  [0x0f, 0xb9, 0xc0],
  [0x0f, 0xff, 0xc0],
];

/** How a sequence ends: nearly always by a jump to the exit. */
function finish(b: X86Builder): void {
  if (b.random.once(40)) b.add([0xcc]);
  if (b.random.once(40)) b.add(b.random.pick(REFUSED));
  if (b.random.once(3)) {
    const reg = b.target();
    b.moveImm64(reg, EXIT_ADDR);
    b.code({ opcode: [0xff], reg: 4, rm: reg });
  } else {
    const end = b.codeAddr + BigInt(b.here + 5);
    b.add([0xe9, ...bytesOf(EXIT_ADDR - end, 4)]);
  }
}

/** A sequence of the forms that kernels emit. `features` of the processor, as Linux names them. */
export function randomX86(seed: number, features: ReadonlySet<string>): NativeCase {
  const b = new X86Builder(new RandomSource(seed), features);
  for (let left = b.random.between(3, 30); left > 0; left--) statement(b, 0);
  finish(b);
  return b.finish(`x86-${seed}`);
}

/** A sequence of any forms, with a few of those. */
export function randomForms(seed: number, features: ReadonlySet<string>): NativeCase {
  const b = new X86Builder(new RandomSource(seed), features);
  for (let left = b.random.between(3, 25); left > 0; left--) {
    if (b.random.once(6)) statement(b, MAX_DEPTH - 1);
    else if (b.random.once(8)) b.random.pick(UNUSUAL)(b, MAX_DEPTH - 1);
    else anyForm(b);
  }
  finish(b);
  return b.finish(`form-${seed}`);
}
