// Which registers and stack slots a continuation reads, so that pruning ignores the others; and which
// 32-bit writes must be zero-extended.
// Authority: mark_reg_read, check_reg_arg, is_reg64 and mark_insn_zext of Linux 6.1.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { NOT_SUBREG, READ32, READ64, type Reg, WRITTEN } from './reg.ts';
import type { Verifier } from './verifier.ts';

/** Why a register is looked at: as an operand, or to be written with or without a known value. */
type RegUse = 'src' | 'dst' | 'dst-no-mark';

/** Marks `reg` as read in the checkpoints up to the one that wrote it. */
export function markRead(reg: Reg, flag: number): void {
  // The register itself may have been written since the newest checkpoint.
  let child = reg;
  for (let parent = reg.parent; parent !== null; parent = parent.parent) {
    if ((child.live & WRITTEN) !== 0) break;
    if ((parent.live & (READ32 | READ64)) === flag || (parent.live & READ64) !== 0) break;
    parent.live |= flag;
    if (flag === READ64) parent.live &= ~READ32;
    child = parent;
  }
}

/** A 64-bit read of a register that was written with 32 bits. */
export function markZext(verifier: Verifier, reg: Reg): void {
  if (reg.subregDef === NOT_SUBREG) return;
  verifier.facts.zextDst[reg.subregDef - 1] = 1;
  reg.subregDef = NOT_SUBREG;
}

function jumpIs64(insn: Insn, use: RegUse): boolean | null {
  if ((insn.code & op.CLASS_MASK) !== op.BPF_JMP) return null;
  if (insn.code === op.CODE_EXIT) return true;
  if (insn.code !== op.CODE_CALL) return true;
  return insn.src !== op.BPF_PSEUDO_CALL && use === 'src';
}

/** True if `insn` uses the register with all its 64 bits. */
function usesWhole(insn: Insn, regno: number, reg: Reg, use: RegUse): boolean {
  const jump = jumpIs64(insn, use);
  if (jump !== null) return jump;
  const wide = (insn.code & op.SIZE_MASK) === op.BPF_DW;
  switch (insn.code & op.CLASS_MASK) {
    case op.BPF_ALU64:
      return true;
    case op.BPF_ALU:
      return (insn.code & op.OP_MASK) === op.BPF_END && insn.imm === 64;
    case op.BPF_LDX:
      return use === 'src' || wide || (insn.code & op.MODE_MASK) === op.BPF_MEMSX;
    case op.BPF_STX:
      return (use === 'src' && reg.type !== 'scalar') || wide;
    case op.BPF_LD:
      return (insn.code & op.MODE_MASK) === op.BPF_IMM || use === 'src' || regno === 6;
    case op.BPF_ST:
      return true;
    default:
      return false;
  }
}

/** Checks that an operand is readable, and marks it read. */
export function readReg(verifier: Verifier, regno: number): Reg {
  const reg = checkedReg(verifier, regno);
  const whole = usesWhole(verifier.insn(verifier.insnIdx), regno, reg, 'src');
  if (reg.type === 'not_init') verifier.deny('uninitialised', `R${regno} !read_ok`);
  if (regno === op.BPF_REG_FP) return reg;
  if (whole) markZext(verifier, reg);
  markRead(reg, whole ? READ64 : READ32);
  return reg;
}

/** Checks that a register may be written, and marks it written. The caller gives it a value. */
export function writeReg(verifier: Verifier, regno: number): Reg {
  const reg = checkedReg(verifier, regno);
  if (regno === op.BPF_REG_FP) verifier.deny('frame-pointer', 'frame pointer is read only');
  const whole = usesWhole(verifier.insn(verifier.insnIdx), regno, reg, 'dst');
  reg.live |= WRITTEN;
  reg.subregDef = whole ? NOT_SUBREG : verifier.insnIdx + 1;
  reg.writer = verifier.insnIdx;
  return reg;
}

function checkedReg(verifier: Verifier, regno: number): Reg {
  if (regno >= op.MAX_BPF_REG) verifier.reject('register', `R${regno} is invalid`);
  return verifier.reg(regno);
}
