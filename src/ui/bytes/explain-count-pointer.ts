// Why the instructions that reach the tail-call count through a pointer are there.
// Authority: emit_prologue_tail_call and emit_bpf_tail_call_direct of bpf_jit_comp.c, Linux 6.12.

import { type InsnContext, operandOf, opOf } from './explain-context.ts';
import type { Reason } from './explain-reason.ts';

const RAX = 0;
const RBP = 5;

/** True where rax holds a count, or a pointer to it (6.12 on). */
export function countsByPointer({ result }: Pick<InsnContext, 'result'>): boolean {
  return result.profile.tailCall.counter === 'by-pointer';
}

/** True if the x86 insn `by` further on is a push (or pop) of rax. */
function isRaxAt({ image, row }: InsnContext, by: number, opcode: number): boolean {
  const start = image.insns.byteOff[row.insn + by];
  return start !== undefined && image.bytes[start] === opcode + RAX;
}

const PUSH = 0x50;
const POP = 0x58;

/** Null for an insn of the prologue that has nothing to do with the count. */
export function pointerPrologueReason(context: InsnContext): Reason | null {
  const { stackSize } = context;
  switch (opOf(context)) {
    case 'cmp':
      return {
        why: 'tells a count in rax from a pointer to one: a subprogram that tail-calls leaves the pointer',
        imm: `${context.result.profile.tailCall.limit}: a count is never more, an address always`,
      };
    case 'jcc':
      return { why: 'rax is a pointer already', imm: 'to the pushes that keep it twice' };
    case 'jmp':
      return { why: 'the count is in place: over the push for a pointer', imm: 'over one byte' };
    case 'mov':
      return movReason(context);
    case 'push':
      if (operandOf(context, 'reg')?.num !== RAX) return null;
      return isLastPush(context)
        ? { why: `keeps the pointer to the count at rbp - ${16 + stackSize}` }
        : {
            why: `fills the word at rbp - ${8 + stackSize}: the count itself where this frame owns it, else the pointer once more, so that frames are alike`,
          };
    default:
      return null;
  }
}

function isLastPush(context: InsnContext): boolean {
  return !isRaxAt(context, 1, PUSH) && !isRaxAt(context, 3, PUSH) && !isRaxAt(context, 4, PUSH);
}

/** mov rax, rsp: the other mov of a prologue is rbp's. */
function movReason({ bytes }: InsnContext): Reason | null {
  return bytes[2] === 0xe0 ? { why: 'rax points to the count from here on' } : null;
}

/** Null for an insn before the call that has nothing to do with the count. */
export function pointerCheckReason(context: InsnContext): Reason | null {
  const mem = operandOf(context, 'mem');
  switch (opOf(context)) {
    case 'mov':
      return mem?.base === RBP ? pointerLoad(context) : null;
    case 'cmp':
      return mem?.base === RAX
        ? {
            why: 'compares the count with the limit',
            imm: `${context.result.profile.tailCall.limit}: MAX_TAIL_CALL_CNT`,
          }
        : null;
    case 'add':
      return {
        why: 'counts this tail call: it is taken, as the slot is filled',
        imm: '1: one more',
      };
    default:
      return null;
  }
}

function pointerLoad({ stackSize }: InsnContext): Reason {
  return {
    why: 'loads the pointer to the count',
    disp: `-16 - ${stackSize}: the second of two words below the BPF stack`,
    modrm: 'mod 10 asks for a disp32: the JIT writes one here whatever the stack size',
  };
}

/** A pop of rax when the frame is given back. */
export function pointerPopReason(context: InsnContext): Reason {
  return isRaxAt(context, 1, POP)
    ? { why: 'takes the pointer to the count off the stack' }
    : {
        why: 'takes what lies above it into rax for the target: the count where this frame owns it, else the pointer',
      };
}
