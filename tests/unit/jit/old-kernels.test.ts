import { describe, expect, it } from 'vitest';
import { at, bytesToHex } from '../../../src/core/base/index.ts';
import type { Insn } from '../../../src/core/bpf/index.ts';
import { type FuncImage, jitProg, PARTS } from '../../../src/core/jit/index.ts';
import { resolveProfile } from '../../../src/core/kernel/index.ts';
import {
  ADDRS,
  EXIT,
  helperCall,
  insn,
  mov,
  type ProgramShape,
  program,
  tailCall,
} from './programs.ts';

function imageOf(
  [version = '', ...options]: readonly string[],
  insns: readonly Insn[],
  shape: ProgramShape = {},
): FuncImage {
  const profile = resolveProfile(version, options);
  if (!profile.ok) throw new Error(profile.error.message);
  const addrs = { ...ADDRS, symbol: (name: string) => ADDRS.symbol(name) ?? 0xffffffff81001000n };
  const result = jitProg(program(insns, shape), 0, profile.value, addrs);
  if (!result.ok) throw new Error(result.error.message);
  return at(result.value.funcs, 0);
}

/** Hex of all bytes that belong to one part. */
function partOf(image: FuncImage, name: (typeof PARTS)[number]): string {
  const { byteOff, part } = image.insns;
  return Array.from(byteOff, (start, i) =>
    PARTS[part[i] ?? 0] === name ? bytesToHex(image.bytes.slice(start, byteOff[i + 1])) : '',
  ).join('');
}

const POKE = { insnIdx: 0, subprogIdx: 0, mapIdx: 0, key: 3 };
const DIRECT = [tailCall(0), mov(0), EXIT];
const INDIRECT = [tailCall(null), mov(0), EXIT];

// Bytes as those kernels dumped these shapes.
describe('a direct tail call', () => {
  it('of 5.9 has one site and goes on in the frame', () => {
    const image = imageOf(['5.9'], DIRECT, { stackDepth: 512, pokeTab: [POKE] });
    expect(partOf(image, 'prologue')).toBe(
      '0f1f440000554889e54881ec0002000053415541564157' + '6a00',
    );
    expect(partOf(image, 'check')).toBe('8b85dcfdffff83f820770e83c0018985dcfdffff');
    expect(partOf(image, 'site')).toBe('0f1f440000');
    expect(partOf(image, 'bypass') + partOf(image, 'unwind') + partOf(image, 'target')).toBe('');
    expect(partOf(image, 'epilogue')).toBe('5b415f415e415d5bc9c3');
    expect(image.frame.adjOff).toBe(25);
  });

  it('of 5.10 has two, and the test of a limit of 32', () => {
    const image = imageOf(['5.10'], DIRECT, { stackDepth: 5, pokeTab: [POKE] });
    expect(partOf(image, 'check')).toBe('8b85f4ffffff83f820771b83c0018985f4ffffff');
    expect(partOf(image, 'bypass')).toBe('e90d000000');
    expect(partOf(image, 'unwind')).toBe('584881c408000000');
    expect(partOf(image, 'epilogue')).toBe('c9c3');
  });

  it.each(['5.9', '5.10'])('of %s takes the nop of the CPU', (version) => {
    const image = imageOf([version, 'k8nop'], DIRECT, { stackDepth: 512, pokeTab: [POKE] });
    const part = version === '5.9' ? 'site' : 'target';
    expect(partOf(image, part)).toBe('6666666690');
  });
});

describe('an indirect tail call', () => {
  it('goes through rax in 5.9', () => {
    const image = imageOf(['5.9'], INDIRECT, { stackDepth: 512 });
    expect(partOf(image, 'target')).toBe('488b40304883c019ffe0');
  });

  it('holds its own retpoline in 5.10 builds that have one', () => {
    const image = imageOf(['5.10', 'hardened'], INDIRECT);
    expect(partOf(image, 'target')).toBe('488b49304883c10be807000000f3900faee8ebf948890c24c3');
  });

  it('jumps to a thunk in 5.15', () => {
    const image = imageOf(['5.15', 'hardened'], INDIRECT);
    expect(partOf(image, 'target')).toMatch(/^488b49304883c10be9[0-9a-f]{8}$/);
    expect(partOf(image, 'epilogue')).toMatch(/^c9e9[0-9a-f]{8}$/);
  });
});

describe('the reload before a call', () => {
  const INSNS = [helperCall(0x10), ...DIRECT];
  const shape = { stackDepth: 4, reachable: true, pokeTab: [{ ...POKE, insnIdx: 1 }] };

  it.each([
    ['5.10', '488b85f4ffffff'],
    ['5.15', '488b85f0ffffff'],
  ])('of %s reads where that kernel thinks that the count is', (version, reload) => {
    expect(partOf(imageOf([version], INSNS, shape), 'body')).toMatch(new RegExp(`^${reload}e8`));
  });
});

describe('mul and div', () => {
  it('go through r11 up to 5.13', () => {
    // r6 *= r0; r7 /= r3
    const image = imageOf(
      ['5.10'],
      [insn(0x2f, { dst: 6, src: 0 }), insn(0x3f, { dst: 7, src: 3 }), EXIT],
    );
    expect(partOf(image, 'body')).toBe(
      '50524989db49f7e35a4889c358' + '50524989d34c89e831d249f7f34989c35a584d89dd',
    );
  });
});

describe('late passes', () => {
  it('pad no jumps before 5.12', () => {
    const pads = ['5.9', '5.10', '5.15'].map((version) => {
      const profile = resolveProfile(version, []);
      return profile.ok && profile.value.jit.padsJumps;
    });
    expect(pads).toEqual([false, false, true]);
  });
});
