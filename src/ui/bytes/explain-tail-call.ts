// Why the instructions of a tail call are there: check, bypass, unwind and target, direct and indirect.
// Authority: emit_bpf_tail_call_direct, emit_bpf_tail_call_indirect, emit_indirect_jump of
// bpf_jit_comp.c and __bpf_arch_text_poke, Linux 6.1.

import {
  distanceWords,
  type InsnContext,
  offText,
  operandOf,
  opOf,
  targetAddr,
} from './explain-context.ts';
import { countsByPointer, pointerCheckReason, pointerPopReason } from './explain-count-pointer.ts';
import { NOP_FIELDS, popReason, pushedReg, roundUpText, stackSizeWords } from './explain-frame.ts';
import type { Reason } from './explain-reason.ts';

const RAX = 0;
const RSP = 4;
const RBP = 5;
const MOV_LOAD = 0x8b;
const CC_BE = 6;

function leadsTo(context: InsnContext): string {
  const target = targetAddr(context);
  return target === null ? '' : context.placeName(target);
}

function counterSlot(context: InsnContext): string {
  if (context.image.frame.isUniform) {
    return `-36 - ${roundUpText(context)}: the counter slot, below the BPF stack and four saved registers; the same place in every program`;
  }
  return `-4 - ${roundUpText(context)}: the counter slot, the upper half of the saved rax`;
}

const ALWAYS_DISP32 = 'mod 10 asks for a disp32: the JIT writes one here whatever the stack size';

/** mov between eax and the counter slot. */
function counterReason(context: InsnContext): Reason {
  const isLoad = context.bytes[0] === MOV_LOAD;
  return {
    why: isLoad
      ? 'loads the number of tail calls so far'
      : 'stores the number of tail calls: a failed one has counted too',
    disp: counterSlot(context),
    modrm: ALWAYS_DISP32,
  };
}

function movReason(context: InsnContext): Reason {
  const mem = operandOf(context, 'mem');
  if (!mem) return { why: 'the index is 32 bits: clears the upper half of rdx (R3)' };
  if (mem.base === RBP) return counterReason(context);
  const { arrayPtrs } = context.result.profile.layout;
  return {
    why: 'loads the slot of the prog array: this one load decides where the call goes',
    disp: `offsetof(struct bpf_array, ptrs) = ${arrayPtrs} in this kernel`,
    sib: 'a slot is a pointer of 8 bytes: map (R2) + 8 × index (R3)',
  };
}

function cmpReason(context: InsnContext): Reason {
  if (operandOf(context, 'mem')) {
    const { mapMaxEntries } = context.result.profile.layout;
    return {
      why: 'compares the index with the number of slots',
      disp: `offsetof(struct bpf_array, map.max_entries) = ${mapMaxEntries} in this kernel`,
    };
  }
  return {
    why: 'compares the count with the limit',
    imm: `${context.result.profile.tailCall.limit}: MAX_TAIL_CALL_CNT`,
  };
}

function jccReason(context: InsnContext): Reason {
  const { insn } = context;
  const cc = insn.kind === 'bad' ? -1 : insn.cc;
  const isSlot = cc === 4;
  const why =
    cc === CC_BE
      ? 'index at or above max_entries: no tail call'
      : isSlot
        ? 'the slot is empty: no tail call'
        : 'the limit is reached: no tail call';
  return { why, imm: `leads to ${leadsTo(context)}, the instruction behind the tail call` };
}

/** An insn that comes before the call is committed to. */
export function checkReason(context: InsnContext): Reason | null {
  const ofCount = countsByPointer(context) ? pointerCheckReason(context) : null;
  if (ofCount) return ofCount;
  switch (opOf(context)) {
    case 'mov':
      return movReason(context);
    case 'cmp':
      return cmpReason(context);
    case 'jcc':
      return jccReason(context);
    case 'add':
      return {
        why: 'counts this tail call, before it is known whether the slot is filled',
        imm: '1: one more',
      };
    case 'test':
      return { why: 'an empty slot is NULL' };
    default:
      return null;
  }
}

const TRAP: Reason = {
  why: 'a poke is under way: a CPU that fetches this traps, and the handler acts as the new instruction would',
};

/** The bytes at P1. */
export function bypassReason(context: InsnContext): Reason | null {
  switch (opOf(context)) {
    case 'jmp':
      return {
        why: `P1 while the slot is empty: skips unwind and target, so that nothing is given back for a call that does not happen`,
        imm: `leads to ${leadsTo(context)}, the bypass_addr: unwind and the five bytes of P2 lie between`,
      };
    case 'nop':
      return {
        why: 'P1 while the slot is filled: a CPU goes on into unwind and takes the call at P2',
        ...NOP_FIELDS,
      };
    case 'int3':
      return TRAP;
    default:
      return null;
  }
}

