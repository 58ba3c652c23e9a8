import { describe, expect, it } from 'vitest';
import { bytesToHex, hexToBytes } from '../../../src/core/base/index.ts';
import { X86_FORMS } from '../../../src/core/x86/decode-forms.ts';
import {
  decodeAll,
  decodeInsn,
  ENCODING_FIELDS,
  fieldsOf,
  pairValue,
  type X86Insn,
} from '../../../src/core/x86/index.ts';
import { compareWithIced } from '../../oracle/checks/disasm.ts';
import { readObjdumpVectors } from './vectors.ts';

const GOLDEN = readObjdumpVectors('golden');
const TABLE = readObjdumpVectors('table');

function decoded(hex: string): X86Insn {
  const insn = decodeInsn(hexToBytes(hex), 0);
  if (insn.kind === 'bad') throw new Error(`${hex} is bad`);
  return insn;
}

/** Field names of each byte, first letter only; m for modrm, s for sib. */
function fieldLetters(hex: string): string {
  return [...fieldsOf(hexToBytes(hex))].map((idx) => ENCODING_FIELDS[idx]?.[0] ?? '?').join('');
}

describe('decodeInsn', () => {
  it('finds the length that objdump finds', () => {
    const wrong = [...GOLDEN, ...TABLE].filter(
      ({ bytes }) => decodeInsn(bytes, 0).length !== bytes.length,
    );
    expect(wrong.map(({ hex, att }) => `${hex} ${att}`)).toEqual([]);
  });

  it('has an oracle vector for every row of the opcode table', () => {
    const seen = new Set(
      TABLE.map(({ bytes }) => decodeInsn(bytes, 0)).map((insn) =>
        insn.kind === 'bad' ? -1 : insn.formIdx,
      ),
    );
    expect(X86_FORMS.filter((_, formIdx) => !seen.has(formIdx))).toEqual([]);
  });

  it('agrees with iced-x86 on registers, memory, constants, targets and field offsets', () => {
    // iced follows the processor, which refuses to load cs; objdump prints it.
    const known = [...GOLDEN, ...TABLE].filter(
      ({ att }) => !att.includes('(bad)') && !/mov .*,%cs/.test(att),
    );
    const differences = known.flatMap(({ hex, addr }) => {
      const { difference } = compareWithIced(hex, addr);
      return difference === null ? [] : [difference];
    });
    expect(differences).toEqual([]);
    expect(known.length).toBeGreaterThan(12_000);
  });

  it('is seen to disagree with iced-x86 where it does not know or another answer is right', () => {
    expect(compareWithIced('90c5f877', 0n).difference).toBe(
      '+0x1 c5f877: starts at 1 with 1 bytes, iced at 1 with 3',
    );
    expect(compareWithIced('908ec9', 0n).difference).toBe('+0x1 8ec9: iced does not know it');
  });

  it('reads at an offset and copies the bytes', () => {
    const image = hexToBytes('900f1f440000c3');
    const insn = decodeInsn(image, 1);
    image.fill(0xcc);
    expect(insn.length).toBe(5);
    expect(bytesToHex(insn.bytes)).toBe('0f1f440000');
  });

  it('gives one bad byte for what it does not know, and for every cut-off instruction', () => {
    for (const hex of ['06', '0f04', 'c5f877', '62f17c4858c0']) {
      expect(decodeInsn(hexToBytes(hex), 0)).toMatchObject({ kind: 'bad', length: 1 });
    }
    const wholeFromPart = [...GOLDEN, ...TABLE].filter(
      ({ bytes, att }) =>
        !att.includes('(bad)') &&
        Array.from(bytes.subarray(1), (_, i) => decodeInsn(bytes.subarray(0, i + 1), 0)).some(
          (cut) => cut.kind === 'insn',
        ),
    );
    expect(wholeFromPart.map(({ hex }) => hex)).toEqual([]);
  });

  it('refuses instructions of more than 15 bytes', () => {
    const nop14 = `${'66'.repeat(14)}90`;
    expect(decodeInsn(hexToBytes(nop14), 0).length).toBe(15);
    expect(decodeInsn(hexToBytes(`66${nop14}`), 0)).toMatchObject({ kind: 'bad', length: 1 });
  });

  it('keeps constants sign extended, as 32-bit pairs', () => {
    const [, imm] = decoded('4883c0fe').operands;
    expect(imm).toMatchObject({ kind: 'imm', lo: -2, hi: -1, size: 64, byteLen: 1, signed: true });
    const [, wide] = decoded('49bb0000000000880080').operands;
    if (wide?.kind !== 'imm') throw new Error('movabs has no constant');
    expect(pairValue(wide)).toBe(0x8000880000000000n);
  });

  it('names the condition of a conditional family by number', () => {
    expect(decoded('7405')).toMatchObject({ op: 'jcc', cc: 4 });
    expect(decoded('0f9fc0')).toMatchObject({ op: 'setcc', cc: 15 });
    expect(decoded('480f42c1')).toMatchObject({ op: 'cmovcc', cc: 2, size: 64 });
    expect(decoded('4801c1')).toMatchObject({ op: 'add', cc: -1 });
  });

  it('knows that 90 is nop, and xchg only with REX.B', () => {
    expect(decoded('90')).toMatchObject({ op: 'nop', operands: [] });
    expect(decoded('4890')).toMatchObject({ op: 'nop', operands: [] });
    expect(decoded('4190')).toMatchObject({ op: 'xchg', size: 32 });
  });

  it('ignores a REX prefix that another prefix follows', () => {
    expect(decoded('486689c8')).toMatchObject({ op: 'mov', size: 16, prefixes: { rex: 0 } });
  });

  it('takes fs and gs only from segment prefixes', () => {
    expect(decoded('65488b00').operands[1]).toMatchObject({ kind: 'mem', segment: 'gs' });
    expect(decoded('2e488b00').operands[1]).toMatchObject({ kind: 'mem', segment: null });
  });
});

