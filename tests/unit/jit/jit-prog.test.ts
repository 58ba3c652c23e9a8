import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/core/base/index.ts';
import type { Insn } from '../../../src/core/bpf/index.ts';
import { type FuncImage, type JitError, jitProg, PARTS } from '../../../src/core/jit/index.ts';
import type { AddressMap, KernelProfile } from '../../../src/core/kernel/index.ts';
import {
  ADDRS,
  EXIT,
  funcCall,
  helperCall,
  insn,
  jeq,
  jit,
  mov,
  type ProgramShape,
  profileOf,
  program,
  tailCall,
} from './programs.ts';

function errorOf(insns: readonly Insn[], addrs: AddressMap = ADDRS): JitError {
  const result = jitProg(program(insns), 0, profileOf('hardened'), addrs);
  if (result.ok) throw new Error('the JIT took it');
  return result.error;
}

function mainImage(
  insns: readonly Insn[],
  shape: ProgramShape = {},
  profile: KernelProfile = profileOf(),
): FuncImage {
  const [image] = jit(program(insns, shape), profile).funcs;
  if (image === undefined) throw new Error('no image');
  return image;
}

/** Hex of every run of bytes that belongs to one part. */
function partsOf(image: FuncImage): string[] {
  const { byteOff, part } = image.insns;
  const runs: string[] = [];
  for (let i = 0; i < byteOff.length; i++) {
    const bytes = bytesToHex(image.bytes.slice(byteOff[i], byteOff[i + 1]));
    if (i > 0 && part[i] === part[i - 1]) runs[runs.length - 1] += bytes;
    else runs.push(`${PARTS[part[i] ?? 0]} ${bytes}`);
  }
  return runs;
}

