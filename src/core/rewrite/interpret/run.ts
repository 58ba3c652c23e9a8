// The abstract interpretation: every path from the first insn, one insn at a time.
// Authority: do_check of kernel/bpf/verifier.c, Linux 6.1.
// Not modelled: program types whose return value is checked (refused), references, locks.

import type { Insn, ProgType } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { notModelled } from '../refused.ts';
import { type Scalar, scalarConst } from '../scalars/scalar.ts';
import { executeAlu } from './alu.ts';
import { executeAtomic } from './atomic.ts';
import { executeBranch, executeMayGoto } from './branch.ts';
import { clobberCallerSaved, executeHelperCall } from './helper-call.ts';
import { readReg, writeReg } from './liveness.ts';
import { accessMemory, checkUnmodified, currentSize, extendLoaded } from './memory.ts';
import { isVisited } from './prune.ts';
import { NOT_SUBREG, type RegType, TYPE_TEXT } from './reg.ts';
import { behindFence, denyLeak } from './speculation.ts';
import { Frame, State } from './state.ts';
import { enterSubprog, leaveSubprog } from './subprog-call.ts';
import type { Verifier } from './verifier.ts';

/** Slot of the next insn, or null at the end of a path. */
type Next = number | null;

function rememberPointer(verifier: Verifier, type: RegType): void {
  const { ptrTypes } = verifier.facts;
  const before = ptrTypes.get(verifier.insnIdx);
  // Loads through the context and through kernel pointers are rewritten, so they cannot also be others.
  const special = (each: RegType): boolean => each === 'ctx' || each === 'btf';
  if (before !== undefined && before !== type && (special(before) || special(type))) {
    verifier.reject('pointer-types', 'same insn cannot be used with different pointers');
  }
  ptrTypes.set(verifier.insnIdx, type);
}

function executeLdx(verifier: Verifier, insn: Insn): void {
  const { type } = readReg(verifier, insn.src);
  writeReg(verifier, insn.dst);
  const [size, regno, off] = [currentSize(verifier), insn.src, insn.off];
  accessMemory(verifier, { regno, off, size, write: false, valueRegno: insn.dst });
  rememberPointer(verifier, type);
  if ((insn.code & op.MODE_MASK) === op.BPF_MEMSX) extendLoaded(verifier, insn.dst, size);
}

function executeStx(verifier: Verifier, insn: Insn): void {
  if ((insn.code & op.MODE_MASK) === op.BPF_ATOMIC) {
    executeAtomic(verifier, insn);
    return;
  }
  if ((insn.code & op.MODE_MASK) !== op.BPF_MEM || insn.imm !== 0) {
    verifier.reject('reserved', 'BPF_STX uses reserved fields');
  }
  readReg(verifier, insn.src);
  const { type } = readReg(verifier, insn.dst);
  const size = currentSize(verifier);
  const access = { regno: insn.dst, off: insn.off, size, write: true, valueRegno: insn.src };
  accessMemory(verifier, access);
  rememberPointer(verifier, type);
}

function executeSt(verifier: Verifier, insn: Insn): void {
  if ((insn.code & op.MODE_MASK) !== op.BPF_MEM || insn.src !== 0) {
    verifier.reject('reserved', 'BPF_ST uses reserved fields');
  }
  const { type } = readReg(verifier, insn.dst);
  if (type === 'ctx') {
    verifier.deny('context', `BPF_ST stores into R${insn.dst} ${TYPE_TEXT[type]} is not allowed`);
  }
  const size = currentSize(verifier);
  accessMemory(verifier, { regno: insn.dst, off: insn.off, size, write: true, valueRegno: -1 });
}

/** Program types whose context is an sk_buff (`may_access_skb`). */
const SKB_TYPES = ['socket_filter', 'sched_cls', 'sched_act'];

function executeLdAbs(verifier: Verifier, insn: Insn): void {
  if (!SKB_TYPES.includes(verifier.progType)) {
    const message = 'BPF_LD_[ABS|IND] instructions not allowed for this program type';
    verifier.reject('ld-abs', message);
  }
  const indirect = (insn.code & op.MODE_MASK) === op.BPF_IND;
  const wide = (insn.code & op.SIZE_MASK) === op.BPF_DW;
  if (insn.dst !== 0 || insn.off !== 0 || wide || (!indirect && insn.src !== 0)) {
    verifier.reject('reserved', 'BPF_LD_[ABS|IND] uses reserved fields');
  }
  const ctx = readReg(verifier, 6);
  if (ctx.type !== 'ctx') {
    verifier.reject('ld-abs', 'at the time of BPF_LD_ABS|IND R6 != pointer to skb');
  }
  if (indirect) readReg(verifier, insn.src);
  checkUnmodified(verifier, ctx, 6);
  clobberCallerSaved(verifier);
  const r0 = verifier.reg(0);
  r0.markUnknown();
  r0.subregDef = verifier.insnIdx + 1;
}

