import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../../src/core/base/index.ts';
import { decodeInsn, explainField } from '../../../src/core/x86/index.ts';
import { readObjdumpVectors } from './vectors.ts';

function explained(hex: string): string[] {
  const insn = decodeInsn(hexToBytes(hex), 0);
  return Array.from(insn.bytes, (_, byteIdx) => explainField(insn, byteIdx));
}

describe('explainField', () => {
  it('spells the bits of modrm and the value of a displacement', () => {
    expect(explained('8b85fcffffff').slice(0, 3)).toEqual([
      'opcode 0x8b: mov',
      'modrm 0x85: mod=2 reg=0 (eax) rm=5 (rbp+disp32)',
      'disp32 -4',
    ]);
  });

  it('says that modrm.reg chooses within an opcode group', () => {
    expect(explained('4883ec08')).toEqual([
      'rex 0x48: W',
      'opcode 0x83: sub, chosen by modrm.reg=5',
      'modrm 0xec: mod=3 reg=5 (sub) rm=4 (rsp)',
      'imm8 8',
    ]);
  });

  it('names scale, index and base of a sib byte, extended by REX', () => {
    expect(explained('4a8b448508')[3]).toBe('sib 0x85: scale=4 index=0 (r8) base=5 (rbp)');
    expect(explained('488b0424')[3]).toBe('sib 0x24: scale=1 index=4 (none) base=4 (rsp)');
  });

  it('gives the meaning of inverted VEX bits', () => {
    // shlx rax, rcx, rdx
    expect(explained('c4e2e9f7c1').slice(0, 3)).toEqual([
      'vex 0xc4: three-byte VEX',
      'vex 0xe2: R=0 X=0 B=0 map=0f38',
      'vex 0xe9: W=1 vvvv=2 (rdx) L=0 prefix=66',
    ]);
  });

  it('tells a mandatory prefix from an operand size', () => {
    expect(explained('f390')[0]).toBe('prefix 0xf3: part of the opcode of pause');
    expect(explained('6690')[0]).toBe('prefix 0x66: operand size 16 bits');
  });

  it('gives both constants of enter, branch offsets and absolute addresses', () => {
    expect(explained('c8100001').slice(1)).toEqual(['imm16 0x10', 'imm16 0x10', 'imm8 0x1']);
    expect(explained('74fb')).toEqual(['opcode 0x74: je, condition 4', 'rel8 -5']);
    expect(explained('48a11122334455667788')[2]).toBe('moffs 0x8877665544332211');
  });

  it('says something about every byte of every vector', () => {
    const field = /^(prefix|rex|vex|opcode|modrm|sib|disp\d|imm\d|rel\d|moffs)/;
    const vectors = [...readObjdumpVectors('golden'), ...readObjdumpVectors('table')];
    const odd = vectors.flatMap(({ hex }) =>
      explained(hex).filter((text) => !field.test(text) || /undefined|NaN|: $/.test(text)),
    );
    expect(odd).toEqual([]);
  });
});
