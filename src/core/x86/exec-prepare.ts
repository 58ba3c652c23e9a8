// Prepares instructions for running: finds the handler, resolves the operands.
// Authority: Intel SDM vol. 2, LOCK (which instructions take it) and each instruction's operands.
// Not modelled: whatever has no handler below; it stops when it is run.

import type { X86Bad, X86Insn, X86Operand } from './decode-insn.ts';
import type { X86Op } from './decode-rows.ts';
import * as alu from './exec-alu.ts';
import * as bits from './exec-bits.ts';
import * as branch from './exec-branch.ts';
import { type AccessLen, gprWord, REGFILE, type X86Cpu, type X86Stop } from './exec-cpu.ts';
import { execDiv, execIdiv } from './exec-divide.ts';
import {
  type ExecHandler,
  OPERAND_IMM,
  OPERAND_MEM,
  OPERAND_NONE,
  OPERAND_REG,
  type PreparedInsn,
  type PreparedOperand,
  type X86Control,
} from './exec-insn.ts';
import * as move from './exec-move.ts';
import * as multiply from './exec-multiply.ts';
import * as shift from './exec-shift.ts';
import * as system from './exec-system.ts';

const HANDLERS: Readonly<Partial<Record<X86Op, ExecHandler>>> = {
  adc: alu.execAdc,
  add: alu.execAdd,
  and: alu.execAnd,
  andn: bits.execAndn,
  blsi: bits.execBlsi,
  blsmsk: bits.execBlsmsk,
  blsr: bits.execBlsr,
  bsf: bits.execBsf,
  bsr: bits.execBsr,
  bswap: move.execBswap,
  bt: bits.execBt,
  btc: bits.execBtc,
  btr: bits.execBtr,
  bts: bits.execBts,
  bzhi: bits.execBzhi,
  call: branch.execCall,
  cbw: move.execCbw,
  clc: system.execClc,
  cld: system.execCld,
  cli: system.execCli,
  cmc: system.execCmc,
  cmovcc: move.execCmov,
  cmp: alu.execCmp,
  cmpxchg: alu.execCmpxchg,
  cwd: move.execCwd,
  dec: alu.execDec,
  div: execDiv,
  endbr32: move.execNop,
  endbr64: move.execNop,
  idiv: execIdiv,
  imul: multiply.execImul,
  inc: alu.execInc,
  int3: system.execInt3,
  jcc: branch.execJcc,
  jmp: branch.execJmp,
  jrcxz: branch.execJrcxz,
  lahf: move.execLahf,
  lea: move.execLea,
  leave: move.execLeave,
  lfence: move.execNop,
  loop: branch.execLoop,
  loope: branch.execLoope,
  loopne: branch.execLoopne,
  lzcnt: bits.execLzcnt,
  mfence: move.execNop,
  mov: move.execMov,
  movbe: move.execMovbe,
  movnti: move.execMov,
  movsx: move.execMovsx,
  movsxd: move.execMovsx,
  movzx: move.execMovzx,
  mul: multiply.execMul,
  mulx: multiply.execMulx,
  neg: alu.execNeg,
  nop: move.execNop,
  not: alu.execNot,
  or: alu.execOr,
  pause: move.execNop,
  pop: move.execPop,
  popcnt: bits.execPopcnt,
  prefetchnta: move.execNop,
  prefetcht0: move.execNop,
  prefetcht1: move.execNop,
  prefetcht2: move.execNop,
  prefetchw: move.execNop,
  push: move.execPush,
  rcl: shift.execRcl,
  rcr: shift.execRcr,
  ret: branch.execRet,
  rol: shift.execRol,
  ror: shift.execRor,
  sahf: move.execSahf,
  sar: shift.execSar,
  sarx: shift.execSarx,
  sbb: alu.execSbb,
  setcc: move.execSetcc,
  sfence: move.execNop,
  shl: shift.execShl,
  shlx: shift.execShlx,
  shr: shift.execShr,
  shrx: shift.execShrx,
  stc: system.execStc,
  std: system.execStd,
  sti: system.execSti,
  sub: alu.execSub,
  test: alu.execTest,
  tzcnt: bits.execTzcnt,
  ud0: system.execUndefined,
  ud1: system.execUndefined,
  ud2: system.execUndefined,
  xadd: alu.execXadd,
  xchg: move.execXchg,
  xor: alu.execXor,
};

