// Loads and stores of context fields become accesses to the kernel's own structures; loads through kernel
// pointers become loads that may fault.
// Authority: convert_ctx_accesses of kernel/bpf/verifier.c and the convert_ctx_access functions of
// net/core/filter.c, Linux 6.1.
// Not modelled: the prologue of sched_cls programs that write to the packet (refused).

import type { Insn, ProgType } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import { type CtxField, ctxFieldAt, ctxLayout, type KernelProfile } from '../../kernel/index.ts';
import type { InsnFacts } from '../interpret/verifier.ts';
import { notModelled } from '../refused.ts';
import type { ProgSource } from '../xlated.ts';
import { applyPass, changed, type Draft, inserted, made, type Slot } from './edit.ts';

function isMemory(insn: Insn): boolean {
  const cls = insn.code & op.CLASS_MASK;
  const isAccess = cls === op.BPF_LDX || cls === op.BPF_STX || cls === op.BPF_ST;
  return isAccess && (insn.code & op.MODE_MASK) === op.BPF_MEM;
}

function unknownField(field: CtxField, slot: Slot): never {
  notModelled(`the context field ${field.name}`, slot.origin);
}

/** A load of a part of the field: shift it down, mask it off. */
function narrow(field: CtxField, insn: Insn): Insn[] {
  const size = op.accessSize(insn);
  if (size >= field.targetSize || size >= field.size) return [];
  const alu = (operation: number, imm: number): Insn => {
    return { code: op.BPF_ALU | operation, dst: insn.dst, src: 0, off: 0, imm };
  };
  const shift = 8 * ((insn.off - field.off) % field.size);
  const mask = alu(op.BPF_AND, 2 ** (8 * size) - 1);
  return shift === 0 ? [mask] : [alu(op.BPF_RSH, shift), mask];
}

function load(slot: Slot, field: CtxField): readonly Slot[] {
  const { insn } = slot;
  const { dst } = insn;
  const steps = field.load ?? unknownField(field, slot);
  const insns = steps.map((step): Insn => {
    const from = { ctx: insn.src, dst, none: 0 }[step.from];
    return { code: step.code, dst, src: from, off: step.off, imm: step.imm };
  });
  return [...insns, ...narrow(field, insn)].map((each) => inserted(slot, each));
}

function store(slot: Slot, field: CtxField): readonly Slot[] {
  const to = field.store ?? unknownField(field, slot);
  const { insn } = slot;
  const code = (insn.code & ~op.SIZE_MASK) | to.size;
  return [changed(slot, { ...insn, code, off: to.off })];
}

function convert(slot: Slot, version: string, type: ProgType): readonly Slot[] | null {
  const { insn } = slot;
  const layout = ctxLayout(version, type);
  const write = (insn.code & op.CLASS_MASK) !== op.BPF_LDX;
  const access = { off: insn.off, size: op.accessSize(insn), write };
  const field = layout && ctxFieldAt(layout, access);
  if (!field) notModelled(`the context of ${type} programs`, slot.origin);
  if (field.passThrough !== null) {
    if (field.passThrough === 0) return null;
    return [changed(slot, { ...insn, off: insn.off + field.passThrough })];
  }
  return write ? store(slot, field) : load(slot, field);
}

/** Loads through the pointer that bpf_get_current_task_btf returns are checked at run time. */
function probe(slot: Slot): readonly Slot[] {
  const { insn } = slot;
  const code = op.BPF_LDX | op.BPF_PROBE_MEM | (insn.code & op.SIZE_MASK);
  return [changed(slot, { ...insn, code })];
}

/** Types for which a store to the packet puts a prologue before the program that unclones the packet. */
const PROLOGUE_TYPES: readonly ProgType[] = ['sched_cls', 'sched_act', 'lwt_xmit', 'sk_skb'];

function checkPrologue(draft: Draft, facts: InsnFacts, type: ProgType): void {
  if (!PROLOGUE_TYPES.includes(type)) return;
  for (const { insn, origin } of draft.slots) {
    const stores =
      (insn.code & op.CLASS_MASK) === op.BPF_ST || (insn.code & op.CLASS_MASK) === op.BPF_STX;
    if (stores && facts.ptrTypes.get(origin) === 'pkt') {
      notModelled(`the prologue of ${type} programs that write to the packet`, origin);
    }
  }
}

/** Rewrites every access through a context or kernel pointer. */
export function convertCtxAccesses(
  draft: Draft,
  facts: InsnFacts,
  { type }: ProgSource,
  { version, verifier }: KernelProfile,
): Draft {
  checkPrologue(draft, facts, type);
  return applyPass(draft, (slot) => {
    if (!slot.original || !isMemory(slot.insn)) return null;
    switch (facts.ptrTypes.get(slot.origin)) {
      case 'ctx':
        return made('ctx-access', slot, convert(slot, version, type));
      case 'btf':
        return verifier.trustsTask ? null : made('probe-mem', slot, probe(slot));
      default:
        return null;
    }
  });
}
