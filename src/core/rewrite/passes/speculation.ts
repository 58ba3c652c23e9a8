// What keeps a CPU that speculates from reading for an unprivileged loader: traps where no path leads, guards at
// stores to the stack, barriers, and masks of the offsets that are added to pointers.
// Authority: sanitize_dead_code, convert_ctx_accesses and do_misc_fixups (fixup_bpf_calls) of kernel/bpf/verifier.c,
// Linux 5.9 to 7.1.

import { at } from '../../base/index.ts';
import type { Insn } from '../../bpf/index.ts';
import * as op from '../../bpf/index.ts';
import type { SpeculationRules } from '../../kernel/index.ts';
import type { AluMask, InsnFacts } from '../interpret/verifier.ts';
import { markOf } from '../provenance.ts';
import { notModelled } from '../refused.ts';
import { applyPass, changed, type Draft, inserted, made, type Slot } from './edit.ts';

const AX = op.BPF_REG_AX;

function insn(code: number, dst: number, src: number, off: number, imm: number): Insn {
  return { code, dst, src, off, imm };
}

/** Jumps to itself. */
const TRAP = insn(op.CODE_JA, 0, 0, -1, 0);

const BARRIER = insn(op.CODE_NOSPEC, 0, 0, 0, 0);

function isTrap({ code, off }: Insn): boolean {
  return code === TRAP.code && off === TRAP.off;
}

/** Nothing is removed for an unprivileged loader: what only speculation reaches becomes a jump to itself. */
export function trapDeadCode(draft: Draft, seen: Uint8Array): Draft {
  const slots = draft.slots.map((slot) =>
    at(seen, slot.origin) === 0 ? { ...slot, insn: TRAP, marks: markOf('dead-trap') } : slot,
  );
  return { ...draft, slots };
}

function isStore({ code }: Insn): boolean {
  const cls = code & op.CLASS_MASK;
  const isMem = (code & op.MODE_MASK) === op.BPF_MEM;
  return isMem && (cls === op.BPF_ST || cls === op.BPF_STX);
}

/** A store whose slot a later load may read too early, and its guard. */
function guarded(slot: Slot, own: Slot, slotOff: number, rules: SpeculationRules): readonly Slot[] {
  if (rules.storeGuard === 'barrier-behind') return [own, inserted(slot, BARRIER)];
  const zero = insn(op.BPF_ST | op.BPF_MEM | op.BPF_DW, op.BPF_REG_FP, 0, slotOff, 0);
  return [inserted(slot, zero), own];
}

function fenced(slot: Slot): readonly Slot[] {
  if (op.isJump(slot.insn) && !isTrap(slot.insn)) {
    notModelled('a speculation barrier in front of a jump', slot.origin);
  }
  // A copy, because the trap goes on jumping to itself.
  const own = isTrap(slot.insn) ? changed(slot, { ...slot.insn }) : slot;
  return [inserted(slot, BARRIER), own];
}

/** Guards stores to the stack and puts barriers in front of what only a barrier makes safe. */
export function guardSpeculation(draft: Draft, facts: InsnFacts, rules: SpeculationRules): Draft {
  const stores = applyPass(draft, (slot) => {
    const slotOff = facts.guardedStores.get(slot.origin);
    if (slotOff === undefined || !isStore(slot.insn)) return null;
    return made('store-guard', slot, guarded(slot, slot, slotOff, rules));
  });
  return applyPass(stores, (slot) => {
    if (!slot.original || !facts.fences.has(slot.origin)) return null;
    return made('barrier', slot, fenced(slot));
  });
}

function alu64(operation: number, dst: number, src: number): Insn {
  return insn(op.BPF_ALU64 | operation | op.BPF_X, dst, src, 0, 0);
}

function negated(reg: number): Insn {
  return insn(op.BPF_ALU64 | op.BPF_MUL | op.BPF_K, reg, 0, 0, -1);
}

/** AX = `reg` if that is at most `limit`, as an unsigned number, and 0 otherwise; `into`: the register for that. */
function masked(reg: number, limit: number, into: 'ax' | 'itself'): Insn[] {
  return [
    insn(op.BPF_ALU | op.BPF_MOV | op.BPF_K, AX, 0, 0, limit | 0),
    alu64(op.BPF_SUB, AX, reg),
    alu64(op.BPF_OR, AX, reg),
    insn(op.BPF_ALU64 | op.BPF_NEG, AX, 0, 0, 0),
    insn(op.BPF_ALU64 | op.BPF_ARSH | op.BPF_K, AX, 0, 0, 63),
    into === 'ax' ? alu64(op.BPF_AND, AX, reg) : alu64(op.BPF_AND, reg, AX),
  ];
}

/** A sum of a negated offset is a difference. */
function turned(code: number): number {
  const operation = (code & op.OP_MASK) === op.BPF_ADD ? op.BPF_SUB : op.BPF_ADD;
  return (code & ~op.OP_MASK) | operation;
}

/** The insns for `pointer OP= offset`, all of them; the last addition is the one of the program. */
function maskedAdd(own: Insn, mask: AluMask, rules: SpeculationRules): Insn[] {
  const { limit, isNegative, isConstant } = mask;
  const isSrc = mask.offset === 'src';
  const offset = isSrc ? own.src : own.dst;
  const isOld = rules.offsetLimit === 'object';
  const code = isNegative ? turned(own.code) : own.code;
  const before = isNegative && !isConstant ? [negated(offset)] : [];
  const behind = isSrc ? before : [];
  if (isOld) {
    const sum = { ...own, code, src: isSrc ? AX : own.src };
    const mask5 = masked(offset, (limit - 1) | 0, isSrc ? 'ax' : 'itself');
    return [...before, ...mask5, sum, ...behind];
  }
  const ax = isConstant
    ? [insn(op.BPF_ALU | op.BPF_MOV | op.BPF_K, AX, 0, 0, limit | 0)]
    : masked(offset, limit, 'ax');
  // The pointer moves to where the sum is wanted, as the offset is in AX now.
  const move = isSrc ? [] : [alu64(op.BPF_MOV, own.dst, own.src)];
  return [...before, ...ax, ...move, { ...own, code, src: AX }, ...behind];
}

/** What stands for an addition to a pointer, or null for one that needs no mask. */
export function maskOffset(
  slot: Slot,
  facts: InsnFacts,
  rules: SpeculationRules,
): readonly Slot[] | null {
  const mask = facts.aluStates.get(slot.origin);
  const cls = slot.insn.code & op.CLASS_MASK;
  if (mask === undefined || mask === 'number' || cls !== op.BPF_ALU64) return null;
  const insns = maskedAdd(slot.insn, mask, rules);
  const sum = insns.findIndex(({ code, dst }) => isSum(code) && dst === slot.insn.dst);
  return insns.map((each, k) => (k === sum ? changed(slot, each) : inserted(slot, each)));
}

function isSum(code: number): boolean {
  const operation = code & op.OP_MASK;
  return operation === op.BPF_ADD || operation === op.BPF_SUB;
}
