import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../../src/core/base/index.ts';
import { decodeInsn, printAtt, printIntel } from '../../../src/core/x86/index.ts';
import { type ObjdumpVector, readObjdumpVectors } from './vectors.ts';

/** Runs of blanks count as one: columns are objdump's layout, not its text. */
function oneBlank(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function differences(
  vectors: readonly ObjdumpVector[],
  print: typeof printAtt,
  expected: (vector: ObjdumpVector) => string,
): string[] {
  return vectors.flatMap((vector) => {
    const text = oneBlank(print(decodeInsn(vector.bytes, 0), vector.addr));
    return text === expected(vector) ? [] : [`${vector.hex}: ${text}, not ${expected(vector)}`];
  });
}

function att(hex: string, addr = 0n): string {
  return printAtt(decodeInsn(hexToBytes(hex), 0), addr);
}

describe.each(['golden', 'table'] as const)('objdump vectors "%s"', (name) => {
  const vectors = readObjdumpVectors(name);

  it('are thousands', () => {
    expect(vectors.length).toBeGreaterThan(5000);
  });

  it('equal printAtt', () => {
    expect(differences(vectors, printAtt, (vector) => vector.att)).toEqual([]);
  });

  it('equal printIntel', () => {
    expect(differences(vectors, printIntel, (vector) => vector.intel)).toEqual([]);
  });
});

describe('printAtt', () => {
  it('names a branch target and then leaves out its 0x, as objdump does', () => {
    const insn = decodeInsn(hexToBytes('e80b000000'), 0);
    const symbolize = (addr: bigint) => (addr === 0xffffffffc0001010n ? '<entry+0x10>' : null);
    expect(printAtt(insn, 0xffffffffc0001000n, symbolize)).toBe(
      'call ffffffffc0001010 <entry+0x10>',
    );
    expect(printAtt(insn, 0xffffffffc0001001n, symbolize)).toBe('call 0xffffffffc0001011');
  });

  it('names a rip-relative address in the comment', () => {
    const insn = decodeInsn(hexToBytes('488b0509000000'), 0);
    expect(oneBlank(printAtt(insn, 0n, () => '<counter>'))).toBe(
      'mov 0x9(%rip),%rax # 10 <counter>',
    );
  });

  it('wraps targets at 2^64', () => {
    expect(att('eb05', 0xfffffffffffffffen)).toBe('jmp 0x5');
  });

  it('prints a cut-off instruction as a bad byte', () => {
    expect(att('e90000')).toBe('(bad)');
    expect(printIntel(decodeInsn(hexToBytes('48'), 0), 0n)).toBe('(bad)');
  });
});
