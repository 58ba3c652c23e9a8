import { describe, expect, it } from 'vitest';
import {
  accessSize,
  callTarget,
  hexToInsns,
  type Insn,
  insnSlots,
  isCall,
  isCondJump,
  isExit,
  isGoto,
  isHelperCall,
  isJump,
  isPseudoCall,
  isTailCall,
  jumpTarget,
} from '../../../src/core/bpf/index.ts';

function insn(hex: string): Insn {
  const [first] = hexToInsns(hex);
  if (first === undefined) throw new Error(`no insn in ${hex}`);
  return first;
}

const GOTO = insn('05000300ffffff7f');
const GOTOL = insn('0600ffff04000000');
const MAY_GOTO = insn('e500feff00000000');
const IF = insn('1d2107000a000000');
const IF32 = insn('1601070000000000');
const HELPER = insn('8500000007000000');
const TAIL = insn('850000000c000000');
const LOCAL = insn('851000000c000000');
const KFUNC = insn('852000000c000000');
const CALLX = insn('8d01000000000000');
const EXIT = insn('9500000000000000');
const DIRECT = insn('f500000001000000');
const MOV = insn('b701000003000000');

describe('isJump', () => {
  it('is true of everything that can go elsewhere in its function, and of nothing else', () => {
    for (const jump of [GOTO, GOTOL, MAY_GOTO, IF, IF32]) expect(isJump(jump)).toBe(true);
    for (const other of [HELPER, TAIL, LOCAL, CALLX, EXIT, DIRECT, MOV]) {
      expect(isJump(other)).toBe(false);
    }
  });

  it('splits into jumps that fall through and jumps that do not', () => {
    expect([GOTO, GOTOL, MAY_GOTO, IF, IF32].map(isGoto)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect([GOTO, GOTOL, MAY_GOTO, IF, IF32].map(isCondJump)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});

describe('isCall', () => {
  it('tells helpers, functions of the program and kernel functions apart by src', () => {
    expect([HELPER, TAIL, LOCAL, KFUNC, CALLX, DIRECT].map(isCall)).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect([HELPER, TAIL, LOCAL, KFUNC].map(isHelperCall)).toEqual([true, true, false, false]);
    expect([HELPER, TAIL, LOCAL, KFUNC].map(isPseudoCall)).toEqual([false, false, true, false]);
  });
});

describe('isTailCall', () => {
  it('is true of call 12 and of the opcode that the kernel makes of it', () => {
    expect([TAIL, DIRECT, LOCAL, HELPER, EXIT].map(isTailCall)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(isExit(EXIT)).toBe(true);
  });
});

describe('jumpTarget and callTarget', () => {
  it('count from the slot behind the insn; gotol and calls by imm, the others by off', () => {
    expect(jumpTarget(GOTO, 10)).toBe(14);
    expect(jumpTarget(GOTOL, 10)).toBe(15);
    expect(jumpTarget(MAY_GOTO, 10)).toBe(9);
    expect(callTarget(LOCAL, 10)).toBe(23);
  });
});

describe('insnSlots and accessSize', () => {
  it('are 2 for a 64-bit constant only, and the bytes that a load or store moves', () => {
    expect(insnSlots(insn('1801000000000000'))).toBe(2);
    expect(insnSlots(insn('7901000000000000'))).toBe(1);
    const codes = ['71', '69', '61', '79', '91', '89', '81', 'db', 'c3', '30'];
    expect(codes.map((code) => accessSize(insn(`${code}01000000000000`)))).toEqual([
      1, 2, 4, 8, 1, 2, 4, 8, 4, 1,
    ]);
  });
});
