// Text of insns as the interpreter reads them: addresses are in them, and calls count from kernel functions.
// Authority: ___bpf_prog_run and bpf_patch_call_args (kernel/bpf/core.c, Linux 6.1).

import { insnSlots, isHelperCall, isLdImm64 } from './classify.ts';
import { decodeInsns, ldImm64Value } from './codec.ts';
import { CODE_CALL_ARGS } from './opcode.ts';
import { printXlated } from './print-xlated.ts';

const INSN_SIZE = 8;

/** Name of what is at an address; undefined for what has none. */
export type NameOf = (addr: bigint) => string | undefined;

/** The insn at byte `off`; `callBase` is the address that helper calls count from. */
export function printRead(
  bytes: Uint8Array,
  off: number,
  callBase: bigint,
  nameOf: NameOf,
): string {
  const slots = decodeInsns(bytes.slice(off, off + 2 * INSN_SIZE));
  const [insn, second = insn] = slots;
  if (!insn || !second) return '';
  if (insn.code === CODE_CALL_ARGS) return `call pc${insn.off < 0 ? '' : '+'}${insn.off}`;
  if (isLdImm64(insn)) {
    const value = ldImm64Value(insn, second);
    return `r${insn.dst} = ${nameOf(value) ?? `0x${value.toString(16)}`} ll`;
  }
  if (!isHelperCall(insn)) return printXlated(slots.slice(0, insnSlots(insn)));
  const name = nameOf(callBase + BigInt(insn.imm));
  return name === undefined
    ? `call __bpf_call_base${insn.imm < 0 ? '' : '+'}${insn.imm}`
    : `call ${name}`;
}
