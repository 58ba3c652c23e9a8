// Text of insns as the verifier's log and `bpftool prog dump xlated` write it, for readers of those.
// Authority: kernel/bpf/disasm.c of Linux 6.1 and 6.12; tools/bpf/bpftool/xlated_dumper.c for names. PROBE_MEM and
// internal tail calls look like what the program had before, as bpf_insn_prepare_dump makes them.

import { at } from '../base/index.ts';
import { accessSize, insnClass, isLdImm64 } from './classify.ts';
import { ldImm64Value } from './codec.ts';
import { helperById } from './helper.ts';
import type { Insn } from './insn.ts';
import * as op from './opcode.ts';
import { ALU_TEXT, ATOMIC_TEXT, JMP_TEXT } from './print.ts';

/** What a dump knows beside the insns. */
export interface DisasmNames {
  /** Behind `call `, for a call of a helper or of a kernel function. */
  call(insn: Insn): string;
  /** Behind `pc+N#`; '' for none. */
  subprog(insn: Insn): string;
  /** The address that an ld_imm64 of a map stands for. */
  map(low: Insn, high: Insn): string;
}

/** Before the verifier has put anything into the insns. */
const SOURCE_NAMES: DisasmNames = {
  call: ({ imm }) => {
    const name = helperById(imm)?.name;
    return `${name === undefined ? 'unknown' : `bpf_${name}`}#${imm}`;
  },
  subprog: () => '',
  map: (low, high) => `0x${ldImm64Value(low, high).toString(16)}`,
};

const SIZE_TEXT: Readonly<Record<number, string>> = { 1: '8', 2: '16', 4: '32', 8: '64' };

function signed(value: number): string {
  return value < 0 ? String(value) : `+${value}`;
}

function typeOf(insn: Insn, sign = 'u'): string {
  return `${sign}${SIZE_TEXT[accessSize(insn)]} *`;
}

/** `(u32 *)(r1 +8)` */
function place(insn: Insn, reg: number, sign = 'u'): string {
  return `(${typeOf(insn, sign)})(r${reg} ${signed(insn.off)})`;
}

function aluByReg(insn: Insn, reg: string): string {
  const { dst, src, off, imm } = insn;
  const operation = insn.code & op.OP_MASK;
  const is64 = reg === 'r';
  if (operation !== op.BPF_MOV) {
    const sign = isSigned(insn) ? 's' : '';
    return `${reg}${dst} ${sign}${ALU_TEXT[operation] ?? '?'} ${reg}${src}`;
  }
  if (is64 && off === op.BPF_ADDR_SPACE_CAST) {
    return `r${dst} = addr_space_cast(r${src}, ${imm >>> 16}, ${imm & 0xffff})`;
  }
  if (is64 && off === op.BPF_ADDR_PERCPU) return `r${dst} = &(void __percpu *)(r${src})`;
  const extend = off === 8 || off === 16 || off === 32 ? `(s${off})` : '';
  return `${reg}${dst} = ${extend}${reg}${src}`;
}

function isSigned({ code, off }: Insn): boolean {
  const operation = code & op.OP_MASK;
  return off === 1 && (operation === op.BPF_DIV || operation === op.BPF_MOD);
}

function alu(insn: Insn): string {
  const { code, dst, imm } = insn;
  const is64 = insnClass(insn) === op.BPF_ALU64;
  const reg = is64 ? 'r' : 'w';
  const operation = code & op.OP_MASK;
  if (operation === op.BPF_END) {
    const swap = is64 ? 'bswap' : (code & op.BPF_X) !== 0 ? 'be' : 'le';
    return `r${dst} = ${swap}${imm} r${dst}`;
  }
  if (operation === op.BPF_NEG) return `${reg}${dst} = -${reg}${dst}`;
  if ((code & op.BPF_X) !== 0) return aluByReg(insn, reg);
  const sign = isSigned(insn) ? 's' : '';
  return `${reg}${dst} ${operation === op.BPF_MOV ? '=' : `${sign}${ALU_TEXT[operation] ?? '?'}`} ${imm}`;
}

