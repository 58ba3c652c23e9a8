// Legacy packet loads become calls of a kernel function that end the program if the packet is too short.
// Authority: bpf_gen_ld_abs of net/core/filter.c, Linux 6.1.

import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { SKB_LOAD_SYMBOLS } from '../../kernel/index.ts';
import { changed, inserted, type Slot } from './edit.ts';

/** True for `r0 = *(u8 *)skb[N]` and the like. */
export function isLdAbs(insn: Insn): boolean {
  if ((insn.code & op.CLASS_MASK) !== op.BPF_LD) return false;
  const mode = insn.code & op.MODE_MASK;
  return mode === op.BPF_ABS || mode === op.BPF_IND;
}

function offsetInto(r2: number, insn: Insn): Insn[] {
  const base = { dst: r2, src: 0, off: 0, imm: insn.imm };
  if ((insn.code & op.MODE_MASK) === op.BPF_ABS) {
    return [{ ...base, code: op.BPF_ALU64 | op.BPF_MOV | op.BPF_K }];
  }
  const copy = { ...base, code: op.BPF_ALU64 | op.BPF_MOV | op.BPF_X, src: insn.src, imm: 0 };
  const add = { ...base, code: op.BPF_ALU64 | op.BPF_ADD | op.BPF_K };
  return insn.imm === 0 ? [copy] : [copy, add];
}

/** The call that replaces one load. `symbolImm` gives the imm of a call of a kernel function. */
export function expandLdAbs(slot: Slot, symbolImm: (symbol: string) => number): readonly Slot[] {
  const { insn } = slot;
  const symbol = SKB_LOAD_SYMBOLS[op.accessSize(insn)] ?? '';
  const sequence: Insn[] = [
    ...offsetInto(2, insn),
    { code: op.BPF_ALU64 | op.BPF_MOV | op.BPF_X, dst: 1, src: 6, off: 0, imm: 0 },
    { code: op.CODE_CALL, dst: 0, src: 0, off: 0, imm: symbolImm(symbol) },
    { code: op.BPF_JMP | op.BPF_JSGE | op.BPF_K, dst: 0, src: 0, off: 2, imm: 0 },
    { code: op.BPF_ALU | op.BPF_XOR | op.BPF_X, dst: 0, src: 0, off: 0, imm: 0 },
    { code: op.CODE_EXIT, dst: 0, src: 0, off: 0, imm: 0 },
  ];
  return sequence.map((each, k) => (k === 0 ? changed(slot, each) : inserted(slot, each)));
}