function executeLdImm64(verifier: Verifier, insn: Insn): void {
  if ((insn.code & op.SIZE_MASK) !== op.BPF_DW) {
    verifier.reject('ld-imm64', 'invalid BPF_LD_IMM insn');
  }
  if (insn.off !== 0) verifier.reject('reserved', 'BPF_LD_IMM64 uses reserved fields');
  const dst = writeReg(verifier, insn.dst);
  const high = verifier.insn(verifier.insnIdx + 1);
  if (insn.src === 0) {
    const value = (): Scalar => scalarConst(op.ldImm64Value(insn, high));
    dst.markScalar(verifier.scalars.get(verifier.insnIdx, null, null, value));
    return;
  }
  const isValue = insn.src === op.BPF_PSEUDO_MAP_VALUE;
  dst.markPointer(isValue ? 'map_value' : 'map_ptr');
  dst.mapIdx = insn.imm;
  if (isValue) dst.off = high.imm;
}

function executeLd(verifier: Verifier, insn: Insn): Next {
  const mode = insn.code & op.MODE_MASK;
  if (mode === op.BPF_ABS || mode === op.BPF_IND) {
    executeLdAbs(verifier, insn);
    return verifier.insnIdx + 1;
  }
  if (mode !== op.BPF_IMM) verifier.reject('ld-mode', 'invalid BPF_LD mode');
  executeLdImm64(verifier, insn);
  verifier.markSeen(verifier.insnIdx + 1);
  return verifier.insnIdx + 2;
}

function executeCall(verifier: Verifier, insn: Insn): Next {
  if (insn.src === op.BPF_PSEUDO_KFUNC_CALL) {
    notModelled('calling kernel functions', verifier.insnIdx);
  }
  if (insn.off !== 0 || insn.src > op.BPF_PSEUDO_CALL || insn.dst !== 0) {
    verifier.reject('reserved', 'BPF_CALL uses reserved fields');
  }
  if (insn.src === op.BPF_PSEUDO_CALL) return enterSubprog(verifier, insn);
  executeHelperCall(verifier, insn);
  return verifier.insnIdx + 1;
}

function executeExit(verifier: Verifier, insn: Insn): Next {
  if (insn.imm !== 0 || insn.src !== 0 || insn.dst !== 0) {
    verifier.reject('reserved', 'BPF_EXIT uses reserved fields');
  }
  if (verifier.state.frames.length > 1) return leaveSubprog(verifier);
  checkReturn(verifier);
  return null;
}

/** Types of which `check_return_code` knows what they may return, or that cannot be loaded without BTF. */
const RETURN_CHECKED: readonly ProgType[] = [
  'cgroup_skb',
  'cgroup_sock',
  'cgroup_sock_addr',
  'cgroup_device',
  'cgroup_sysctl',
  'cgroup_sockopt',
  'sock_ops',
  'sk_lookup',
  'tracing',
  'lsm',
  'ext',
  'struct_ops',
  'netfilter',
];

function checkReturn(verifier: Verifier): void {
  denyLeak(verifier, 0, 'as return value', readReg(verifier, 0));
  const { progType } = verifier;
  if (RETURN_CHECKED.includes(progType)) {
    notModelled(`what ${progType} programs may return`, verifier.insnIdx);
  }
}

function executeJump(verifier: Verifier, insn: Insn): Next {
  verifier.jumpsProcessed++;
  if (insn.code === op.CODE_CALL) return executeCall(verifier, insn);
  if (insn.code === op.CODE_EXIT) return executeExit(verifier, insn);
  if (insn.code === op.CODE_JCOND) return executeMayGoto(verifier, insn);
  if (!op.isGoto(insn)) return executeBranch(verifier, insn);
  const unused = insn.code === op.CODE_JA ? insn.imm : insn.off;
  if (unused !== 0 || insn.src !== 0 || insn.dst !== 0) {
    verifier.reject('reserved', 'BPF_JA uses reserved fields');
  }
  return op.jumpTarget(insn, verifier.insnIdx);
}

/** Executes the current insn. */
function execute(verifier: Verifier, insn: Insn): Next {
  switch (insn.code & op.CLASS_MASK) {
    case op.BPF_ALU:
    case op.BPF_ALU64:
      executeAlu(verifier, insn);
      return verifier.insnIdx + 1;
    case op.BPF_LDX:
      executeLdx(verifier, insn);
      return verifier.insnIdx + 1;
    case op.BPF_STX:
      executeStx(verifier, insn);
      return verifier.insnIdx + 1;
    case op.BPF_ST:
      executeSt(verifier, insn);
      return verifier.insnIdx + 1;
    case op.BPF_LD:
      return executeLd(verifier, insn);
    default:
      return executeJump(verifier, insn);
  }
}

function firstState(): State {
  const state = new State();
  const main = Frame.fresh(0, 0, -1);
  const ctx = main.reg(1);
  ctx.markPointer('ctx');
  ctx.subregDef = NOT_SUBREG;
  state.frames.push(main);
  return state;
}

/** Runs along all paths; what is learnt stays in `verifier.facts` and `verifier.stackDepths`. */
export function interpret(verifier: Verifier): void {
  verifier.state = firstState();
  verifier.insnIdx = 0;
  for (;;) {
    verifier.countInsn();
    let next: Next = null;
    if (verifier.prunePoints[verifier.insnIdx] === 0 || !isVisited(verifier)) {
      verifier.takeInsn();
      next = behindFence(verifier, () => execute(verifier, verifier.insn(verifier.insnIdx)));
    }
    if (next !== null) verifier.insnIdx = next;
    else if (!verifier.nextPath()) return;
  }
}
