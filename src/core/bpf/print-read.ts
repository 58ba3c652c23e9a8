// Text of insns as the interpreter reads them: addresses are in them, and calls count from kernel functions.
// Authority: ___bpf_prog_run and bpf_patch_call_args (kernel/bpf/core.c, Linux 6.1).

import { bytesToHex } from '../base/index.ts';
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

/** A function's insns and where they stand. */
export interface ReadFunc {
  readonly name: string;
  readonly addr: bigint;
  readonly bytes: Uint8Array;
}

/** A function as a listing: address, the eight bytes of a slot, text. `callBase` and `nameOf` as for `printRead`. */
export function listRead(func: ReadFunc, callBase: bigint, nameOf: NameOf): string {
  const { bytes, addr } = func;
  const lines = [`${addr.toString(16)} <${func.name}>:`];
  for (let off = 0; off < bytes.length; off += INSN_SIZE) {
    const isSecond = off > 0 && bytes[off] === 0 && lines.at(-1)?.endsWith(' ll');
    const hex = bytesToHex(bytes.subarray(off, off + INSN_SIZE), ' ');
    const text = isSecond ? '' : `\t${printRead(bytes, off, callBase, nameOf)}`;
    lines.push(`${(addr + BigInt(off)).toString(16)}:\t${hex}${text}`);
  }
  return lines.join('\n');
}
