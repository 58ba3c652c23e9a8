// Numbers that are copies of each other, or differ by a constant: what a branch tells of one is known of all.
// Authority: assign_scalar_id_before_mov, adjust_reg_min_max_vals and find_equal_scalars (later sync_linked_regs) of
// kernel/bpf/verifier.c, Linux 6.1, 6.12 and 7.1.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { zeroExtend } from '../scalars/casts.ts';
import { syncBounds } from '../scalars/deduce.ts';
import { S32_MAX, S32_MIN, type Scalar, scalarConst, U32_MAX } from '../scalars/scalar.ts';
import { addBounds } from '../scalars/sums.ts';
import { tnumAdd, tnumSubregIsConst } from '../scalars/tnum.ts';
import type { Reg } from './reg.ts';
import { forEachReg, type State } from './state.ts';
import type { Verifier } from './verifier.ts';

/** Gives a number that is about to be copied an id, which its copies share. */
export function linkForMove(verifier: Verifier, src: Reg): void {
  if (src.type !== 'scalar' || !verifier.rules.linksCopies) return;
  if (src.sum !== 0) {
    src.id = 0;
    src.sum = 0;
    src.off = 0;
  }
  if (src.id === 0 && !src.scalar.isConst) src.id = verifier.newId();
}

/** A linked number, and what is added to it. */
interface Addition {
  readonly id: number;
  readonly sum: Reg['sum'];
  readonly before: Scalar;
  readonly operand: Scalar;
}

/** The constant of an addition that keeps the link, or null. */
function keptDelta(verifier: Verifier, insn: Insn, addition: Addition): number | null {
  const { before, operand } = addition;
  const { linksSums } = verifier.rules;
  const operation = insn.code & op.OP_MASK;
  const alu32 = (insn.code & op.CLASS_MASK) === op.BPF_ALU;
  if (linksSums === 'positive') {
    const isSum = operation === op.BPF_ADD && !alu32 && operand.isConst;
    return isSum && operand.bits.value <= BigInt(S32_MAX) ? Number(operand.bits.value) : null;
  }
  const isConst = alu32 ? tnumSubregIsConst(operand.bits) : operand.isConst;
  const isSum = operation === op.BPF_ADD || operation === op.BPF_SUB;
  if (!isConst || !isSum) return null;
  // 32 bits forget an upper half, which the sum alone could not give back to the others.
  if (alu32 && before.umax > BigInt(U32_MAX)) return null;
  const value = alu32 ? BigInt.asIntN(32, operand.bits.value) : operand.constant;
  if (value < BigInt(S32_MIN) || value > BigInt(S32_MAX)) return null;
  const delta = Number(value);
  if (operation === op.BPF_ADD) return delta;
  return delta === S32_MIN ? null : -delta;
}

/** After `dst += constant`: dst stays linked, with the constant as its distance. One distance only. */
export function linkSum(verifier: Verifier, insn: Insn, dst: Reg, addition: Addition): void {
  if (verifier.unprivileged || verifier.rules.linksSums === 'none') return;
  if (addition.id === 0 || addition.sum !== 0) return;
  const delta = keptDelta(verifier, insn, addition);
  if (delta === null) return;
  dst.id = addition.id;
  dst.off = delta;
  dst.sum = (insn.code & op.CLASS_MASK) === op.BPF_ALU ? 32 : 64;
}

function shifted(verifier: Verifier, known: Reg, other: Reg): Scalar {
  const scalar = known.scalar.clone();
  const delta = scalarConst(BigInt(other.off - known.off));
  addBounds(scalar, delta, verifier.rules);
  scalar.bits = tnumAdd(scalar.bits, delta.bits);
  if (verifier.rules.linksSums === 'any') {
    if (known.sum === 32 || other.sum === 32) zeroExtend(scalar);
    syncBounds(scalar, verifier.rules);
  }
  return scalar;
}

/** Every number linked to `known` learns what `known` learnt. */
export function teachLinked(verifier: Verifier, state: State, known: Reg): void {
  if (known.id === 0) return;
  forEachReg(state, (other) => {
    if (other === known || other.type !== 'scalar' || other.id !== known.id) return;
    const isCopy = (other.sum === 0 && known.sum === 0) || other.off === known.off;
    if (isCopy) other.scalar = known.scalar;
    else if (other.sum === 0 || known.sum === 0 || other.sum === known.sum) {
      other.scalar = shifted(verifier, known, other);
    }
  });
}
