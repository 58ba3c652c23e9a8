// Conditional jumps: which sides are possible, and what each side knows.
// Authority: check_cond_jmp_op, find_equal_scalars and mark_ptr_or_null_regs of Linux 6.1.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { notModelled } from '../refused.ts';
import { branchTaken, intersect, learnFromBranch, mirrored } from '../scalars/branch.ts';
import { compareScalars, constantOf, type Outcome } from '../scalars/compare.ts';
import { type Scalar, scalarConst } from '../scalars/scalar.ts';
import { teachLinked } from './links.ts';
import { readReg } from './liveness.ts';
import { learnPacketRange, packetBranchTaken } from './packet.ts';
import { markPrecise } from './precision.ts';
import { isPointer, type Reg } from './reg.ts';
import { followMispredicted } from './speculation.ts';
import { forEachReg, type State } from './state.ts';
import type { Verifier } from './verifier.ts';

interface Comparison {
  readonly insn: Insn;
  readonly operation: number;
  readonly jmp32: boolean;
  readonly dst: Reg;
  /** Null when compared with the immediate. */
  readonly src: Reg | null;
}

function checkFields(verifier: Verifier, insn: Insn): Comparison {
  const jmp32 = (insn.code & op.CLASS_MASK) === op.BPF_JMP32;
  const operation = insn.code & op.OP_MASK;
  const usesReg = (insn.code & op.BPF_X) !== 0;
  if (usesReg ? insn.imm !== 0 : insn.src !== 0) {
    verifier.reject('reserved', 'BPF_JMP/JMP32 uses reserved fields');
  }
  const src = usesReg ? readReg(verifier, insn.src) : null;
  if (src !== null) denyComparison(verifier, insn.src, src);
  const dst = readReg(verifier, insn.dst);
  return { insn, operation, jmp32, dst, src };
}

function denyComparison(verifier: Verifier, regno: number, reg: Reg): void {
  if (!verifier.unprivileged || !isPointer(reg)) return;
  verifier.deny('pointer-comparison', `R${regno} pointer comparison prohibited`);
}

/** A valid pointer is not NULL; apart from that nothing is known of its value. */
function pointerTaken(reg: Reg, value: bigint, operation: number): boolean | null {
  if (reg.type === 'map_value_or_null' || value !== 0n) return null;
  if (operation === op.BPF_JEQ) return false;
  return operation === op.BPF_JNE ? true : null;
}

/** `register OP constant`, or null if none of the operands is constant. */
interface AgainstConstant {
  readonly reg: Reg;
  readonly value: bigint;
  readonly operation: number;
}

function againstConstant(
  { insn, operation, jmp32, dst, src }: Comparison,
  eitherSide: boolean,
): AgainstConstant | null {
  if (src === null) return { reg: dst, value: BigInt(insn.imm), operation };
  const value = src.type === 'scalar' ? constantOf(src.scalar, jmp32) : null;
  if (value !== null) return { reg: dst, value, operation };
  const left = eitherSide && dst.type === 'scalar' ? constantOf(dst.scalar, jmp32) : null;
  return left === null ? null : { reg: src, value: left, operation: mirrored(operation) };
}

function predict(verifier: Verifier, comparison: Comparison): boolean | null {
  const { insn, jmp32, dst, src } = comparison;
  const { rules } = verifier;
  const outcome = outcomeOf(verifier, comparison);
  if (outcome !== null) return outcome.decided;
  const constant = againstConstant(comparison, rules.comparesRanges);
  if (constant === null) return src !== null && !jmp32 ? packetBranchTaken(insn, dst, src) : null;
  const { reg, value, operation } = constant;
  if (verifier.unprivileged && isPointer(reg) && reg.type !== 'map_value') return null;
  if (isPointer(reg)) return pointerTaken(reg, value, operation);
  return branchTaken(reg.scalar, value, operation, jmp32, rules);
}

/** From 6.8 on: what two numbers say of each other. Null if one is a pointer. */
function outcomeOf(verifier: Verifier, comparison: Comparison): Outcome | null {
  const { insn, operation, jmp32, dst, src } = comparison;
  const { rules } = verifier;
  const numbers = dst.type === 'scalar' && (src === null || src.type === 'scalar');
  if (!rules.comparesBothSides || !numbers) return null;
  return verifier.outcomes.get(verifier.insnIdx, dst.scalar, src?.scalar ?? null, () => {
    const a = dst.scalar;
    const b = src?.scalar ?? scalarConst(BigInt(insn.imm));
    const itself = src !== null && insn.dst === insn.src;
    return compareScalars({ a, b, itself, operation, jmp32 }, rules);
  });
}

function teach(state: State, regno: number, scalar: Scalar): void {
  state.frame.reg(regno).scalar = scalar;
}

