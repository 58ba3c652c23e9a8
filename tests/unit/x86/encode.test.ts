// iced-x86 decodes what the encoder emitted; the texts say what was meant.

import { Decoder, DecoderOptions, Formatter, FormatterSyntax } from 'iced-x86';
import { describe, expect, it } from 'vitest';
import {
  CC_G,
  CodeBuffer,
  emitCall32,
  emitEndbr64,
  emitInt3,
  emitJcc8,
  emitJcc32,
  emitJmp8,
  emitJmp32,
  emitJmpReg,
  emitLeave,
  emitLfence,
  emitMem,
  emitMem32,
  emitMemScaled8,
  emitMov32,
  emitMov64,
  emitMovImm32,
  emitMovImm64,
  emitMovSimm32,
  emitOpReg,
  emitPop,
  emitPush,
  emitRaw,
  emitReg,
  emitRet,
  isImm8,
  LOCK,
  W8,
  W16,
  W64,
} from '../../../src/core/x86/index.ts';

const NAMES64 = 'rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15'.split(' ');
const NAMES32 = 'eax ecx edx ebx esp ebp esi edi'
  .split(' ')
  .concat(NAMES64.slice(8).map((name) => `${name}d`));
const NAMES16 = 'ax cx dx bx sp bp si di'
  .split(' ')
  .concat(NAMES64.slice(8).map((name) => `${name}w`));
const NAMES8 = 'al cl dl bl spl bpl sil dil'
  .split(' ')
  .concat(NAMES64.slice(8).map((name) => `${name}b`));
const REGS = NAMES64.map((_, reg) => reg);

/** Intel text of everything in `buf`, one instruction each; starts must agree with iced. */
function disassemble(buf: CodeBuffer): string[] {
  const decoder = new Decoder(64, buf.bytes.slice(0, buf.len), DecoderOptions.None);
  decoder.ip = 0n;
  const formatter = new Formatter(FormatterSyntax.Nasm);
  formatter.hexPrefix = '0x';
  formatter.hexSuffix = '';
  formatter.showBranchSize = false;
  formatter.signedImmediateOperands = true;
  const texts: string[] = [];
  const starts: number[] = [];
  while (decoder.canDecode) {
    starts.push(Number(decoder.ip));
    texts.push(formatter.format(decoder.decode()).replace(/0x0+(?=.)/, '0x'));
  }
  expect(starts).toEqual(Array.from(buf.starts.subarray(0, buf.count)));
  return texts;
}

function textOf(emit: (buf: CodeBuffer) => void): string {
  const buf = new CodeBuffer(64);
  emit(buf);
  return disassemble(buf).join('; ');
}

function bytesOf(emit: (buf: CodeBuffer) => void): number[] {
  const buf = new CodeBuffer(64);
  emit(buf);
  return Array.from(buf.bytes.subarray(0, buf.len));
}

const PAIRS = REGS.flatMap((a) => REGS.map((b) => [a, b] as const));

describe('emitReg', () => {
  it('names both registers at every width', () => {
    for (const [reg, rm] of PAIRS) {
      expect(textOf((b) => emitReg(b, 0x89 | W64, reg, rm))).toBe(
        `mov ${NAMES64[rm]},${NAMES64[reg]}`,
      );
      expect(textOf((b) => emitReg(b, 0x01, reg, rm))).toBe(`add ${NAMES32[rm]},${NAMES32[reg]}`);
      expect(textOf((b) => emitReg(b, 0x29 | W16, reg, rm))).toBe(
        `sub ${NAMES16[rm]},${NAMES16[reg]}`,
      );
      expect(textOf((b) => emitReg(b, 0x0faf | W64, reg, rm))).toBe(
        `imul ${NAMES64[reg]},${NAMES64[rm]}`,
      );
    }
  });

  it('takes an opcode extension in place of a register', () => {
    for (const rm of REGS) {
      expect(textOf((b) => emitReg(b, 0xf7 | W64, 3, rm))).toBe(`neg ${NAMES64[rm]}`);
      expect(textOf((b) => emitReg(b, 0xd3, 7, rm))).toBe(`sar ${NAMES32[rm]},cl`);
    }
  });
});