/** Takes lock when the destination is in memory. */
const LOCKABLE: ReadonlySet<X86Op> = new Set<X86Op>([
  'adc',
  'add',
  'and',
  'btc',
  'btr',
  'bts',
  'cmpxchg',
  'cmpxchg8b',
  'dec',
  'inc',
  'neg',
  'not',
  'or',
  'sbb',
  'sub',
  'xadd',
  'xchg',
  'xor',
]);

const DIRECT_CONTROL: Readonly<Partial<Record<X86Op, X86Control>>> = {
  call: 'call',
  int3: 'int3',
  jcc: 'jump',
  jmp: 'jump',
  jrcxz: 'jump',
  loop: 'jump',
  loope: 'jump',
  loopne: 'jump',
  ret: 'ret',
};

const NO_OPERAND: PreparedOperand = {
  kind: OPERAND_NONE,
  size: 0,
  word: -1,
  shift: 0,
  mask: -1,
  lift: 0,
  lo: 0,
  hi: 0,
  indexWord: -1,
  scaleShift: 0,
  byteLen: 8,
  gs: 0,
  addr32: 0,
};

function maskOf(size: number): number {
  return size === 8 ? 0xff : size === 16 ? 0xffff : -1;
}

function liftOf(size: number): number {
  return size > 0 && size < 32 ? 32 - size : 0;
}

function accessLen(size: number): AccessLen {
  return size === 8 ? 1 : size === 16 ? 2 : size === 32 ? 4 : 8;
}

function ofSize(kind: number, size: number): PreparedOperand {
  const byteLen = accessLen(size);
  return { ...NO_OPERAND, kind, size, mask: maskOf(size), lift: liftOf(size), byteLen };
}

function register(num: number, size: number, high = false): PreparedOperand {
  return { ...ofSize(OPERAND_REG, size), word: gprWord(num), shift: high ? 8 : 0 };
}

function prepareOperand(operand: X86Operand, insnLen: number): PreparedOperand {
  switch (operand.kind) {
    case 'reg':
      return register(operand.num, operand.size, operand.high);
    case 'imm':
      return { ...ofSize(OPERAND_IMM, operand.size), lo: operand.lo, hi: operand.hi };
    case 'moffs': {
      const { lo, hi, segment } = operand;
      return { ...ofSize(OPERAND_MEM, operand.size), lo, hi, gs: segment === 'gs' ? 1 : 0 };
    }
    case 'mem': {
      const { base, index, ripRelative, size } = operand;
      // rip still names this insn when the address is computed; the sum passes 2^31 by 14 at most.
      const disp = operand.disp + (ripRelative ? insnLen : 0);
      return {
        ...ofSize(OPERAND_MEM, size),
        word: ripRelative ? REGFILE.rip : base === null ? -1 : gprWord(base),
        lo: disp | 0,
        hi: disp < 0 ? -1 : 0,
        indexWord: index === null ? -1 : gprWord(index),
        scaleShift: 31 - Math.clz32(operand.scale),
        // lea (size 0) gives the address without the segment.
        gs: operand.segment === 'gs' && size !== 0 ? 1 : 0,
        addr32: operand.addrSize === 32 ? 1 : 0,
      };
    }
    default:
      return NO_OPERAND;
  }
}

/** Operands that the encoding does not name, in the places where the handlers look for them. */
function implied(insn: X86Insn, operands: readonly PreparedOperand[]): readonly PreparedOperand[] {
  const { op, size } = insn;
  const [first = NO_OPERAND, second = NO_OPERAND] = operands;
  const isOneOperand = operands.length === 1;
  if (op === 'cmpxchg') return [first, second, register(0, size)];
  if (op === 'mul' || op === 'div' || op === 'idiv' || (op === 'imul' && isOneOperand)) {
    const upper = size === 8 ? register(0, 8, true) : register(2, size);
    return [first, register(0, size), upper];
  }
  if (op === 'cbw') return [register(0, size), register(0, size / 2)];
  if (op === 'cwd') return [register(2, size), register(0, size)];
  if (op === 'leave') return [register(5, size)];
  if (op === 'lahf' || op === 'sahf') return [register(0, 8, true)];
  if (COUNTING.has(op)) return [first, register(1, insn.prefixes.addrSize ? 32 : 64)];
  return operands;
}

