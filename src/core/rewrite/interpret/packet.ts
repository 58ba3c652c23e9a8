// How comparisons with the end of the packet make bytes of it readable.
// Authority: find_good_pkt_pointers, try_match_pkt_pointers, mark_pkt_end and is_pkt_ptr_branch_taken of
// kernel/bpf/verifier.c, Linux 6.1.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { AT_PKT_END, BEYOND_PKT_END, isPktPointer, type Reg, type RegType } from './reg.ts';
import { forEachReg, type State } from './state.ts';

const MAX_PACKET_OFF = 0xffff;

/** A comparison in which one side is a packet pointer and the other where its packet ends. */
interface Match {
  readonly pkt: Reg;
  readonly pktRegno: number;
  /** `pkt OP end`, operands swapped if need be. */
  readonly operation: number;
}

function isEndFor(type: RegType, reg: Reg): boolean {
  if (type === 'pkt') return reg.type === 'pkt_end';
  return type === 'pkt_meta' && isInitPkt(reg);
}

/** The very start of the packet, which is where the metadata ends. */
function isInitPkt(reg: Reg): boolean {
  return reg.type === 'pkt' && reg.off === 0 && reg.scalar.isConst && reg.scalar.bits.value === 0n;
}

const SWAPPED: Readonly<Record<number, number>> = {
  [op.BPF_JGT]: op.BPF_JLT,
  [op.BPF_JLT]: op.BPF_JGT,
  [op.BPF_JGE]: op.BPF_JLE,
  [op.BPF_JLE]: op.BPF_JGE,
};

function match(insn: Insn, dst: Reg, src: Reg): Match | null {
  const operation = insn.code & op.OP_MASK;
  if (SWAPPED[operation] === undefined) return null;
  if (isEndFor(dst.type, src)) return { pkt: dst, pktRegno: insn.dst, operation };
  if (isEndFor(src.type, dst)) {
    return { pkt: src, pktRegno: insn.src, operation: SWAPPED[operation] ?? operation };
  }
  return null;
}

/** Bytes behind pointers that share `pkt`'s variable part become readable in `state`. */
function findGoodPointers(state: State, pkt: Reg, exclusive: boolean): void {
  if (pkt.off < 0 || (pkt.off === 0 && exclusive)) return;
  if (
    pkt.scalar.umax > BigInt(MAX_PACKET_OFF) ||
    pkt.scalar.umax + BigInt(pkt.off) > BigInt(MAX_PACKET_OFF)
  ) {
    return;
  }
  const range = exclusive ? pkt.off + 1 : pkt.off;
  const { type, id } = pkt;
  forEachReg(state, (reg) => {
    if (reg.type === type && reg.id === id) reg.range = Math.max(reg.range, range);
  });
}

function markPktEnd(state: State, regno: number, rangeOpen: boolean): void {
  const reg = state.frame.reg(regno);
  if (reg.type === 'pkt') reg.range = rangeOpen ? BEYOND_PKT_END : AT_PKT_END;
}

/**
 * Learns from a comparison with the packet's end. `taken` and `other` are the states on either side.
 * Returns false if the comparison is none of these.
 */
export function learnPacketRange(insn: Insn, other: State, taken: State): boolean {
  if ((insn.code & op.BPF_X) === 0 || (insn.code & op.CLASS_MASK) === op.BPF_JMP32) return false;
  const found = match(insn, other.frame.reg(insn.dst), other.frame.reg(insn.src));
  if (found === null) return false;
  const { pkt, pktRegno, operation } = found;
  switch (operation) {
    case op.BPF_JGT: // pkt > end: inside if not taken
      findGoodPointers(other, pkt, false);
      markPktEnd(taken, pktRegno, true);
      break;
    case op.BPF_JLT: // pkt < end: inside, and one byte more, if taken
      findGoodPointers(taken, pkt, true);
      markPktEnd(other, pktRegno, false);
      break;
    case op.BPF_JGE: // pkt >= end: inside, and one byte more, if not taken
      findGoodPointers(other, pkt, true);
      markPktEnd(taken, pktRegno, false);
      break;
    default: // pkt <= end: inside if taken
      findGoodPointers(taken, pkt, false);
      markPktEnd(other, pktRegno, true);
  }
  return true;
}

/** Which way a comparison goes with a pointer already known to be at or beyond the end. */
export function packetBranchTaken(insn: Insn, dst: Reg, src: Reg): boolean | null {
  let pkt = dst;
  let operation = insn.code & op.OP_MASK;
  if (src.type === 'pkt_end') pkt = dst;
  else if (dst.type === 'pkt_end') {
    pkt = src;
    operation = SWAPPED[operation] ?? operation;
  } else return null;
  if (!isPktPointer(pkt) || pkt.range >= 0) return null;
  const beyond = pkt.range === BEYOND_PKT_END;
  switch (operation) {
    case op.BPF_JLE:
      return beyond ? false : null;
    case op.BPF_JGT:
      return beyond ? true : null;
    case op.BPF_JLT:
      return false;
    case op.BPF_JGE:
      return true;
    default:
      return null;
  }
}
