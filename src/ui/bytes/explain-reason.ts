// What an explanation says of one x86 instruction.

/** Why an insn is there, and why a field holds its value where that is more than decoding. */
export interface Reason {
  readonly why: string;
  readonly disp?: string;
  readonly imm?: string;
  readonly modrm?: string;
  readonly sib?: string;
  readonly rex?: string;
  readonly opcode?: string;
}
