// What a loader without CAP_BPF and CAP_PERFMON may load (kernel.unprivileged_bpf_disabled = 0).
// Authority: bpf_prog_load of kernel/bpf/syscall.c; check_cfg, add_subprog_and_kfunc, is_pointer_value and
// do_misc_fixups of kernel/bpf/verifier.c, Linux 5.9 to 7.1.
// Simplification: only programs without stack, look-ups and arithmetic with pointers are modelled, so that nothing has
// to be verified under speculation and no pointer needs a mask; the rest is refused with EOPNOTSUPP.

import { at, type InsnIdx } from '../base/index.ts';
import type { Insn, MapDef } from '../bpf/index.ts';
import * as op from '../bpf/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import type { InsnFacts } from './interpret/verifier.ts';
import { ERRNO, notModelled, refuse } from './refused.ts';
import type { ProgSource } from './xlated.ts';

const EPERM = 1;
const KEY_REG = 3;
const CALLER_SAVED = 0b11_1111;

/** Helpers of socket filters that take no memory: ktime_get_ns, get_prandom_u32, CPU, tail_call, node. */
const HELPERS: ReadonlySet<number> = new Set([5, 7, 8, op.BPF_FUNC_TAIL_CALL, 42]);

const HINT = 'A kernel may accept this program from an unprivileged loader; the lab cannot say.';

/** The log's words, which name what they also were about later. */
const FUNCS: Readonly<Record<KernelProfile['verifier']['unprivilegedFuncs'], string>> = {
  'function calls to':
    'function calls to other bpf functions are allowed for CAP_BPF and CAP_SYS_ADMIN',
  'loading/calling':
    'loading/calling other bpf or kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN',
};

function missing(what: string, insnIdx: InsnIdx): never {
  return notModelled(`${what} of an unprivileged program`, insnIdx, HINT);
}

/** Before anything else: what BPF_PROG_LOAD refuses. */
export function checkLoader({ type, insns }: ProgSource, profile: KernelProfile): void {
  if (insns.length > op.BPF_MAXINSNS) {
    const message = `an unprivileged program has at most ${op.BPF_MAXINSNS} insns, not ${insns.length}`;
    refuse(ERRNO.E2BIG, 'prog-size', message, null);
  }
  if (type !== 'socket_filter' && type !== 'cgroup_skb') {
    const message = 'an unprivileged loader may load socket filters and cgroup_skb programs only';
    refuse(EPERM, 'unprivileged', message, null);
  }
  const call = insns.findIndex(op.isPseudoCall);
  if (call >= 0)
    refuse(EPERM, 'unprivileged-funcs', FUNCS[profile.verifier.unprivilegedFuncs], call);
  if (type === 'cgroup_skb') missing('the type', 0);
}

/** Walks the insns once, forwards, with the registers that may hold a pointer: bit n is register n. */
class PointerWalk {
  readonly insns: readonly Insn[];
  readonly facts: InsnFacts;
  private readonly pointers: Int32Array;

  constructor(insns: readonly Insn[], facts: InsnFacts) {
    this.insns = insns;
    this.facts = facts;
    this.pointers = new Int32Array(insns.length + 1);
    // r1 is the context.
    this.pointers[0] = 1 << 1;
  }

  run(): void {
    for (let insnIdx = 0; insnIdx < this.insns.length; ) {
      if (this.facts.seen[insnIdx] === 0) missing('code that no path reaches', insnIdx);
      const insn = at(this.insns, insnIdx);
      this.step(insn, insnIdx);
      insnIdx += op.insnSlots(insn);
    }
  }

  private step(insn: Insn, insnIdx: InsnIdx): void {
    const before = at(this.pointers, insnIdx);
    const isPointer = (reg: number): boolean => (before & (1 << reg)) !== 0;
    if (insn.dst === op.BPF_REG_FP || insn.src === op.BPF_REG_FP) missing('the stack', insnIdx);
    if (op.isExit(insn)) {
      if (isPointer(0)) refuse(ERRNO.EACCES, 'leak', 'R0 leaks addr as return value', insnIdx);
      return;
    }
    if (op.isJump(insn)) return this.jump(insn, insnIdx, isPointer);
    const after = this.after(insn, insnIdx, isPointer);
    this.flow(insnIdx + op.insnSlots(insn), (before & ~after.scalars) | after.pointers);
  }

  private flow(to: InsnIdx, pointers: number): void {
    this.pointers[to] = at(this.pointers, to) | pointers;
  }

