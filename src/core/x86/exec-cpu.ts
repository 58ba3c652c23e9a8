// The register file and memory of one processor, as the executor sees them.
// Authority: Intel SDM vol. 1, 3.4 (registers, EFLAGS). Not modelled: segment limits, paging,
// privilege, vector state, debug state.

/** Bits of EFLAGS that the executor keeps; all others read as they were set. */
export const FLAG = {
  cf: 1 << 0,
  pf: 1 << 2,
  af: 1 << 4,
  zf: 1 << 6,
  sf: 1 << 7,
  if: 1 << 9,
  df: 1 << 10,
  of: 1 << 11,
} as const;

/**
 * Words of a register file, relative to its first. A 64-bit register is a pair of signed 32-bit
 * words, the lower first; GPRs in encoding order (rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8-r15).
 */
export const REGFILE = { gpr: 0, rip: 32, flags: 34, size: 35 } as const;

/** Why `execInsn` did not complete an instruction. */
export const X86_STOP = {
  /** Completed. */
  none: 0,
  /** A load or a store that memory refused; `cpu.faultLo/Hi` is the address. rip is at the insn. */
  memory: 1,
  /** #UD: undefined opcode, or a prefix that the instruction does not take. rip is at the insn. */
  undefinedOpcode: 2,
  /** int3: rip is behind it, as the handler finds it. */
  breakpoint: 3,
  /** #DE: division by zero or quotient too large. rip is at the insn. */
  divide: 4,
  /** hlt, or an instruction that is decoded but not modelled; rip is at the insn. */
  notModelled: 5,
} as const;
export type X86Stop = (typeof X86_STOP)[keyof typeof X86_STOP];

export type AccessLen = 1 | 2 | 4 | 8;

/**
 * Memory of the machine around the processor. 64-bit values pass through `lo` and `hi`, so that
 * nothing is allocated. Shorter values are in `lo`, zero-extended (a 4-byte value as signed word).
 */
export interface X86Memory {
  lo: number;
  hi: number;
  /** Reads into `lo`/`hi`; false when the address may not be read: the insn then faults. */
  load(addrLo: number, addrHi: number, byteLen: AccessLen): boolean;
  /** Writes `lo`/`hi`; false when the address may not be written. */
  store(addrLo: number, addrHi: number, byteLen: AccessLen): boolean;
}

/** One processor: where its registers are, and the memory it sees. Registers live in `words`. */
export class X86Cpu {
  words: Int32Array;
  /** First word of the register file in `words`. */
  base: number;
  readonly memory: X86Memory;
  /** Base address of gs as a pair; fs is 0. */
  gsLo = 0;
  gsHi = 0;
  /** Address that a stop of kind `memory` is about. */
  faultLo = 0;
  faultHi = 0;

  constructor(words: Int32Array, base: number, memory: X86Memory) {
    this.words = words;
    this.base = base;
    this.memory = memory;
  }
}

/** Word of general register `num` (0 rax, 1 rcx, ... 15 r15) in a register file. */
export function gprWord(num: number): number {
  return REGFILE.gpr + 2 * num;
}

/** The register whose low word is `word` (`gprWord(num)`, `REGFILE.rip`): 0..2^64-1. */
export function readRegister(cpu: X86Cpu, word: number): bigint {
  const { words, base } = cpu;
  const hi = words[base + word + 1] ?? 0;
  return (BigInt(hi >>> 0) << 32n) | BigInt((words[base + word] ?? 0) >>> 0);
}

/** Sets that register to the low 64 bits of `value`. */
export function writeRegister(cpu: X86Cpu, word: number, value: bigint): void {
  cpu.words[cpu.base + word] = Number(BigInt.asIntN(32, value));
  cpu.words[cpu.base + word + 1] = Number(BigInt.asIntN(32, value >> 32n));
}
