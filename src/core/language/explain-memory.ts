// Loads, stores and atomics in a sentence or two. Authority: RFC 9669 sections 5.2 to 5.5.

import {
  accessSize,
  BPF_ABS,
  BPF_ADD,
  BPF_AND,
  BPF_ATOMIC,
  BPF_CMPXCHG,
  BPF_FETCH,
  BPF_IND,
  BPF_LDX,
  BPF_LOAD_ACQ,
  BPF_MEMSX,
  BPF_OR,
  BPF_REG_FP,
  BPF_ST,
  BPF_STORE_REL,
  BPF_XCHG,
  BPF_XOR,
  type Insn,
  insnClass,
  MODE_MASK,
} from '../bpf/index.ts';

function amount(insn: Insn): string {
  const size = accessSize(insn);
  return size === 1 ? '1 byte' : `${size} bytes`;
}

/** `r10 - 8` and what that is. */
function place(base: number, off: number): string {
  const address = off < 0 ? `r${base} - ${-off}` : off > 0 ? `r${base} + ${off}` : `r${base}`;
  return base === BPF_REG_FP ? `${address} (the stack)` : address;
}

function explainPacket(insn: Insn): string {
  const base =
    (insn.code & MODE_MASK) === BPF_IND ? `r${insn.src} + ${insn.imm}` : String(insn.imm);
  return (
    `Loads ${amount(insn)} of the packet at offset ${base} into r0, turned from network byte order. ` +
    'r6 must hold the context; outside of the packet the program ends with 0.'
  );
}

const ATOMIC_VERBS: Readonly<Record<number, (value: string, to: string) => string>> = {
  [BPF_ADD]: (value, to) => `Adds ${value} to ${to}`,
  [BPF_OR]: (value, to) => `Sets the bits of ${value} in ${to}`,
  [BPF_AND]: (value, to) => `Clears the bits in ${to} that are not in ${value}`,
  [BPF_XOR]: (value, to) => `Flips the bits of ${value} in ${to}`,
};

function explainAtomic(insn: Insn): string {
  const letter = accessSize(insn) === 8 ? 'r' : 'w';
  const value = `${letter}${insn.src}`;
  const to = `the ${amount(insn)} at ${place(insn.dst, insn.off)}`;
  switch (insn.imm) {
    case BPF_XCHG:
      return `Swaps ${value} with ${to} in one atomic step.`;
    case BPF_CMPXCHG:
      return `If ${to} equal ${letter}0, stores ${value} there, in one atomic step; ${letter}0 gets the old value.`;
    case BPF_LOAD_ACQ:
      return `Loads ${amount(insn)} from ${place(insn.src, insn.off)} into r${insn.dst}; nothing behind it is done before it (acquire).`;
    case BPF_STORE_REL:
      return `Stores ${value} into ${to}; nothing in front of it is done after it (release).`;
    default: {
      const verb = ATOMIC_VERBS[insn.imm & ~BPF_FETCH]?.(value, to) ?? `Changes ${to}`;
      const old = (insn.imm & BPF_FETCH) === 0 ? '' : `; ${value} gets the old value`;
      return `${verb} in one atomic step${old}.`;
    }
  }
}

/** Any insn of the classes LD (packet loads), LDX, ST and STX. */
export function explainMemory(insn: Insn): string {
  const mode = insn.code & MODE_MASK;
  const cls = insnClass(insn);
  if (cls === 0) return mode === BPF_ABS || mode === BPF_IND ? explainPacket(insn) : '';
  if (cls === BPF_LDX) {
    const whole = accessSize(insn) === 8;
    const how = whole ? '' : mode === BPF_MEMSX ? ', sign-extended' : ', zero-extended';
    return `Loads ${amount(insn)} from ${place(insn.src, insn.off)} into r${insn.dst}${how}.`;
  }
  if (mode === BPF_ATOMIC) return explainAtomic(insn);
  const to = place(insn.dst, insn.off);
  if (cls === BPF_ST) return `Stores the constant ${insn.imm} as ${amount(insn)} at ${to}.`;
  const part = accessSize(insn) === 8 ? `r${insn.src}` : `the low ${amount(insn)} of r${insn.src}`;
  return `Stores ${part} at ${to}.`;
}
