// Small rewritten programs by hand, and a kernel to compile them for.

import type { Insn } from '../../../src/core/bpf/index.ts';
import { type JitProg, jitProg } from '../../../src/core/jit/index.ts';
import {
  type AddressMap,
  type KernelProfile,
  resolveProfile,
} from '../../../src/core/kernel/index.ts';
import type { PokeEntry, Xlated, XlatedSubprog } from '../../../src/core/rewrite/index.ts';

export function insn(code: number, fields: Partial<Insn> = {}): Insn {
  return { code, dst: 0, src: 0, off: 0, imm: 0, ...fields };
}

export const EXIT = insn(0x95);
/** r0 = imm */
export const mov = (imm: number): Insn => insn(0xb7, { imm });
/** if r0 == 0 goto +off */
export const jeq = (off: number): Insn => insn(0x15, { off });
export const goto = (off: number): Insn => insn(0x05, { off });
export const helperCall = (imm: number): Insn => insn(0x85, { imm });
export const funcCall = (funcIdx: number, off: number): Insn =>
  insn(0x85, { src: 1, imm: funcIdx, off });
/** `pokeIdx` null: indirect. */
export const tailCall = (pokeIdx: number | null): Insn =>
  insn(0xf5, { imm: pokeIdx === null ? 0 : pokeIdx + 1 });

export interface ProgramShape {
  /** Start slots of the functions behind main. */
  readonly starts?: readonly number[];
  readonly stackDepth?: number;
  readonly reachable?: boolean;
  readonly pokeTab?: readonly PokeEntry[];
}

export function program(insns: readonly Insn[], shape: ProgramShape = {}): Xlated {
  const starts = [0, ...(shape.starts ?? [])];
  const subprogs: XlatedSubprog[] = starts.map((start, funcIdx) => ({
    name: funcIdx === 0 ? 'main' : `subprog_${funcIdx}`,
    start,
    end: starts[funcIdx + 1] ?? insns.length,
    stackDepth: shape.stackDepth ?? 0,
    tailCallReachable: shape.reachable ?? false,
    hasTailCall: insns.some((i) => i.code === 0xf5),
  }));
  return {
    name: 'prog',
    type: 'socket_filter',
    sleepable: false,
    insns,
    origin: Int32Array.from(insns.keys()),
    subprogs,
    pokeTab: shape.pokeTab ?? [],
    tailCalls: [],
  };
}

export function profileOf(...options: string[]): KernelProfile {
  const profile = resolveProfile('6.1', options);
  if (!profile.ok) throw new Error(profile.error.message);
  return profile.value;
}

/** Images 0x1000 apart, __bpf_call_base at 0xffffffff81000000, thunks behind it. */
export const ADDRS: AddressMap = {
  image: (_progIdx, funcIdx) => 0xffffffffc0000000n + BigInt(funcIdx) * 0x1000n,
  map: (mapIdx) => 0xffff888100000000n + BigInt(mapIdx) * 0x1000n,
  mapValue: (mapIdx) => 0xffff888100000110n + BigInt(mapIdx) * 0x1000n,
  symbol: (name) =>
    ({
      __bpf_call_base: 0xffffffff81000000n,
      srso_return_thunk: 0xffffffff81800000n,
      __x86_indirect_thunk_rcx: 0xffffffff81800100n,
    })[name],
};

export function jit(xlated: Xlated, profile = profileOf()): JitProg {
  const result = jitProg(xlated, 0, profile, ADDRS);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
