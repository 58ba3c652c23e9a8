// Insns as text, in the words of LLVM 19's BPF assembler at mcpu v4 with alu32 (`w` registers wherever 32
// bits are moved), which `core/asm` reads back to the same bytes.
// Authority: the assembly strings of LLVM's BPF target; RFC 9669 for the encodings.
// Anything that LLVM has no text for, such as a set bit in an unused field, prints as `.8byte`.

import { at } from '../base/index.ts';
import { accessSize, insnClass, isLdImm64 } from './classify.ts';
import { encodeInsns, ldImm64Value } from './codec.ts';
import type { Insn } from './insn.ts';
import * as op from './opcode.ts';

/** Text of ALU operations by bits 4 to 7 of the opcode; MOV, NEG and END have forms of their own. */
export const ALU_TEXT: Readonly<Record<number, string>> = {
  [op.BPF_ADD]: '+=',
  [op.BPF_SUB]: '-=',
  [op.BPF_MUL]: '*=',
  [op.BPF_DIV]: '/=',
  [op.BPF_OR]: '|=',
  [op.BPF_AND]: '&=',
  [op.BPF_LSH]: '<<=',
  [op.BPF_RSH]: '>>=',
  [op.BPF_MOD]: '%=',
  [op.BPF_XOR]: '^=',
  [op.BPF_ARSH]: 's>>=',
};

/** Text of comparisons by bits 4 to 7 of the opcode. */
export const JMP_TEXT: Readonly<Record<number, string>> = {
  [op.BPF_JEQ]: '==',
  [op.BPF_JGT]: '>',
  [op.BPF_JGE]: '>=',
  [op.BPF_JSET]: '&',
  [op.BPF_JNE]: '!=',
  [op.BPF_JSGT]: 's>',
  [op.BPF_JSGE]: 's>=',
  [op.BPF_JLT]: '<',
  [op.BPF_JLE]: '<=',
  [op.BPF_JSLT]: 's<',
  [op.BPF_JSLE]: 's<=',
};

/** Operations that an atomic shares with the ALU: symbol and name by imm without FETCH. */
export const ATOMIC_TEXT: Readonly<Record<number, { symbol: string; name: string }>> = {
  [op.BPF_ADD]: { symbol: '+', name: 'add' },
  [op.BPF_OR]: { symbol: '|', name: 'or' },
  [op.BPF_AND]: { symbol: '&', name: 'and' },
  [op.BPF_XOR]: { symbol: '^', name: 'xor' },
};

/** Registers that have a name: r0 to r10, and r11, which only LLVM and the kernel use. */
const NAMED_REGS = 12;

function signed(value: number): string {
  return value < 0 ? String(value) : `+${value}`;
}

function memory(base: number, off: number): string {
  return off < 0 ? `r${base} - ${-off}` : `r${base} + ${off}`;
}

function printMov(insn: Insn, reg: string): string | null {
  const { dst, src, off, imm } = insn;
  if ((insn.code & op.BPF_X) === 0) {
    return src === 0 && off === 0 ? `${reg}${dst} = ${imm}` : null;
  }
  if (off === op.BPF_ADDR_SPACE_CAST && reg === 'r') {
    return `r${dst} = addr_space_cast(r${src}, ${imm >>> 16}, ${imm & 0xffff})`;
  }
  if (imm !== 0) return null;
  if (off === 0) return `${reg}${dst} = ${reg}${src}`;
  const extends32 = off === 32 && reg === 'r';
  return off === 8 || off === 16 || extends32 ? `${reg}${dst} = (s${off})${reg}${src}` : null;
}

function printEnd(insn: Insn): string | null {
  const { dst, src, off, imm } = insn;
  if (src !== 0 || off !== 0 || (imm !== 16 && imm !== 32 && imm !== 64)) return null;
  const toBe = (insn.code & op.BPF_X) !== 0;
  if (insnClass(insn) === op.BPF_ALU64) return toBe ? null : `r${dst} = bswap${imm} r${dst}`;
  return `r${dst} = ${toBe ? 'be' : 'le'}${imm} r${dst}`;
}