/** An insn that gives the frame back. */
export function unwindReason(context: InsnContext): Reason | null {
  switch (opOf(context)) {
    case 'pop':
      if (pushedReg(context) === RAX && countsByPointer(context)) return pointerPopReason(context);
      return pushedReg(context) === RAX
        ? {
            why: 'takes the saved count into rax: the target pushes it again in its own frame',
          }
        : popReason(context);
    case 'add':
      return {
        why: 'frees the BPF stack: rsp is where it was behind push rbp, as the target expects it at its landing point',
        imm: stackSizeWords(context),
      };
    default:
      return null;
  }
}

/** An insn that builds the frame again behind a call that was not taken. */
export function rewindReason(context: InsnContext): Reason | null {
  switch (opOf(context)) {
    case 'sub':
      return { why: 'allocates the BPF stack again', imm: stackSizeWords(context) };
    case 'push':
      return pushedReg(context) === RAX
        ? { why: 'saves the count again' }
        : { why: 'saves what the pop has just read: the value that the function had is gone' };
    default:
      return null;
  }
}

function adjOffWords({ image, result }: InsnContext): string {
  if (image.frame.isUniform) {
    return `adj_off = ${image.frame.adjOff}: the landing point is behind the whole prologue, as the frame is taken over`;
  }
  const endbr = result.profile.jit.ibt ? 'endbr64 (4), ' : '';
  return `adj_off = ${image.frame.adjOff}: the landing point skips ${endbr}nop5 (5), ${countsByPointer({ result }) ? 'xor or nop3 (3)' : 'xor or nop2 (2)'}, push rbp (1) and mov rbp, rsp (3)`;
}

function targetJump(context: InsnContext): Reason {
  if (!operandOf(context, 'rel')) {
    return { why: 'jumps into the program of the slot; its run has no return address of ours' };
  }
  const place = leadsTo(context);
  if (!context.row.site) {
    return {
      why: `jumps to the address in rcx through ${place}: a plain indirect jump would be open to Spectre v2`,
      imm: distanceWords(context),
    };
  }
  return {
    why: 'P2 while the slot is filled: the tail call itself',
    imm: `leads to ${place}; ${adjOffWords(context)}`,
  };
}

/** The bytes of the one site in layouts that have one: the target reuses the frame. */
export function siteReason(context: InsnContext): Reason | null {
  switch (opOf(context)) {
    case 'jmp':
      return {
        why: 'the site while the slot is filled: the tail call itself',
        imm: `leads to ${leadsTo(context)}, adj_off = ${context.image.frame.adjOff} bytes into the program`,
      };
    case 'nop':
      return { why: 'the site while the slot is empty: nothing happens', ...NOP_FIELDS };
    case 'int3':
      return TRAP;
    default:
      return null;
  }
}

/** A step of the retpoline that 5.10 writes into the image itself; null for what comes before it. */
function retpolineReason(context: InsnContext): Reason | null {
  if (context.row.site) return null;
  switch (opOf(context)) {
    case 'call':
      return { why: 'pushes a return address: speculation will believe that the ret goes there' };
    case 'pause':
    case 'nop':
      return { why: 'where speculation goes: it waits here' };
    case 'lfence':
      return { why: 'keeps speculation from going on' };
    case 'jmp':
      return { why: 'closes the loop that only speculation runs' };
    case 'mov':
      return operandOf(context, 'mem')?.base === RSP
        ? { why: 'puts the real target in place of the return address' }
        : null;
    case 'ret':
      return { why: 'jumps to the address in rcx, which the CPU could not guess from its history' };
    default:
      return null;
  }
}

/** The bytes at P2, or the end of an indirect tail call. */
export function targetReason(context: InsnContext): Reason | null {
  const { indirectJump } = context.result.profile.jit;
  if (indirectJump === 'inline-retpoline') {
    const reason = retpolineReason(context);
    if (reason) return reason;
  }
  switch (opOf(context)) {
    case 'jmp':
      return targetJump(context);
    case 'nop':
      return {
        why: `P2 while the slot is empty; a CPU that came through unwind would fall through here to ${offText(context.row.end)}, its frame gone`,
        ...NOP_FIELDS,
      };
    case 'int3':
      return context.row.site
        ? TRAP
        : { why: 'never reached: stops straight-line speculation past the jump' };
    case 'mov':
      return {
        why: 'loads the entry of the program in the slot',
        disp: `offsetof(struct bpf_prog, bpf_func) = ${context.result.profile.layout.progBpfFunc} in this kernel`,
      };
    case 'add':
      return { why: 'from the entry to the landing point', imm: adjOffWords(context) };
    case 'lfence':
      return { why: 'waits for the load of rcx before the jump (spectre_v2=retpoline,lfence)' };
    default:
      return null;
  }
}
