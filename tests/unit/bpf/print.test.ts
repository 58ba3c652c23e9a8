import { describe, expect, it } from 'vitest';
import { hexToInsns, printInsn, printXlated } from '../../../src/core/bpf/index.ts';

function print(hex: string): string {
  return printInsn(hexToInsns(hex));
}

describe('printInsn', () => {
  it('prints as LLVM does what LLVM 19 knows beyond its instruction list', () => {
    expect(print('e500030000000000')).toBe('may_goto +3');
    expect(print('bf21010001000000')).toBe('r1 = addr_space_cast(r2, 0, 1)');
    expect(print('db21f8ff00010000')).toBe('r1 = load_acquire((u64 *)(r2 - 8))');
    expect(print('d321000010010000')).toBe('store_release((u8 *)(r1 + 0), w2)');
    expect(print('1816000007000000'.padEnd(32, '0'))).toBe('ld_pseudo r6, 1, 7');
  });

  it('gives what no assembler has words for as raw slots', () => {
    // A set bit in an unused field; an opcode of the kernel; a register that does not exist.
    expect(print('9500000001000000')).toBe('.8byte 0x0000000100000095');
    expect(print('f500000001000000')).toBe('.8byte 0x00000001000000f5');
    expect(print('bf1c000000000000')).toBe('.8byte 0x0000000000001cbf');
    expect(print('1801000005000000')).toBe('.8byte 0x0000000500000118');
  });
});

describe('printXlated', () => {
  it('names what the verifier makes', () => {
    const xlated = (hex: string): string => printXlated(hexToInsns(hex));
    expect(xlated('f500000001000000')).toBe('call tail_call');
    expect(xlated('8510050005000000')).toBe('call pc+5');
    expect(xlated('8500000001000000')).toBe('call map_lookup_elem');
    expect(xlated('3912100000000000')).toBe('r2 = *(u64 *)(r1 + 16) // PROBE_MEM');
    expect(xlated('c200000000000000')).toBe('nospec');
    expect(xlated('b701000003000000')).toBe('r1 = 3');
  });
});