describe('emitMem', () => {
  const disps = [0, 1, -1, 127, -128, 128, -129, 0x7fffffff, -0x80000000];

  function operand(base: number, disp: number): string {
    const sign = disp < 0 ? '-' : '+';
    return disp === 0
      ? `[${NAMES64[base]}]`
      : `[${NAMES64[base]}${sign}0x${Math.abs(disp).toString(16).toUpperCase()}]`;
  }

  // iced prints small displacements in decimal
  function normal(text: string): string {
    return text.replace(/([+-])(0x[0-9A-F]+|\d+)\]/, (_, sign: string, disp: string) =>
      Number(disp) === 0 ? ']' : `${sign}0x${Number(disp).toString(16).toUpperCase()}]`,
    );
  }

  it('addresses memory below and above every base', () => {
    for (const [reg, base] of PAIRS) {
      for (const disp of disps) {
        const load = normal(textOf((b) => emitMem(b, 0x8b | W64, reg, base, disp)));
        expect(load).toBe(`mov ${NAMES64[reg]},${operand(base, disp)}`);
      }
    }
  });

  it('uses byte registers, also those that need a REX prefix', () => {
    for (const [reg, base] of PAIRS) {
      const store = normal(textOf((b) => emitMem(b, 0x88 | W8, reg, base, -8)));
      expect(store).toBe(`mov ${operand(base, -8)},${NAMES8[reg]}`);
    }
  });

  it('puts lock before the instruction', () => {
    const text = normal(textOf((b) => emitMem(b, 0x0fb1 | LOCK | W64, 11, 6, 16)));
    expect(text).toBe('lock cmpxchg [rsi+0x10],r11');
  });

  it('takes the short displacement whenever it fits, and never none', () => {
    expect(bytesOf((b) => emitMem(b, 0x8b, 0, 7, 0))).toEqual([0x8b, 0x47, 0x00]);
    expect(bytesOf((b) => emitMem(b, 0x8b, 0, 7, 128)).length).toBe(6);
  });

  it('takes the long displacement when told', () => {
    expect(bytesOf((b) => emitMem32(b, 0x8b, 0, 5, -4))).toEqual([
      0x8b, 0x85, 0xfc, 0xff, 0xff, 0xff,
    ]);
  });
});

describe('emitMemScaled8', () => {
  it('scales the index by eight', () => {
    for (const [base, index] of PAIRS) {
      if (index === 4) continue; // rsp cannot be an index
      const text = textOf((b) => emitMemScaled8(b, 0x8b | W64, 1, { base, index, disp: 0x110 }));
      expect(text).toBe(`mov rcx,[${NAMES64[base]}+${NAMES64[index]}*8+0x110]`);
    }
  });
});

describe('emitOpReg', () => {
  it('names the register in the opcode', () => {
    for (const reg of REGS) {
      expect(textOf((b) => emitPush(b, reg))).toBe(`push ${NAMES64[reg]}`);
      expect(textOf((b) => emitPop(b, reg))).toBe(`pop ${NAMES64[reg]}`);
      expect(textOf((b) => emitOpReg(b, 0x0fc8 | W64, reg))).toBe(`bswap ${NAMES64[reg]}`);
      expect(textOf((b) => emitOpReg(b, 0x0fc8, reg))).toBe(`bswap ${NAMES32[reg]}`);
    }
  });
});

describe('moves', () => {
  it('load immediates of every kind', () => {
    for (const reg of REGS) {
      expect(textOf((b) => emitMov32(b, reg, 1))).toBe(`mov ${NAMES32[reg]},ecx`);
      expect(textOf((b) => emitMov64(b, reg, 9))).toBe(`mov ${NAMES64[reg]},r9`);
      expect(textOf((b) => emitMovImm32(b, reg, 0x12345678))).toBe(
        `mov ${NAMES32[reg]},0x12345678`,
      );
      expect(textOf((b) => emitMovSimm32(b, reg, -2))).toBe(`mov ${NAMES64[reg]},-2`);
      expect(textOf((b) => emitMovImm64(b, reg, 0x55667788, 0x11223344))).toBe(
        `mov ${NAMES64[reg]},0x1122334455667788`,
      );
    }
  });
});

describe('branches', () => {
  it('count from the end of the instruction', () => {
    expect(textOf((b) => emitJmp8(b, -2))).toBe('jmp 0');
    expect(textOf((b) => emitJmp32(b, 0x100))).toBe('jmp 0x105');
    expect(textOf((b) => emitJcc8(b, CC_G, 16))).toBe('jg 0x12');
    expect(textOf((b) => emitJcc32(b, CC_G, 0x1000))).toBe('jg 0x1006');
    expect(textOf((b) => emitCall32(b, 0))).toBe('call 5');
    expect(textOf((b) => emitJmpReg(b, 1))).toBe('jmp rcx');
  });
});

describe('single instructions', () => {
  it.each([
    ['leave', emitLeave],
    ['ret', emitRet],
    ['int3', emitInt3],
    ['lfence', emitLfence],
    ['endbr64', emitEndbr64],
  ] as const)('%s', (text, emit) => {
    expect(textOf(emit)).toBe(text);
  });

  it('takes bytes as they are', () => {
    expect(textOf((b) => emitRaw(b, [0x66, 0x90]))).toBe('xchg ax,ax');
  });
});

describe('CodeBuffer', () => {
  it('grows without losing bytes or starts', () => {
    const buf = new CodeBuffer(4);
    for (let i = 0; i < 100; i++) {
      buf.reserve(16);
      emitMovImm32(buf, i & 15, i);
    }
    expect(disassemble(buf)).toHaveLength(100);
  });

  it('points earlier jumps at the current place', () => {
    const buf = new CodeBuffer(64);
    emitJcc8(buf, CC_G, 0);
    const short = buf.len;
    emitJmp32(buf, 0);
    const near = buf.len;
    emitRet(buf);
    buf.landRel8(short);
    buf.landRel32(near);
    expect(disassemble(buf)).toEqual(['jg 8', 'jmp 8', 'ret']);
  });
});

describe('isImm8', () => {
  it('is true from -128 to 127', () => {
    expect([-129, -128, 127, 128].map(isImm8)).toEqual([false, true, true, false]);
  });
});
