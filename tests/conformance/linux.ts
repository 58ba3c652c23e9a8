// What Linux 6.1 makes of a vector's insns: which forms it does not know, and what its JIT is given.
// Memory accesses of the vectors are not what a verifier accepts, so only the form of each insn is put to
// ours, and the rewriting that gives an insn its meaning is applied on its own.

import type { Result } from '../../src/core/base/index.ts';
import { type Addr, at } from '../../src/core/base/index.ts';
import type { Insn } from '../../src/core/bpf/index.ts';
import * as op from '../../src/core/bpf/index.ts';
import { type JitError, type JitProg, jitProg } from '../../src/core/jit/index.ts';
import type { AddressMap, KernelProfile } from '../../src/core/kernel/index.ts';
import { blindConstants, type Rewritten, verify } from '../../src/core/rewrite/index.ts';
import { dividesByReg, guardDivMod } from '../../src/core/rewrite/passes/div-mod.ts';
import {
  applyPass,
  changed,
  draftOf,
  inserted,
  type Slot,
} from '../../src/core/rewrite/passes/edit.ts';
import { findSubprogs, subprogAt } from '../../src/core/rewrite/subprogs.ts';
import { profileForGolden } from '../oracle/profile.ts';

/** Both in reach of each other, as in a kernel. */
const CALL_BASE: Addr = 0xffff_ffff_8100_0000n;
const IMAGES: Addr = 0xffff_ffff_c000_0000n;
const IMAGE_ROOM = 0x1_0000n;
/** Distance of one helper from the next. */
const HELPER_SIZE = 16;
/** More than any vector uses. */
const STACK_DEPTH = 512;

function profile61(): KernelProfile {
  const profile = profileForGolden('6.1-plain');
  if (profile === undefined) throw new Error('profile 6.1 is not modelled');
  return profile;
}

const PROFILE = profile61();

function insn(code: number, dst = 0, src = 0, off = 0, imm = 0): Insn {
  return { code, dst, src, off, imm };
}

function source(insns: readonly Insn[]): Parameters<typeof verify>[0] {
  const type = 'socket_filter';
  return { name: 'vector', type, sleepable: false, insns, spans: [], funcNames: new Map() };
}

const SET_REGS = Array.from({ length: 10 }, (_, reg) =>
  insn(op.BPF_ALU64 | op.BPF_MOV | op.BPF_K, reg, 0, 0, 1),
);
const RETURN = [insn(op.BPF_ALU64 | op.BPF_MOV | op.BPF_K), insn(op.CODE_EXIT)];

/**
 * The verifier's sentence about an insn (both slots of a ld_imm64) that 6.1 does not know, or null. Each is
 * tried alone, on registers that are all set; what is then wrong with its operands does not matter.
 */
function refusedForm(slots: readonly Insn[]): string | null {
  const first = at(slots, 0);
  if (op.isCall(first)) return null;
  const alone = op.isJump(first) ? [{ ...first, off: 0 }] : slots;
  const env = {
    profile: PROFILE,
    maps: [],
    helperImm: () => undefined,
    symbolAddr: () => undefined,
  };
  const verified = verify(source([...SET_REGS, ...alone, ...RETURN]), env);
  if (verified.ok) return null;
  const { code, message } = verified.error;
  return code === 'verifier/unknown-opcode' || code === 'verifier/reserved' ? message : null;
}

/** What 6.1 says about the first insn that it does not know, or null. */
export function refusalOf(insns: readonly (readonly Insn[])[]): string | null {
  for (const slots of insns) {
    const message = refusedForm(slots);
    if (message !== null) return message;
  }
  return null;
}

function isCmpxchg32(each: Insn): boolean {
  const isAtomic = each.code === (op.BPF_STX | op.BPF_ATOMIC | op.BPF_W);
  return isAtomic && each.imm === op.BPF_CMPXCHG;
}

const ZERO_EXTEND_R0 = insn(op.BPF_ALU | op.BPF_MOV | op.BPF_X, 0, 0, 0, 1);

function rewriteSlot(slot: Slot): readonly Slot[] | null {
  const own = slot.insn;
  if (dividesByReg(own)) return guardDivMod(slot, false);
  if (isCmpxchg32(own)) return [slot, inserted(slot, ZERO_EXTEND_R0)];
  if (op.isHelperCall(own)) return [changed(slot, { ...own, imm: (own.imm + 1) * HELPER_SIZE })];
  return null;
}

/** What the verifier would hand to the JIT. Throws where a jump leaves the program. */
function rewritten(insns: readonly Insn[]): Rewritten {
  const starts = findSubprogs(insns).map(({ start }) => start);
  const draft = applyPass(draftOf(insns, starts), rewriteSlot);
  const subprogs = draft.starts.map((start, subprogIdx) => ({
    name: `func_${subprogIdx}`,
    start,
    end: draft.starts[subprogIdx + 1] ?? draft.slots.length,
    stackDepth: STACK_DEPTH,
    tailCallReachable: false,
    hasTailCall: false,
  }));
  const finished = draft.slots.map(({ insn: each }, insnIdx) => {
    if (!op.isPseudoCall(each)) return each;
    return { ...each, off: each.imm, imm: subprogAt(subprogs, op.callTarget(each, insnIdx)) };
  });
  return {
    name: 'vector',
    type: 'socket_filter',
    sleepable: false,
    insns: finished,
    origin: Int32Array.from(draft.slots, ({ origin }) => origin),
    subprogs,
    pokeTab: [],
    tailCalls: [],
    provenance: {
      rewritings: [],
      marks: new Int32Array(finished.length),
      putIn: new Uint8Array(finished.length),
      removed: [],
    },
  };
}

const ADDRESSES: AddressMap = {
  image: (_progIdx, funcIdx) => IMAGES + BigInt(funcIdx) * IMAGE_ROOM,
  map: () => 0n,
  mapValue: () => 0n,
  symbol: (name) => (name === '__bpf_call_base' ? CALL_BASE : undefined),
};

/** Images of a program under the 6.1 profile. */
export function compileForLinux(insns: readonly Insn[]): Result<JitProg, JitError> {
  return jitProg(rewritten(insns), 0, PROFILE, ADDRESSES);
}

/** The same with constants blinded (bpf_jit_harden=2). */
export function compileBlinded(insns: readonly Insn[]): Result<JitProg, JitError> {
  const blinded = blindConstants(rewritten(insns), ADDRESSES);
  if (blinded === null) throw new Error('a jump of the blinded program is too long');
  return jitProg(blinded, 0, PROFILE, ADDRESSES);
}

/** The helper that code at this address is, or null. */
export function helperAt(addr: Addr): number | null {
  const id = Number(addr - CALL_BASE) / HELPER_SIZE - 1;
  return Number.isInteger(id) && id >= 0 && id < 1000 ? id : null;
}
