import { describe, expect, it } from 'vitest';
import { hexToBytes } from '../../../src/core/base/index.ts';
import { siteInsn, siteStateOf } from '../../../src/core/machine/index.ts';

// Bytes as a 6.1 kernel showed them at one call: bypass e906000000, target e96c000000.
const JMP_OUT = hexToBytes('e906000000');
const JMP_TAIL = hexToBytes('e96c000000');
const NOP = hexToBytes('0f1f440000');

describe('siteStateOf', () => {
  it('names the four states of bypass and target', () => {
    expect(siteStateOf(JMP_OUT, NOP)).toBe('empty');
    expect(siteStateOf(JMP_OUT, JMP_TAIL)).toBe('armed');
    expect(siteStateOf(NOP, JMP_TAIL)).toBe('live');
    expect(siteStateOf(NOP, NOP)).toBe('forbidden');
  });

  it('is moving while either site holds int3 or a mixture', () => {
    expect(siteStateOf(hexToBytes('cc06000000'), JMP_TAIL)).toBe('moving');
    expect(siteStateOf(JMP_OUT, hexToBytes('cc6c000000'))).toBe('moving');
    expect(siteStateOf(JMP_OUT, hexToBytes('0f6c000000'))).toBe('moving');
  });
});

describe('siteInsn', () => {
  it('knows the nop5 of K8-era nop tables', () => {
    expect(siteInsn(hexToBytes('6666666690'))).toBe('nop');
  });
});