describe('jitProg', () => {
  it.each([
    ['gotol', insn(0x06)],
    ['callx', insn(0x8d)],
    ['a sign-extending load', insn(0x91)],
    ['a lone second slot', insn(0x00)],
  ])('refuses %s with EINVAL, as 6.1 does', (_, unknown) => {
    expect(errorOf([mov(0), unknown, EXIT])).toMatchObject({
      errno: 22,
      code: 'jit/unknown-opcode',
      insnIdx: 1,
    });
  });

  it('refuses an atomic that it does not know with EFAULT', () => {
    expect(errorOf([insn(0xdb, { dst: 10, off: -8, imm: 0xb0 }), EXIT])).toMatchObject({
      errno: 14,
      code: 'jit/unknown-atomic-opcode',
    });
  });

  it('refuses a helper call without a helper', () => {
    expect(errorOf([helperCall(0), EXIT])).toMatchObject({
      errno: 22,
      code: 'jit/call-without-target',
    });
  });

  it('refuses a call beyond the reach of rel32', () => {
    const far: AddressMap = { ...ADDRS, image: () => 0xffff888000000000n };
    expect(errorOf([helperCall(1), EXIT], far)).toMatchObject({
      errno: 34,
      code: 'jit/target-out-of-range',
    });
  });

  it('names a kernel symbol whose address is not known', () => {
    const poor: AddressMap = { ...ADDRS, symbol: () => undefined };
    expect(errorOf([EXIT], poor).message).toContain('srso_return_thunk');
    expect(errorOf([helperCall(1), EXIT], poor).message).toContain('__bpf_call_base');
  });

  it('refuses jumps out of the function', () => {
    expect(errorOf([jeq(1), EXIT]).code).toBe('jit/jump-out-of-range');
    expect(errorOf([jeq(-2), EXIT]).code).toBe('jit/jump-out-of-range');
  });

  it('refuses ld_imm64 that nobody resolved', () => {
    expect(errorOf([insn(0x18, { src: 4 }), insn(0), EXIT])).toMatchObject({
      code: 'jit/unresolved-ld-imm64',
      insnIdx: 0,
    });
  });

  it('tells the parts of a direct tail call apart', () => {
    const insns = [insn(0xbf, { dst: 6, src: 1 }), tailCall(0), mov(0), EXIT];
    const poke = { insnIdx: 1, subprogIdx: 0, mapIdx: 0, key: 3 };
    // bytes as the 6.1 kernel dumps this shape
    expect(partsOf(mainImage(insns, { stackDepth: 5, pokeTab: [poke] }))).toEqual([
      'prologue 0f1f44000031c0554889e54881ec080000005053',
      'body 4889fb',
      'check 8b85f4ffffff83f821731c83c0018985f4ffffff',
      'bypass e90e000000',
      'unwind 5b584881c408000000',
      'target 0f1f440000',
      'body 31c0',
      'epilogue 5bc9c3cc',
    ]);
  });

  it('tells the parts of an indirect tail call apart', () => {
    expect(partsOf(mainImage([tailCall(null), EXIT]))).toEqual([
      'prologue 0f1f44000031c0554889e550',
      'check 89d2395624762d8b85fcffffff83f821732283c0018985fcffffff488b8cd6100100004885c9740c',
      'unwind 58',
      'target 488b49304883c10bffe1cc',
      'epilogue c9c3cc',
    ]);
  });

  it('lands behind the second endbr64 in an IBT build', () => {
    const image = mainImage([tailCall(null), EXIT], {}, profileOf('ibt'));
    expect(image.frame.adjOff).toBe(15);
    expect(bytesToHex(image.bytes.slice(15, 19))).toBe('f30f1efa');
    expect(bytesToHex(image.bytes)).toContain('4883c10f');
  });

  it('describes a poke site by address and by place', () => {
    const insns = [funcCall(1, 1), EXIT, mov(0), tailCall(0), EXIT];
    const poke = { insnIdx: 3, subprogIdx: 1, mapIdx: 2, key: 7 };
    const prog = jit(program(insns, { starts: [2], reachable: true, pokeTab: [poke] }));
    const [desc] = prog.pokeTab;
    const image = prog.funcs[1];
    expect(desc).toMatchObject({ mapIdx: 2, key: 7, insnIdx: 3, funcIdx: 1, adjOff: 11 });
    expect(image?.bytes[desc?.bypassOff ?? -1]).toBe(0xe9);
    expect(bytesToHex(image?.bytes.slice(desc?.targetOff, (desc?.targetOff ?? 0) + 5) ?? [])).toBe(
      '0f1f440000',
    );
    expect(desc?.tailcallBypass).toBe((image?.addr ?? 0n) + BigInt(desc?.bypassOff ?? 0));
    expect(desc?.tailcallTarget).toBe((image?.addr ?? 0n) + BigInt(desc?.targetOff ?? 0));
    expect(desc?.bypassAddr).toBe((desc?.tailcallTarget ?? 0n) + 5n);
  });

  it('keeps the poke table in table order, not in call order', () => {
    const insns = [tailCall(1), tailCall(0), EXIT];
    const pokeTab = [
      { insnIdx: 1, subprogIdx: 0, mapIdx: 0, key: 10 },
      { insnIdx: 0, subprogIdx: 0, mapIdx: 0, key: 11 },
    ];
    const prog = jit(program(insns, { pokeTab }));
    expect(prog.pokeTab.map((desc) => desc.key)).toEqual([10, 11]);
    expect(prog.pokeTab[0]?.targetOff).toBeGreaterThan(prog.pokeTab[1]?.targetOff ?? 0);
  });

  it('saves registers that occur in any field, but not the src of ld_imm64', () => {
    const used = (insns: Insn[]) => mainImage([...insns, EXIT]).frame.calleeRegsUsed;
    expect(used([mov(0)])).toEqual([]);
    expect(used([insn(0x15, { src: 9, dst: 7 })])).toEqual([7, 9]);
    expect(used([insn(0x18, { dst: 8 }), insn(0), mov(0)])).toEqual([8]);
  });
});
