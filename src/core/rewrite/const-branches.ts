// Branches that can be decided without walking any path: what both sides compare is the same constant whatever way
// leads there. From 7.1 on such a branch becomes a goto before the program is verified.
// Authority: bpf_compute_const_regs and bpf_prune_dead_branches of kernel/bpf, Linux 7.1. Only numbers of 32 bits,
// read as unsigned, are kept for the second of these.

import { at, type InsnIdx } from '../base/index.ts';
import type { Insn } from '../bpf/index.ts';
import * as op from '../bpf/index.ts';
import type { NumberRules } from '../kernel/index.ts';
import { branchTaken } from './scalars/branch.ts';
import { scalarConst } from './scalars/scalar.ts';

/** What is known of r0 to r9: a number of 64 bits, unsigned, or null. */
type Regs = (bigint | null)[];

const REGS = 10;
const U32_MAX = 0xffff_ffffn;

function binary(code: number, dst: bigint | null, imm: bigint): bigint | null {
  switch (code & op.OP_MASK) {
    case op.BPF_ADD:
      return dst === null ? null : dst + imm;
    case op.BPF_SUB:
      return dst === null ? null : dst - imm;
    case op.BPF_AND:
      return dst === null ? null : dst & imm;
    default:
      return null;
  }
}

function aluResult(insn: Insn, regs: Regs): bigint | null {
  const isMove = (insn.code & op.OP_MASK) === op.BPF_MOV;
  const usesReg = (insn.code & op.BPF_X) !== 0;
  if (isMove && usesReg) {
    const src = regs[insn.src] ?? null;
    return src === null || insn.off === 0 ? src : BigInt.asIntN(insn.off, src);
  }
  const imm = BigInt(insn.imm);
  if (isMove) return imm;
  return usesReg ? null : binary(insn.code, regs[insn.dst] ?? null, imm);
}

function executeAlu(insn: Insn, regs: Regs): void {
  const result = aluResult(insn, regs);
  const bits = (insn.code & op.CLASS_MASK) === op.BPF_ALU64 ? 64 : 32;
  regs[insn.dst] = result === null ? null : BigInt.asUintN(bits, result);
}

function forgetCallerSaved(regs: Regs): void {
  regs.fill(null, 0, 6);
}

/** What an atomic loads. */
function executeStx(insn: Insn, regs: Regs): void {
  if ((insn.code & op.MODE_MASK) !== op.BPF_ATOMIC) return;
  if (insn.imm === op.BPF_CMPXCHG) regs[0] = null;
  else if (insn.imm === op.BPF_LOAD_ACQ) regs[insn.dst] = null;
  else if ((insn.imm & op.BPF_FETCH) !== 0) regs[insn.src] = null;
}

function executeLd(insn: Insn, second: Insn | undefined, regs: Regs): void {
  if (!op.isLdImm64(insn)) return forgetCallerSaved(regs);
  const isNumber = insn.src === 0 && second !== undefined;
  regs[insn.dst] = isNumber ? BigInt.asUintN(64, op.ldImm64Value(insn, second)) : null;
}

function execute(insn: Insn, second: Insn | undefined, regs: Regs): void {
  switch (insn.code & op.CLASS_MASK) {
    case op.BPF_ALU:
    case op.BPF_ALU64:
      return executeAlu(insn, regs);
    case op.BPF_LDX:
      regs[insn.dst] = null;
      return;
    case op.BPF_STX:
      return executeStx(insn, regs);
    case op.BPF_LD:
      return executeLd(insn, second, regs);
    default:
      if (op.isCall(insn)) forgetCallerSaved(regs);
  }
}

/** The walk over all blocks, until nothing changes; a register changes twice at most. */
class ConstRegs {
  readonly insns: readonly Insn[];
  /** At the first insn of each block. */
  readonly blocks = new Map<InsnIdx, Regs>();
  private readonly leaders: Uint8Array;
  private readonly open: InsnIdx[] = [];

