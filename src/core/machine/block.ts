// Runs instructions that no other actor can see or disturb, up to the next one that one can.
// Visible are: a fetch at a poke site, the load of a slot, access to a shared map value, a helper that works
// on a shared map, and the return to the kernel. The CPU stops before each of them.
// Authority: Intel SDM vol. 3A, 17.3 (with IBT an indirect branch must land on endbr64); Linux 6.1 retpoline.S
// for what the thunks do.
// Simplification: a PROBE_MEM load that faults stops the CPU; a kernel's exception table makes it load 0.
// Simplification: text that is freed while a CPU is within a block is met at the block's next boundary.

import { unreachable } from '../base/index.ts';
import { X86_STOP, type X86Control } from '../x86/index.ts';
import { type CodeSegment, edgeOf } from './code-map.ts';
import type { CpuTurn } from './cpu-turn.ts';
import type { CodePlace } from './event.ts';
import type { MachineCpu } from './runtime.ts';
import { enterSequence, leaveSequence } from './sequence.ts';

/** Instructions after which a block ends in any case, so that one step stays short. */
export const MAX_BLOCK = 10_000;

const ENDBR64 = [0xf3, 0x0f, 0x1e, 0xfa] as const;
const RSP = 4;

/** Helpers that work on maps which other CPUs see. */
const SHARED_HELPER = /_(?:lookup|update|delete)_elem$/;

/**
 * Runs up to `limit` instructions. With `first`, the visible action that the CPU stands before is
 * done too. Returns the number of instructions executed.
 */
export function runBlock(it: CpuTurn, first: boolean, limit = MAX_BLOCK): number {
  const { cpu, runtime, turn } = it;
  const x86 = runtime.cpuFor(turn.state.words, turn.actor);
  const memory = runtime.memoryFor(turn.state.words, turn.actor);
  cpu.pending = 'local';
  let insns = 0;
  memory.stopsAtShared = !first;
  while (insns < limit) {
    const place = turn.onInsn ? it.place() : null;
    const done = runFrom(it, x86, { first: first && insns === 0, limit: limit - insns });
    insns += Math.abs(done);
    if (done !== 0) turn.onInsn?.(place);
    if (done <= 0) break;
    memory.stopsAtShared = true;
  }
  return insns;
}

/** From where rip is: a stretch of an image, or one piece of kernel code. Counts as runStretch does. */
function runFrom(
  it: CpuTurn,
  x86: MachineCpu,
  { first, limit }: { readonly first: boolean; readonly limit: number },
): number {
  const segment = it.segment();
  if (!segment) return stepKernel(it, x86, first) ? 1 : 0;
  if (it.isInMemory(segment)) return runStretch(it, x86, segment, it.turn.onInsn ? 1 : limit);
  it.stop('freed-text');
  return 0;
}

/**
 * Instructions one behind the other, up to one that may leave the straight line. Returns how many were
 * executed; negated (or 0) when the CPU goes no further in this block.
 */
function runStretch(it: CpuTurn, x86: MachineCpu, segment: CodeSegment, limit: number): number {
  const { code } = it.runtime;
  const { marks } = segment;
  let { off } = code;
  for (let insns = 0; insns < limit; ) {
    const mark = marks[off] ?? 0;
    if (mark >= -1 && mark !== 0) {
      standAt(it, mark, segment, off);
      return -insns;
    }
    if (mark !== 0) crossEdge(it, mark);
    const insn = code.insnAt(segment, off);
    const stop = insn.run(x86, insn);
    if (stop !== X86_STOP.none) {
      stopped(it, x86, stop);
      return -insns;
    }
    insns++;
    x86.memory.stopsAtShared = true;
    if (insn.control !== 'none') return turned(it, insn.control, segment, off) ? insns : -insns;
    off += insn.length;
    // Behind the last byte there is no image any more.
    if (off >= segment.bytes.length) return insns;
  }
  return limit;
}

/** A poke site, or the middle of one. */
function standAt(it: CpuTurn, mark: number, segment: CodeSegment, off: number): void {
  if (mark < 0) {
    it.stop('torn-insn');
    return;
  }
  const entered = segment.siteEntries.get(off);
  if (entered !== undefined) enterSequence(it, entered);
  it.cpu.pending = 'site';
  it.cpu.set('site', mark);
}

/** The first byte of a tail call's sequence, or the one behind it. */
function crossEdge(it: CpuTurn, mark: number): void {
  const { descId, enters } = edgeOf(mark);
  if (enters) enterSequence(it, descId);
  else leaveSequence(it, descId);
}

/** An instruction that may have set rip has run; false when the CPU does not go on. */
function turned(it: CpuTurn, control: X86Control, segment: CodeSegment, off: number): boolean {
  it.fromSegment = segment;
  it.fromOff = off;
  switch (control) {
    case 'call':
    case 'indirect-call':
      it.cpu.set('callDepth', it.cpu.get('callDepth') + 1);
      return true;
    case 'ret':
      it.cpu.set('callDepth', it.cpu.get('callDepth') - 1);
      return true;
    case 'indirect-jump':
      landed(it, placeOf(segment, off), true);
      return it.cpu.mode === 'running';
    default:
      return true;
  }
}