function atomic(insn: Insn): string {
  const { dst, src, imm } = insn;
  const wide = accessSize(insn) === 8 ? '64' : '';
  const to = place(insn, dst);
  if (imm === op.BPF_LOAD_ACQ) return `r${dst} = load_acquire(${place(insn, src)})`;
  if (imm === op.BPF_STORE_REL) return `store_release(${to}, r${src})`;
  if (imm === op.BPF_CMPXCHG) return `r0 = atomic${wide}_cmpxchg(${to}, r0, r${src})`;
  if (imm === op.BPF_XCHG) return `r${src} = atomic${wide}_xchg(${to}, r${src})`;
  const text = ATOMIC_TEXT[imm & ~op.BPF_FETCH];
  if (text === undefined) return `BUG_${insn.code.toString(16).padStart(2, '0')}`;
  if ((imm & op.BPF_FETCH) === 0) return `lock *${to} ${text.symbol}= r${src}`;
  return `r${src} = atomic${wide}_fetch_${text.name}(${to}, r${src})`;
}

function memory(insn: Insn): string {
  const { dst, src, imm } = insn;
  const mode = insn.code & op.MODE_MASK;
  switch (insnClass(insn)) {
    case op.BPF_LDX: {
      const isSignExtending = mode === op.BPF_MEMSX || mode === op.BPF_PROBE_MEMSX;
      return `r${dst} = *${place(insn, src, isSignExtending ? 's' : 'u')}`;
    }
    case op.BPF_STX:
      return mode === op.BPF_ATOMIC ? atomic(insn) : `*${place(insn, dst)} = r${src}`;
    default:
      return insn.code === op.CODE_NOSPEC ? 'nospec' : `*${place(insn, dst)} = ${imm}`;
  }
}

function packetLoad(insn: Insn): string {
  const from = (insn.code & op.MODE_MASK) === op.BPF_ABS ? insn.imm : `r${insn.src} + ${insn.imm}`;
  return `r0 = *(${typeOf(insn)})skb[${from}]`;
}

function call(insn: Insn, names: DisasmNames): string {
  if (insn.src !== op.BPF_PSEUDO_CALL) return `call ${names.call(insn)}`;
  const name = names.subprog(insn);
  // jit_subprogs has moved the distance to off.
  const distance = name === '' ? insn.imm : insn.off;
  return `call pc${signed(distance)}${name === '' ? '' : `#${name}`}`;
}

function jump(insn: Insn, names: DisasmNames): string {
  const { code, dst, src, off, imm } = insn;
  if (code === op.CODE_CALL) return call(insn, names);
  if (code === op.CODE_EXIT) return 'exit';
  if (code === op.CODE_JA) return `goto pc${signed(off)}`;
  if (code === op.CODE_JA32) return `gotol pc${signed(imm)}`;
  if (code === op.CODE_JCOND) return `may_goto pc${signed(off)}`;
  const reg = insnClass(insn) === op.BPF_JMP32 ? 'w' : 'r';
  const right = (code & op.BPF_X) !== 0 ? `${reg}${src}` : `0x${(imm >>> 0).toString(16)}`;
  return `if ${reg}${dst} ${JMP_TEXT[code & op.OP_MASK] ?? '?'} ${right} goto pc${signed(off)}`;
}

function load64(slots: readonly Insn[], names: DisasmNames): string {
  const low = at(slots, 0);
  const high = slots[1] ?? low;
  const value = low.src === 0 ? `0x${ldImm64Value(low, high).toString(16)}` : names.map(low, high);
  return `r${low.dst} = ${value}`;
}

/** What stood there before, for the two codes that no dump shows. */
function asDumped(insn: Insn): Insn {
  if (insn.code !== op.CODE_TAIL_CALL) return insn;
  return { code: op.CODE_CALL, dst: 0, src: 0, off: 0, imm: op.BPF_FUNC_TAIL_CALL };
}

function text(slots: readonly Insn[], names: DisasmNames): string {
  const insn = at(slots, 0);
  if (isLdImm64(insn)) return load64(slots, names);
  switch (insnClass(insn)) {
    case op.BPF_LD:
      return packetLoad(insn);
    case op.BPF_LDX:
    case op.BPF_ST:
    case op.BPF_STX:
      return memory(insn);
    case op.BPF_ALU:
    case op.BPF_ALU64:
      return alu(insn);
    default:
      return jump(insn, names);
  }
}

/** One insn, both slots of a ld_imm64: `(61) r2 = *(u32 *)(r1 +112)`. */
export function printDisasm(slots: readonly Insn[], names: DisasmNames = SOURCE_NAMES): string {
  const [first, ...rest] = slots;
  if (first === undefined) return '';
  const dumped = asDumped(first);
  const own = first === dumped ? names : SOURCE_NAMES;
  const code = dumped.code.toString(16).padStart(2, '0');
  return `(${code}) ${text([dumped, ...rest], own)}`;
}
