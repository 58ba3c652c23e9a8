// Calls, returns and tail calls of the interpreter.
// Authority: ___bpf_prog_run (kernel/bpf/core.c, Linux 6.1): JMP_CALL, JMP_CALL_ARGS, JMP_TAIL_CALL; before 5.16 the
// tail call's limit is compared in another way, and is the same.
// A tail call goes on in the frame that is there: the same stack, the same count. What is not modelled: a
// function of the interpreter for each size of stack; the one that the run entered serves the whole chain.

import type { Insn } from '../../bpf/index.ts';
import type { KernelProfile } from '../../kernel/index.ts';
import { runLayout } from '../../kernel/index.ts';
import { X86_STOP, type X86Cpu, type X86Stop } from '../../x86/index.ts';
import {
  countAddr,
  enterFrame,
  getPc,
  getReg,
  leaveFrame,
  loadQuad,
  push,
  setFault,
  setPc,
  storeQuad,
} from './registers.ts';

const INSN_SIZE = 8n;
const MAP = 2;
const INDEX = 3;

/** What calls need to know of the lab; alike in all of its programs. */
export interface CallPlaces {
  readonly maxEntriesOff: bigint;
  readonly slotsOff: bigint;
  /** From struct bpf_prog to its first insn. */
  readonly insnsOff: bigint;
  readonly callBase: bigint;
  /** Tail calls that one call of the interpreter makes at most, the failed ones with them. */
  readonly limit: bigint;
}

export function callPlaces(
  { version, layout, tailCall }: KernelProfile,
  callBase: bigint,
): CallPlaces {
  return {
    maxEntriesOff: BigInt(layout.mapMaxEntries),
    slotsOff: BigInt(layout.arrayPtrs),
    insnsOff: BigInt(runLayout(version)?.progInsns ?? 0),
    callBase,
    limit: BigInt(tailCall.limitJump === 'ja' ? tailCall.limit + 1 : tailCall.limit),
  };
}

/** A kernel function: it finds where to go on at rsp, as it does when an image calls it. */
export function callHelper(cpu: X86Cpu, { imm }: Insn, { callBase }: CallPlaces): X86Stop {
  if (!push(cpu, getPc(cpu) + INSN_SIZE)) return X86_STOP.memory;
  setPc(cpu, callBase + BigInt(imm));
  return X86_STOP.none;
}

/** A function of the program, which the interpreter calls itself for. */
export function callFunction(cpu: X86Cpu, { off }: Insn, stackSize: number): X86Stop {
  const next = getPc(cpu) + INSN_SIZE;
  if (!push(cpu, next) || !enterFrame(cpu, stackSize)) return X86_STOP.memory;
  setPc(cpu, next + BigInt(off) * INSN_SIZE);
  return X86_STOP.none;
}

export function exit(cpu: X86Cpu): X86Stop {
  return leaveFrame(cpu) ? X86_STOP.none : X86_STOP.memory;
}

/** Null where memory refuses: the load of a slot is one that others see. */
function loadU32(cpu: X86Cpu, addr: bigint): bigint | null {
  setFault(cpu, addr);
  if (!cpu.memory.load(cpu.faultLo, cpu.faultHi, 4)) return null;
  return BigInt(cpu.memory.lo >>> 0);
}

export function tailCall(cpu: X86Cpu, _insn: Insn, places: CallPlaces): X86Stop {
  const next = getPc(cpu) + INSN_SIZE;
  const array = getReg(cpu, MAP);
  const index = BigInt.asUintN(32, getReg(cpu, INDEX));
  const entries = loadU32(cpu, array + places.maxEntriesOff);
  const counter = countAddr(cpu);
  const count = loadQuad(cpu, counter);
  if (entries === null || count === null) return X86_STOP.memory;
  if (index >= entries || count >= places.limit) {
    setPc(cpu, next);
    return X86_STOP.none;
  }
  const slot = array + places.slotsOff + index * INSN_SIZE;
  // The CPU may have to rest before the load: the count must not have changed then.
  if (loadQuad(cpu, slot) === null) return X86_STOP.memory;
  if (!storeQuad(cpu, counter, count + 1n)) return X86_STOP.memory;
  // Once more, so that the slot is what was touched last.
  const prog = loadQuad(cpu, slot) ?? 0n;
  setPc(cpu, prog === 0n ? next : prog + places.insnsOff);
  return X86_STOP.none;
}