function placeOf({ progIdx, funcIdx }: CodeSegment, byteOff: number): CodePlace {
  return { progIdx, funcIdx, byteOff };
}

/** What stopped an instruction: memory that others share, or a fault. */
function stopped(it: CpuTurn, x86: MachineCpu, stop: number): void {
  const memory = it.runtime.memoryFor(it.turn.state.words, it.turn.actor);
  if (stop === X86_STOP.memory && memory.stoppedAtShared) {
    it.cpu.pending = memory.touched.kind === 'map-slot' ? 'slot' : 'value';
    return;
  }
  switch (stop) {
    case X86_STOP.memory:
      return it.stop(
        memory.notModelled ? 'not-modelled' : 'bad-memory',
        pairAddr(x86.faultLo, x86.faultHi),
        memory.fault,
      );
    case X86_STOP.breakpoint:
      return it.stop('unclaimed-int3');
    case X86_STOP.divide:
      return it.stop('divide-error');
    case X86_STOP.undefinedOpcode:
      return it.stop('undefined-opcode');
    default:
      return it.stop('not-modelled');
  }
}

function pairAddr(lo: number, hi: number): bigint {
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

/** An indirect jump from `from` has set rip: a tail call if a program's landing point is there. */
function landed(it: CpuTurn, from: CodePlace, checksEndbr: boolean): void {
  const segment = it.segment();
  if (!segment || !it.isInMemory(segment)) return;
  const { off } = it.runtime.code;
  const { profile, progs } = it.turn.machine.input;
  const { jit } = progs[segment.progIdx] ?? { jit: null };
  const adjOff = jit?.funcs[0]?.frame.adjOff;
  if (segment.funcIdx === 0 && off === adjOff) it.tailCall(from, segment.progIdx, 'indirect');
  if (!checksEndbr || segment.isBpf || !profile.jit.ibt) return;
  if (ENDBR64.some((byte, idx) => segment.bytes[off + idx] !== byte)) it.stop('missing-endbr');
}

/** rip is outside all images: a helper, a thunk, or the kernel that started the run. */
function stepKernel(it: CpuTurn, x86: MachineCpu, mayTouch: boolean): boolean {
  const { cpu, runtime } = it;
  const call = runtime.env.call(cpu.ripLo, cpu.ripHi);
  if (!call) {
    it.stop('bad-memory', pairAddr(cpu.ripLo, cpu.ripHi));
    return false;
  }
  switch (call.kind) {
    case 'run-return':
      cpu.pending = 'return';
      return false;
    case 'return-thunk':
      cpu.set('callDepth', cpu.get('callDepth') - 1);
      return popRip(it, x86);
    case 'indirect-thunk': {
      const word = cpu.base + 2 * call.reg;
      cpu.setRip(cpu.words[word] ?? 0, cpu.words[word + 1] ?? 0);
      if (it.fromSegment) landed(it, placeOf(it.fromSegment, it.fromOff), false);
      return true;
    }
    case 'helper':
      if (!mayTouch && SHARED_HELPER.test(call.name)) {
        cpu.pending = 'helper';
        return false;
      }
      return runHelper(it, x86, call.id);
    default:
      return unreachable(call);
  }
}

function runHelper(it: CpuTurn, x86: MachineCpu, helperId: number): boolean {
  const { cpu, runtime, turn, cpuIdx } = it;
  const memory = runtime.memoryFor(turn.state.words, turn.actor);
  memory.stopsAtShared = false;
  const done = runtime.env.runHelper(turn.state.words, cpuIdx, cpu.base, helperId);
  const { name, modelled, fault } = done;
  if (fault !== null) {
    const isKept = fault !== memory.fault || !memory.notModelled;
    it.stop(isKept ? 'bad-memory' : 'not-modelled', null, `${name}: ${fault}`);
    return false;
  }
  const result = pairAddr(cpu.words[cpu.base] ?? 0, cpu.words[cpu.base + 1] ?? 0);
  turn.emit({ kind: 'helper', name, helperId, result, modelled });
  cpu.set('callDepth', cpu.get('callDepth') - 1);
  return popRip(it, x86);
}

/** ret. */
function popRip(it: CpuTurn, x86: MachineCpu): boolean {
  const { cpu } = it;
  const rsp = cpu.base + 2 * RSP;
  const lo = cpu.words[rsp] ?? 0;
  const hi = cpu.words[rsp + 1] ?? 0;
  if (!x86.memory.load(lo, hi, 8)) {
    it.stop('bad-memory', pairAddr(lo, hi));
    return false;
  }
  cpu.setRip(x86.memory.lo, x86.memory.hi);
  cpu.words[rsp] = (lo + 8) | 0;
  if (lo >>> 0 >= 0xffff_fff8) cpu.words[rsp + 1] = (hi + 1) | 0;
  return true;
}