  private jump(insn: Insn, insnIdx: InsnIdx, isPointer: (reg: number) => boolean): void {
    const target = op.jumpTarget(insn, insnIdx);
    if (insn.code === op.CODE_JCOND) missing('may_goto', insnIdx);
    if (target <= insnIdx) {
      refuse(ERRNO.EINVAL, 'back-edge', `back-edge from insn ${insnIdx} to ${target}`, insnIdx);
    }
    const before = at(this.pointers, insnIdx);
    if (!op.isGoto(insn)) {
      const comparesReg = (insn.code & op.BPF_X) !== 0 && isPointer(insn.src);
      if (comparesReg || isPointer(insn.dst)) missing('a comparison with a pointer', insnIdx);
      if (this.facts.decided.has(insnIdx)) missing('a branch that always goes one way', insnIdx);
      this.flow(insnIdx + 1, before);
    }
    this.flow(target, before);
  }

  /** Registers that hold a number from here on, and those that hold a pointer. */
  private after(
    insn: Insn,
    insnIdx: InsnIdx,
    isPointer: (reg: number) => boolean,
  ): { readonly scalars: number; readonly pointers: number } {
    const dst = 1 << insn.dst;
    const from = (isDst: boolean) => ({ scalars: dst, pointers: isDst ? dst : 0 });
    switch (insn.code & op.CLASS_MASK) {
      case op.BPF_ALU:
      case op.BPF_ALU64:
        return from(movesPointer(insn, insnIdx, isPointer));
      case op.BPF_LDX: {
        const mayBePointer =
          op.accessSize(insn) === 8 && this.facts.ptrTypes.get(insnIdx) === 'ctx';
        return from(mayBePointer);
      }
      case op.BPF_LD:
        if (op.isLdImm64(insn)) return from(insn.src !== 0);
        if ((insn.code & op.MODE_MASK) === op.BPF_IND && isPointer(insn.src)) {
          missing('a packet load at a pointer', insnIdx);
        }
        return { scalars: CALLER_SAVED, pointers: 0 };
      case op.BPF_STX:
        if (isPointer(insn.src)) missing('a store of a pointer', insnIdx);
        if ((insn.code & op.MODE_MASK) === op.BPF_ATOMIC) missing('an atomic operation', insnIdx);
        return { scalars: 0, pointers: 0 };
      case op.BPF_ST:
        return { scalars: 0, pointers: 0 };
      default:
        checkCall(insn, insnIdx, isPointer);
        return { scalars: CALLER_SAVED, pointers: 0 };
    }
  }
}

/** Whether an ALU insn leaves a pointer in dst; only a whole copy may. */
function movesPointer(insn: Insn, insnIdx: InsnIdx, isPointer: (reg: number) => boolean): boolean {
  const usesReg = (insn.code & op.BPF_X) !== 0 && (insn.code & op.OP_MASK) !== op.BPF_END;
  if ((insn.code & op.OP_MASK) === op.BPF_MOV) return usesReg && isPointer(insn.src);
  if (isPointer(insn.dst) || (usesReg && isPointer(insn.src))) {
    missing('arithmetic with pointers', insnIdx);
  }
  return false;
}

function checkCall(insn: Insn, insnIdx: InsnIdx, isPointer: (reg: number) => boolean): void {
  if (!op.isHelperCall(insn)) missing('functions', insnIdx);
  if (!HELPERS.has(insn.imm)) missing(`helper ${insn.imm}`, insnIdx);
  if (insn.imm === op.BPF_FUNC_TAIL_CALL && isPointer(KEY_REG)) {
    refuse(ERRNO.EACCES, 'leak', 'R3 leaks addr into helper function', insnIdx);
  }
}

/** Refuses what an unprivileged loader may not load, and what this model cannot judge of it. */
export function checkUnprivileged({ insns }: ProgSource, facts: InsnFacts): void {
  new PointerWalk(insns, facts).run();
}

/** True where a map keeps a mask against speculation (`!map->bypass_spec_v1`): its maker has no CAP_PERFMON. */
export function masksIndex({ load, jit, verifier }: KernelProfile): boolean {
  const isOff = jit.indirectJump === 'plain' && jit.returnThunk === null;
  return load.unprivileged && !(isOff && verifier.mitigationsOffTrusts);
}

/** `index_mask` of an array: all indices below the next power of two. */
export function indexMask({ maxEntries }: MapDef): number {
  const last = maxEntries - 1;
  return last <= 0 ? 0 : 0xffff_ffff >>> Math.clz32(last);
}

/** In front of a masked tail call: past it for an index out of range, and the mask. */
export function maskedIndex(map: MapDef): readonly Insn[] {
  return [
    {
      code: op.BPF_JMP | op.BPF_JGE | op.BPF_K,
      dst: KEY_REG,
      src: 0,
      off: 2,
      imm: map.maxEntries | 0,
    },
    {
      code: op.BPF_ALU | op.BPF_AND | op.BPF_K,
      dst: KEY_REG,
      src: 0,
      off: 0,
      imm: indexMask(map) | 0,
    },
  ];
}