function printNeg(insn: Insn, reg: string): string | null {
  const bare = (insn.code & op.BPF_X) === 0 && insn.src === 0 && insn.off === 0 && insn.imm === 0;
  return bare ? `${reg}${insn.dst} = -${reg}${insn.dst}` : null;
}

function printAlu(insn: Insn): string | null {
  const reg = insnClass(insn) === op.BPF_ALU64 ? 'r' : 'w';
  const operation = insn.code & op.OP_MASK;
  if (operation === op.BPF_MOV) return printMov(insn, reg);
  if (operation === op.BPF_END) return printEnd(insn);
  if (operation === op.BPF_NEG) return printNeg(insn, reg);
  const text = ALU_TEXT[operation];
  if (text === undefined) return null;
  const divides = operation === op.BPF_DIV || operation === op.BPF_MOD;
  if (insn.off !== 0 && !(divides && insn.off === 1)) return null;
  const sign = insn.off === 1 ? 's' : '';
  if ((insn.code & op.BPF_X) === 0) {
    return insn.src === 0 ? `${reg}${insn.dst} ${sign}${text} ${insn.imm}` : null;
  }
  return insn.imm === 0 ? `${reg}${insn.dst} ${sign}${text} ${reg}${insn.src}` : null;
}

function printCall(insn: Insn): string | null {
  if (insn.dst !== 0 || insn.off !== 0) return null;
  if (insn.src === 0) return `call ${insn.imm}`;
  return insn.src === op.BPF_PSEUDO_CALL ? `call pc${signed(insn.imm)}` : null;
}

/** Jumps without a condition, calls and exit: at most one field beside the opcode is in use. */
function printPlainJump(insn: Insn): string | null {
  const { code, dst, src, off, imm } = insn;
  if (code === op.CODE_CALL) return printCall(insn);
  if (src !== 0) return null;
  if (code === op.CODE_CALLX) return off === 0 && imm === 0 ? `callx r${dst}` : null;
  if (dst !== 0) return null;
  if (code === op.CODE_JA32) return off === 0 ? `gotol ${signed(imm)}` : null;
  if (imm !== 0) return null;
  if (code === op.CODE_JA) return `goto ${signed(off)}`;
  if (code === op.CODE_JCOND) return `may_goto ${signed(off)}`;
  return code === op.CODE_EXIT && off === 0 ? 'exit' : null;
}

function printJump(insn: Insn): string | null {
  const text = JMP_TEXT[insn.code & op.OP_MASK];
  if (text === undefined) return printPlainJump(insn);
  const reg = insnClass(insn) === op.BPF_JMP ? 'r' : 'w';
  const byReg = (insn.code & op.BPF_X) !== 0;
  if (byReg ? insn.imm !== 0 : insn.src !== 0) return null;
  const right = byReg ? `${reg}${insn.src}` : String(insn.imm);
  return `if ${reg}${insn.dst} ${text} ${right} goto ${signed(insn.off)}`;
}

function printLoad(insn: Insn): string | null {
  const bits = accessSize(insn) * 8;
  const mode = insn.code & op.MODE_MASK;
  if (insn.imm !== 0) return null;
  const from = memory(insn.src, insn.off);
  if (mode === op.BPF_MEMSX) return bits < 64 ? `r${insn.dst} = *(s${bits} *)(${from})` : null;
  if (mode !== op.BPF_MEM) return null;
  return `${bits < 64 ? 'w' : 'r'}${insn.dst} = *(u${bits} *)(${from})`;
}