const COUNTING: ReadonlySet<X86Op> = new Set<X86Op>(['loop', 'loope', 'loopne', 'jrcxz']);
const BIT_TESTS: ReadonlySet<X86Op> = new Set<X86Op>(['bt', 'btc', 'btr', 'bts']);

/** A bit number in a register may lie outside the operand in memory. */
function reachesOutside(insn: X86Insn): boolean {
  const [dst, src] = insn.operands;
  return BIT_TESTS.has(insn.op) && dst?.kind === 'mem' && src?.kind === 'reg';
}

/** The handler of an op that has several, by its operands. */
function handlerOf(insn: X86Insn): ExecHandler {
  const { op, operands } = insn;
  const [first] = operands;
  const isModelled = operands.every(({ kind }) => kind !== 'sreg') && !reachesOutside(insn);
  if (insn.prefixes.lock && !(LOCKABLE.has(op) && first?.kind === 'mem')) {
    return system.execUndefined;
  }
  // With REX.B the bytes of pause exchange rax and r8 after all; objdump prints pause.
  const isPauseOfR8 = op === 'pause' && (insn.prefixes.rex & 1) !== 0;
  if (!isModelled || isPauseOfR8) return system.execNotModelled;
  if (op === 'jmp' && first?.kind !== 'rel') return branch.execJmpIndirect;
  if (op === 'call' && first?.kind !== 'rel') return branch.execCallIndirect;
  if (op === 'ret' && first !== undefined) return branch.execRetDrop;
  if (op === 'imul' && operands.length === 1) return multiply.execImulWide;
  if (op === 'imul' && operands.length === 3) return multiply.execImulBy;
  return HANDLERS[op] ?? system.execNotModelled;
}

function controlOf(handler: ExecHandler, op: X86Op): X86Control {
  if (handler === system.execUndefined || handler === system.execNotModelled) return 'none';
  if (handler === branch.execJmpIndirect) return 'indirect-jump';
  if (handler === branch.execCallIndirect) return 'indirect-call';
  return DIRECT_CONTROL[op] ?? 'none';
}

const BAD: PreparedInsn = {
  run: system.execUndefined,
  length: 1,
  control: 'none',
  rel: 0,
  cc: -1,
  size: 0,
  dst: NO_OPERAND,
  src: NO_OPERAND,
  third: NO_OPERAND,
};

/**
 * Prepares a decoded instruction. Never throws: bad bytes, and a lock that the instruction does not
 * take, become an insn that stops with `undefinedOpcode`; what is not modelled, `notModelled`.
 */
export function prepareInsn(insn: X86Insn | X86Bad): PreparedInsn {
  if (insn.kind === 'bad') return BAD;
  const run = handlerOf(insn);
  const listed = insn.operands.map((operand) => prepareOperand(operand, insn.length));
  const [dst = NO_OPERAND, src = NO_OPERAND, third = NO_OPERAND] = implied(insn, listed);
  const branchOperand = insn.operands.find(({ kind }) => kind === 'rel');
  return {
    run,
    length: insn.length,
    control: controlOf(run, insn.op),
    rel: branchOperand?.kind === 'rel' ? branchOperand.rel : 0,
    cc: insn.cc,
    size: insn.size,
    dst,
    src,
    third,
  };
}

/**
 * Runs one instruction on `cpu`, whose rip must be its address. Completed, rip is at the next one
 * or where the branch led. On any stop but `breakpoint`, registers, flags and memory are as before.
 */
export function execInsn(cpu: X86Cpu, insn: PreparedInsn): X86Stop {
  return insn.run(cpu, insn);
}