describe('fieldsOf', () => {
  it('labels each byte with its encoding field', () => {
    expect(fieldLetters('4889e5')).toBe('rom');
    expect(fieldLetters('48c745f009000000')).toBe('romdiiii');
    expect(fieldLetters('0f1f440000')).toBe('oomsd');
    expect(fieldLetters('6548c13d1000000005')).toBe('promddddi');
    expect(fieldLetters('c4e2f9f7c1')).toBe('pppom');
    expect(fieldLetters('f30f1efa55e800000000c3')).toBe('poomooiiiio');
  });

  it('calls a bad byte opcode', () => {
    expect(fieldLetters('06c3')).toBe('oo');
  });
});

describe('decodeAll', () => {
  const image = hexToBytes(GOLDEN.map(({ hex }) => hex).join(''));

  it('cuts a stretch at the same places as decodeInsn', () => {
    const code = decodeAll(image);
    expect(code.count).toBe(GOLDEN.length);
    let byteOff = 0;
    const wrong: string[] = [];
    for (let i = 0; i < code.count; i++) {
      const insn = decodeInsn(image, byteOff);
      const columns = [code.byteOff[i], code.byteLen[i], code.formIdx[i]].join();
      const fields = code.fields.subarray(byteOff, byteOff + insn.length).join('');
      const expected = [byteOff, insn.length, insn.kind === 'bad' ? -1 : insn.formIdx].join();
      if (columns !== expected || fields !== insn.fields.join('')) wrong.push(GOLDEN[i]?.hex ?? '');
      byteOff += insn.length;
    }
    expect(wrong).toEqual([]);
    expect(byteOff).toBe(image.length);
  });

  it('stays between from and to, and gives bad bytes where to cuts an instruction', () => {
    const code = decodeAll(hexToBytes('90e90000000090'), 1, 4);
    expect([...code.byteOff]).toEqual([1, 2]);
    expect([...code.byteLen]).toEqual([1, 2]);
    expect([...code.formIdx].map((formIdx) => formIdx < 0)).toEqual([true, false]);
    expect(code.fields.length).toBe(3);
  });
});