function learnScalars(verifier: Verifier, comparison: Comparison, taken: State): void {
  const other = verifier.state;
  const { rules } = verifier;
  const { insn, operation, jmp32, dst, src } = comparison;
  if (src === null || src.type !== 'scalar' || dst.type !== 'scalar') return;
  const srcValue = constantOf(src.scalar, jmp32);
  const dstValue = constantOf(dst.scalar, jmp32);
  if (srcValue !== null) {
    const sides = verifier.sides.get(verifier.insnIdx, dst.scalar, src.scalar, () =>
      learnFromBranch(dst.scalar, srcValue, operation, jmp32, rules),
    );
    teach(taken, insn.dst, sides.taken);
    teach(other, insn.dst, sides.fallthrough);
  } else if (dstValue !== null) {
    const sides = learnFromBranch(src.scalar, dstValue, mirrored(operation), jmp32, rules);
    teach(taken, insn.src, sides.taken);
    teach(other, insn.src, sides.fallthrough);
  } else if (!jmp32 && (operation === op.BPF_JEQ || operation === op.BPF_JNE)) {
    const equal = operation === op.BPF_JEQ ? taken : other;
    const [srcBoth, dstBoth] = [
      intersect(src.scalar, dst.scalar, rules),
      intersect(dst.scalar, src.scalar, rules),
    ];
    teach(equal, insn.src, srcBoth);
    teach(equal, insn.dst, dstBoth);
  }
}

function learnConstant(verifier: Verifier, comparison: Comparison, taken: State): void {
  const { insn, operation, jmp32, dst } = comparison;
  if (dst.type !== 'scalar') return;
  const sides = verifier.sides.get(verifier.insnIdx, dst.scalar, null, () =>
    learnFromBranch(dst.scalar, BigInt(insn.imm), operation, jmp32, verifier.rules),
  );
  teach(taken, insn.dst, sides.taken);
  teach(verifier.state, insn.dst, sides.fallthrough);
}

function learnOutcome(verifier: Verifier, comparison: Comparison, taken: State): void {
  const outcome = outcomeOf(verifier, comparison);
  const { insn, src } = comparison;
  if (outcome === null) return;
  for (const [state, pair] of [
    [taken, outcome.taken],
    [verifier.state, outcome.fallthrough],
  ] as const) {
    teach(state, insn.dst, pair.a);
    if (src !== null && insn.src !== insn.dst) teach(state, insn.src, pair.b);
  }
}

/** A looked-up value is NULL on one side and a value on the other. */
function learnNull(state: State, id: number, isNull: boolean): void {
  forEachReg(state, (reg) => {
    if (reg.type !== 'map_value_or_null' || reg.id !== id) return;
    if (isNull) reg.markConst(0n);
    else {
      reg.type = 'map_value';
      reg.id = 0;
    }
  });
}

/** What is known of one compared register becomes known of those linked to it, on both sides. */
function teachAllLinked(verifier: Verifier, regno: number, taken: State): void {
  for (const state of [verifier.state, taken]) {
    const reg = state.frame.reg(regno);
    if (reg.type === 'scalar') teachLinked(verifier, state, reg);
  }
}

function learn(verifier: Verifier, comparison: Comparison, taken: State): void {
  const other = verifier.state;
  const { insn, operation, jmp32, dst, src } = comparison;
  if (verifier.rules.comparesBothSides) learnOutcome(verifier, comparison, taken);
  else (src === null ? learnConstant : learnScalars)(verifier, comparison, taken);
  if (src?.type === 'scalar') teachAllLinked(verifier, insn.src, taken);
  if (dst.type === 'scalar') teachAllLinked(verifier, insn.dst, taken);
  const equality = operation === op.BPF_JEQ || operation === op.BPF_JNE;
  if (!jmp32 && src === null && insn.imm === 0 && equality && dst.type === 'map_value_or_null') {
    const { id } = dst;
    learnNull(other, id, operation === op.BPF_JNE);
    learnNull(taken, id, operation === op.BPF_JEQ);
  } else if (!learnPacketRange(insn, other, taken)) denyComparison(verifier, insn.dst, dst);
}

/**
 * Executes may_goto: either way, at any time.
 * Simplification: a loop with may_goto is walked once, with nothing known of any number, where the kernel walks
 * it until its numbers stand still.
 */
export function executeMayGoto(verifier: Verifier, insn: Insn): number {
  if (insn.dst !== 0 || insn.src !== 0 || insn.imm !== 0) {
    verifier.reject('reserved', 'invalid may_goto imm 0');
  }
  const { insnIdx, mayGotos } = verifier;
  if (verifier.unprivileged) notModelled('may_goto of an unprivileged program', insnIdx);
  const target = op.jumpTarget(insn, insnIdx);
  if (mayGotos.has(insnIdx)) return target;
  mayGotos.add(insnIdx);
  verifier.fork(target);
  forEachReg(verifier.state, (reg) => {
    if (reg.type === 'scalar') reg.markUnknown();
  });
  return insnIdx + 1;
}

/** Executes a conditional jump; leaves the side that is taken for later. Returns the next slot. */
export function executeBranch(verifier: Verifier, insn: Insn): number {
  const target = op.jumpTarget(insn, verifier.insnIdx);
  const folded = verifier.folded.get(verifier.insnIdx);
  if (folded !== undefined) return folded ? target : verifier.insnIdx + 1;
  const comparison = checkFields(verifier, insn);
  const { dst, src } = comparison;
  const outcome = predict(verifier, comparison);
  if (outcome !== null) {
    if (dst.type === 'scalar') markPrecise(verifier, insn.dst);
    if (src?.type === 'scalar') markPrecise(verifier, insn.src);
    const [way, other] = outcome ? [target, verifier.insnIdx + 1] : [verifier.insnIdx + 1, target];
    followMispredicted(verifier, insn, other);
    return way;
  }
  const taken = verifier.fork(target);
  learn(verifier, comparison, taken);
  return verifier.insnIdx + 1;
}