function printAtomic(insn: Insn): string | null {
  const bits = accessSize(insn) * 8;
  const reg = bits < 64 ? 'w' : 'r';
  const { dst, src, off, imm } = insn;
  if (imm === op.BPF_LOAD_ACQ)
    return `${reg}${dst} = load_acquire((u${bits} *)(${memory(src, off)}))`;
  const to = memory(dst, off);
  const value = `${reg}${src}`;
  if (imm === op.BPF_STORE_REL) return `store_release((u${bits} *)(${to}), ${value})`;
  if (bits < 32) return null;
  const suffix = bits === 64 ? '_64' : '32_32';
  if (imm === op.BPF_XCHG) return `${value} = xchg${suffix}(${to}, ${value})`;
  if (imm === op.BPF_CMPXCHG) return `${reg}0 = cmpxchg${suffix}(${to}, ${reg}0, ${value})`;
  const text = ATOMIC_TEXT[imm & ~op.BPF_FETCH];
  if (text === undefined) return null;
  if ((imm & op.BPF_FETCH) === 0) return `lock *(u${bits} *)(${to}) ${text.symbol}= ${value}`;
  return `${value} = atomic_fetch_${text.name}((u${bits} *)(${to}), ${value})`;
}

function printStore(insn: Insn): string | null {
  const bits = accessSize(insn) * 8;
  const mode = insn.code & op.MODE_MASK;
  const to = `*(u${bits} *)(${memory(insn.dst, insn.off)})`;
  if (insnClass(insn) === op.BPF_ST) {
    return mode === op.BPF_MEM && insn.src === 0 ? `${to} = ${insn.imm}` : null;
  }
  if (mode === op.BPF_ATOMIC) return printAtomic(insn);
  if (mode !== op.BPF_MEM || insn.imm !== 0) return null;
  return `${to} = ${bits < 64 ? 'w' : 'r'}${insn.src}`;
}

function printPacketLoad(insn: Insn): string | null {
  const bits = accessSize(insn) * 8;
  const mode = insn.code & op.MODE_MASK;
  if (bits === 64 || insn.dst !== 0 || insn.off !== 0) return null;
  if (mode === op.BPF_ABS && insn.src === 0) return `r0 = *(u${bits} *)skb[${insn.imm}]`;
  if (mode !== op.BPF_IND) return null;
  // LLVM has no text for both at once; the verifier's log puts them in one pair of brackets too.
  const where = insn.imm === 0 ? `r${insn.src}` : memory(insn.src, insn.imm);
  return `r0 = *(u${bits} *)skb[${where}]`;
}

function printLdImm64(low: Insn, high: Insn): string | null {
  if (low.off !== 0 || high.code !== 0 || high.dst !== 0 || high.src !== 0 || high.off !== 0) {
    return null;
  }
  const value = BigInt.asIntN(64, ldImm64Value(low, high));
  if (low.src === 0) return `r${low.dst} = ${value} ll`;
  return `ld_pseudo r${low.dst}, ${low.src}, ${value}`;
}

function printOneSlot(insn: Insn): string | null {
  switch (insnClass(insn)) {
    case op.BPF_LD:
      return printPacketLoad(insn);
    case op.BPF_LDX:
      return printLoad(insn);
    case op.BPF_ST:
    case op.BPF_STX:
      return printStore(insn);
    case op.BPF_ALU:
    case op.BPF_ALU64:
      return printAlu(insn);
    default:
      return printJump(insn);
  }
}

function printRaw(slots: readonly Insn[]): string {
  const view = new DataView(encodeInsns(slots).buffer);
  const words = slots.map((_, insnIdx) => {
    const word = view.getBigUint64(insnIdx * 8, true);
    return `0x${word.toString(16).padStart(16, '0')}`;
  });
  return `.8byte ${words.join(', ')}`;
}

/**
 * Text of one insn: one slot, or both slots of a ld_imm64. Every slot has a text, and `assembleInsn`
 * of core/asm turns it into the same slots again.
 */
export function printInsn(slots: readonly Insn[]): string {
  const insn = at(slots, 0);
  const high = slots[1];
  if (insn.dst >= NAMED_REGS || insn.src >= NAMED_REGS) return printRaw(slots);
  if (isLdImm64(insn) && high !== undefined) return printLdImm64(insn, high) ?? printRaw(slots);
  return (slots.length === 1 ? printOneSlot(insn) : null) ?? printRaw(slots);
}
