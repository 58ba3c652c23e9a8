import { describe, expect, it } from 'vitest';
import {
  decodeInsns,
  encodeInsns,
  hexToInsns,
  type Insn,
  insnsToHex,
  ldImm64,
  ldImm64Value,
} from '../../../src/core/bpf/index.ts';

describe('encodeInsns and decodeInsns', () => {
  it('lay the fields out as RFC 9669 does: code, src and dst nibbles, off, imm, little endian', () => {
    const insn: Insn = { code: 0x63, dst: 10, src: 1, off: -4, imm: 0x12345678 };
    expect([...encodeInsns([insn])]).toEqual([0x63, 0x1a, 0xfc, 0xff, 0x78, 0x56, 0x34, 0x12]);
  });

  it('give signed fields back signed', () => {
    const insn: Insn = { code: 0xff, dst: 15, src: 15, off: -0x8000, imm: -0x80000000 };
    expect(decodeInsns(encodeInsns([insn]))).toEqual([insn]);
  });

  it('decode bytes that begin inside a larger buffer', () => {
    const bytes = Uint8Array.of(9, 0x95, 0, 0, 0, 0, 0, 0, 0).subarray(1);
    expect(decodeInsns(bytes)).toEqual([{ code: 0x95, dst: 0, src: 0, off: 0, imm: 0 }]);
  });

  it('refuse half an insn', () => {
    expect(() => hexToInsns('9500')).toThrow(/not whole insns/);
  });
});

describe('ldImm64', () => {
  it('splits a value over both slots, and ldImm64Value puts it together again', () => {
    const slots = ldImm64(6, 0, 0x123456789abcdef0n);
    expect(insnsToHex(slots)).toBe('18060000f0debc9a0000000078563412');
    expect(ldImm64Value(...slots)).toBe(0x123456789abcdef0n);
    expect(ldImm64Value(...ldImm64(0, 0, -1n))).toBe(0xffffffffffffffffn);
  });
});
