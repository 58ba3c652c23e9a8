// Why the instructions of prologue and epilogue are there, and why their fields hold what they hold.
// Authority: emit_prologue, push_callee_regs, pop_callee_regs, emit_return of bpf_jit_comp.c, Linux 6.1.

import {
  distanceWords,
  type InsnContext,
  offText,
  operandOf,
  opOf,
  targetAddr,
} from './explain-context.ts';
import { countsByPointer, pointerPrologueReason } from './explain-count-pointer.ts';
import type { Reason } from './explain-reason.ts';
import { bpfReg } from './explain-registers.ts';

const OPERAND_NOTE = 'a nopl never touches its operand: it is there for its length';

/** The five bytes of a nop have an operand, for nothing. */
export const NOP_FIELDS = { modrm: OPERAND_NOTE, sib: OPERAND_NOTE, disp: OPERAND_NOTE } as const;

const RAX = 0;
const RBP = 5;
const NOP5_SIZE = 5;
/** Four saved registers, where every frame has them. */
const SAVED_SIZE = 32;

/** Number of the register that a push or pop names; -1 for others. */
export function pushedReg(context: InsnContext): number {
  return operandOf(context, 'reg')?.num ?? -1;
}

/** `round_up(60, 8)`; the sum alone where the depth is not known. */
export function roundUpText({ stackSize, stackDepth }: InsnContext): string {
  return stackDepth === null ? `${stackSize}` : `round_up(${stackDepth}, 8)`;
}

/** "round_up(60, 8) = 64: ...". */
export function stackSizeWords(context: InsnContext): string {
  const text = roundUpText(context);
  const sum = context.stackDepth === null ? text : `${text} = ${context.stackSize}`;
  return `${sum}: the BPF stack that the verifier saw in use, in whole words`;
}

/** "1st of 2" among the saved registers, in the order of the pushes. */
function calleeWords(context: InsnContext, reg: number): string {
  const { calleeRegsUsed } = context.image.frame;
  const nth = calleeRegsUsed.findIndex((bpf) => `R${bpf}` === bpfReg(reg));
  return `${nth + 1} of ${calleeRegsUsed.length}`;
}

function nopReason(context: InsnContext): Reason {
  const { image, row } = context;
  const { adjOff, tailCallReachable } = image.frame;
  if (context.bytes.length === NOP5_SIZE) {
    return {
      why: `left free for fentry, which patches a call in here; a tail call lands behind it, at ${offText(adjOff)}`,
      ...NOP_FIELDS,
    };
  }
  const reason =
    tailCallReachable && row.section.funcIdx > 0
      ? 'the count comes from the caller, in rax'
      : 'nothing here counts tail calls';
  return {
    why: `in place of xor ${countsByPointer(context) ? 'rax, rax' : 'eax, eax'}: ${reason}; with ${countsByPointer(context) ? 'three' : 'two'} bytes either way, the landing point stays at ${offText(adjOff)}`,
  };
}

function pushReason(context: InsnContext): Reason {
  const reg = pushedReg(context);
  const { stackSize } = context;
  if (reg < 0) {
    return {
      why: `the tail call count starts at 0, in the upper half of this word at rbp - ${4 + SAVED_SIZE + stackSize}; a tail call lands behind this push, in the same frame`,
    };
  }
  if (reg === RBP) return { why: "saves the caller's frame pointer" };
  if (reg === RAX) {
    return {
      why: `saves the tail call count at rbp - ${8 + stackSize}; its upper half, at rbp - ${4 + stackSize}, is the counter slot`,
    };
  }
  return {
    why: `${bpfReg(reg) ?? 'a register'} lives here and the caller wants it back: saved register ${calleeWords(context, reg)}, pushed in the order R6 to R9`,
  };
}

function movReason({ image, row }: InsnContext): Reason {
  const lands = row.end === image.frame.adjOff;
  const last = lands ? '; the last instruction that a tail call skips' : '';
  return { why: `rbp is R10, the BPF frame pointer${last}` };
}

function endbrReason({ row, image }: InsnContext): Reason {
  const place =
    row.start === 0
      ? 'marks the entry as a target of indirect calls'
      : `marks the landing point ${offText(image.frame.adjOff)}, where an indirect tail call jumps`;
  return { why: `${place}: this kernel has CONFIG_X86_KERNEL_IBT` };
}

/** An insn of the prologue; null for one that it never has. */
export function prologueReason(context: InsnContext): Reason | null {
  const ofCount = countsByPointer(context) ? pointerPrologueReason(context) : null;
  if (ofCount) return ofCount;
  switch (opOf(context)) {
    case 'endbr64':
      return endbrReason(context);
    case 'nop':
    // 66 90, which objdump calls xchg %ax,%ax.
    case 'xchg':
      return nopReason(context);
    case 'xor':
      return {
        why: `the tail call count starts at 0; a tail call lands at ${offText(context.image.frame.adjOff)}, behind this, and so keeps its count`,
      };
    case 'push':
      return pushReason(context);
    case 'mov':
      return movReason(context);
    case 'sub':
      return {
        why: context.image.frame.isUniform
          ? 'allocates the BPF stack; a program with a tail call is given all 512 bytes, so that the frames of a chain are alike'
          : 'allocates the BPF stack',
        imm: stackSizeWords(context),
        opcode: 'the JIT writes an imm32 even where an imm8 would do',
      };
    default:
      return null;
  }
}

/** A pop of unwind or epilogue. */
export function popReason(context: InsnContext): Reason {
  const reg = pushedReg(context);
  const { calleeRegsUsed } = context.image.frame;
  const nth = calleeRegsUsed.findIndex((bpf) => `R${bpf}` === bpfReg(reg));
  return {
    why: `gives the caller its ${operandName(context)} back: ${calleeRegsUsed.length - nth} of ${calleeRegsUsed.length}, popped in the order R9 to R6`,
  };
}

/** The first pop of an epilogue of 5.9, whose last push was the count. */
function isCountDropped({ image, row }: InsnContext): boolean {
  const before = image.insns.part[row.insn - 1];
  return image.frame.isUniform && before !== image.insns.part[row.insn];
}

function operandName(context: InsnContext): string {
  return context.text.replace(/^\S+ %?/, '');
}

/** An insn of the epilogue; null for one that it never has. */
export function epilogueReason(context: InsnContext): Reason | null {
  const target = targetAddr(context);
  switch (opOf(context)) {
    case 'pop':
      return isCountDropped(context)
        ? { why: 'takes the tail call count off the stack; the value is not used' }
        : popReason(context);
    case 'leave':
      return {
        why: 'rsp = rbp and pop rbp: drops the BPF stack and the saved count with it, and ends the frame',
      };
    case 'ret':
      return { why: 'returns R0, in rax, to the caller' };
    case 'int3':
      return { why: 'never reached: stops straight-line speculation past the ret (CONFIG_SLS)' };
    case 'jmp':
      return {
        why: `returns through ${target === null ? 'a thunk' : context.placeName(target)}: this CPU needs more than a ret (RETHUNK)`,
        imm: distanceWords(context),
      };
    default:
      return null;
  }
}