  constructor(insns: readonly Insn[], starts: readonly InsnIdx[]) {
    this.insns = insns;
    this.leaders = leadersOf(insns);
    for (const start of starts)
      this.arrive(
        start,
        Array.from({ length: REGS }, () => null),
      );
    for (let start = this.open.pop(); start !== undefined; start = this.open.pop()) {
      const end = this.runBlock(start);
      for (const next of this.nextOf(end.insnIdx)) this.arrive(next, end.regs);
    }
  }

  /** Joins `regs` into the block at `insnIdx`. */
  private arrive(insnIdx: InsnIdx, regs: Regs): void {
    const there = this.blocks.get(insnIdx);
    if (there === undefined) this.blocks.set(insnIdx, [...regs]);
    else if (!forgetDifferent(there, regs)) return;
    this.open.push(insnIdx);
  }

  private nextOf(last: InsnIdx): readonly InsnIdx[] {
    const insn = at(this.insns, last);
    const behind = last + op.insnSlots(insn);
    if (op.isExit(insn)) return [];
    if (!op.isJump(insn)) return behind < this.insns.length ? [behind] : [];
    const target = op.jumpTarget(insn, last);
    return op.isCondJump(insn) ? [behind, target] : [target];
  }

  /** Executes a block; what is known at its last insn, which is a branch, an exit, or before another block. */
  runBlock(start: InsnIdx): { readonly insnIdx: InsnIdx; readonly regs: Regs } {
    const regs = [...(this.blocks.get(start) ?? [])];
    for (let insnIdx = start; ; ) {
      const insn = at(this.insns, insnIdx);
      execute(insn, this.insns[insnIdx + 1], regs);
      const behind = insnIdx + op.insnSlots(insn);
      const ends = op.isExit(insn) || op.isJump(insn) || behind >= this.insns.length;
      if (ends || this.leaders[behind] === 1) return { insnIdx, regs };
      insnIdx = behind;
    }
  }
}

/** 1 where a block begins: where jumps go, and behind conditional ones. */
function leadersOf(insns: readonly Insn[]): Uint8Array {
  const leaders = new Uint8Array(insns.length + 1);
  insns.forEach((insn, insnIdx) => {
    if (!op.isJump(insn)) return;
    leaders[op.jumpTarget(insn, insnIdx)] = 1;
    leaders[insnIdx + 1] = 1;
  });
  return leaders;
}

/** Keeps in `there` what `regs` says as well. True if something was forgotten. */
function forgetDifferent(there: Regs, regs: Regs): boolean {
  let changed = false;
  for (let regno = 0; regno < REGS; regno++) {
    if (there[regno] === null || there[regno] === regs[regno]) continue;
    there[regno] = null;
    changed = true;
  }
  return changed;
}

function short(value: bigint | null | undefined): bigint | null {
  return value === null || value === undefined || value > U32_MAX ? null : value;
}

function decide(insn: Insn, regs: Regs, rules: NumberRules): boolean | null {
  const operation = insn.code & op.OP_MASK;
  if (!op.isCondJump(insn) || insn.code === op.CODE_JCOND) return null;
  const dst = short(regs[insn.dst]);
  const src = (insn.code & op.BPF_X) !== 0 ? short(regs[insn.src]) : BigInt(insn.imm);
  if (dst === null || src === null) return null;
  const jmp32 = (insn.code & op.CLASS_MASK) === op.BPF_JMP32;
  return branchTaken(scalarConst(dst), src, operation, jmp32, rules);
}

/** Which way branches of constants go (true: they jump), by slot; those that could go both ways are left out. */
export function constBranches(
  insns: readonly Insn[],
  starts: readonly InsnIdx[],
  rules: NumberRules,
): ReadonlyMap<InsnIdx, boolean> {
  const decided = new Map<InsnIdx, boolean>();
  const consts = new ConstRegs(insns, starts);
  for (const start of consts.blocks.keys()) {
    const { insnIdx, regs } = consts.runBlock(start);
    const taken = decide(at(insns, insnIdx), regs, rules);
    if (taken !== null) decided.set(insnIdx, taken);
  }
  return decided;
}
