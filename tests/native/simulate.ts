// The same cases on the simulated processor.

import {
  type AccessLen,
  decodeInsn,
  type PreparedInsn,
  prepareInsn,
  REGFILE,
  X86_STOP,
  type X86Bad,
  X86Cpu,
  type X86Insn,
  type X86Memory,
  type X86Stop,
} from '../../src/core/x86/index.ts';
import { EXIT_ADDR } from './areas.ts';
import { flagEffect, undefinedAfter } from './flag-effects.ts';
import type { Moment, NativeCase, Stop, Window } from './stream.ts';
import { wordsOf } from './x86-code.ts';

/** Executes one insn, as `execInsn` does, which has no need of the third argument. */
export type Exec = (cpu: X86Cpu, prepared: PreparedInsn, insn: X86Insn | X86Bad) => X86Stop;

export interface Simulated extends Moment {
  /** `fetch`: rip left the code. `not modelled`: a hole of the executor. */
  readonly stop: Stop | 'fetch' | 'not modelled';
  readonly faultAddr: bigint;
  /** Flags that the manual leaves undefined here. */
  readonly undefinedFlags: number;
  readonly insnCount: number;
}

/** One insn in the course of a simulation. */
export interface SimulatedStep {
  readonly insn: X86Insn | X86Bad;
  /** State after it, and which flags are undefined then. */
  readonly after: Simulated;
}

const STOPS: Readonly<Record<X86Stop, Simulated['stop']>> = {
  [X86_STOP.none]: 'exit',
  [X86_STOP.memory]: 'memory',
  [X86_STOP.undefinedOpcode]: 'undefined',
  [X86_STOP.breakpoint]: 'breakpoint',
  [X86_STOP.divide]: 'divide',
  [X86_STOP.notModelled]: 'not modelled',
};

const MAX_INSNS = 50_000;
const TWO_32 = 2 ** 32;

function pair(lo: number, hi: number): bigint {
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

/** A window with its start as a number: far below 2^53, so exact. */
class Room {
  readonly start: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;

  constructor(window: Window) {
    this.start = Number(window.addr);
    this.bytes = window.bytes.slice();
    this.view = new DataView(this.bytes.buffer);
  }
}

/** The three windows; all else may be neither read nor written, and code only be read. */
class CaseMemory implements X86Memory {
  lo = 0;
  hi = 0;
  readonly code: Room;
  readonly data: Room;
  readonly stack: Room;
  private room: Room;

  constructor(it: NativeCase) {
    this.code = new Room(it.code);
    this.data = new Room(it.data);
    this.stack = new Room(it.stack);
    this.room = this.code;
  }

  /** Offset in the room that has all the bytes, or -1. */
  private find(addrLo: number, addrHi: number, byteLen: number): number {
    const addr = (addrHi >>> 0) * TWO_32 + (addrLo >>> 0);
    for (const room of [this.data, this.stack, this.code]) {
      const byteOff = addr - room.start;
      if (byteOff < 0 || byteOff + byteLen > room.bytes.length) continue;
      this.room = room;
      return byteOff;
    }
    return -1;
  }

  load(addrLo: number, addrHi: number, byteLen: AccessLen): boolean {
    const byteOff = this.find(addrLo, addrHi, byteLen);
    if (byteOff < 0) return false;
    const { view } = this.room;
    this.hi = 0;
    if (byteLen === 1) this.lo = view.getUint8(byteOff);
    else if (byteLen === 2) this.lo = view.getUint16(byteOff, true);
    else this.lo = view.getInt32(byteOff, true);
    if (byteLen === 8) this.hi = view.getInt32(byteOff + 4, true);
    return true;
  }

  store(addrLo: number, addrHi: number, byteLen: AccessLen): boolean {
    const byteOff = this.find(addrLo, addrHi, byteLen);
    if (byteOff < 0 || this.room === this.code) return false;
    const { view } = this.room;
    if (byteLen === 1) view.setUint8(byteOff, this.lo);
    else if (byteLen === 2) view.setUint16(byteOff, this.lo, true);
    else view.setInt32(byteOff, this.lo, true);
    if (byteLen === 8) view.setInt32(byteOff + 4, this.hi, true);
    return true;
  }
}

/** The registers of another, unrelated processor in front: `base` must count. */
const BASE = 7;

class Run {
  readonly memory: CaseMemory;
  readonly cpu: X86Cpu;
  readonly words = new Int32Array(BASE + REGFILE.size);
  undefinedFlags = 0;
  insnCount = 0;
  private readonly prepared = new Map<number, PreparedInsn>();
  private readonly decoded = new Map<number, X86Insn | X86Bad>();

  constructor(it: NativeCase) {
    this.memory = new CaseMemory(it);
    this.cpu = new X86Cpu(this.words, BASE, this.memory);
    this.words.set(it.regs, BASE + REGFILE.gpr);
    this.setWords(REGFILE.rip, it.entry);
    this.words[BASE + REGFILE.flags] = it.flags;
    [this.cpu.gsLo, this.cpu.gsHi] = wordsOf(it.gsBase);
  }

  private setWords(at: number, value: bigint): void {
    this.words.set(wordsOf(value), BASE + at);
  }

  word(at: number): number {
    return this.words[BASE + at] ?? 0;
  }

  rip(): number {
    return (this.word(REGFILE.rip + 1) >>> 0) * TWO_32 + (this.word(REGFILE.rip) >>> 0);
  }

  /** The insn at this offset of the code, decoded once. */
  insnAt(byteOff: number): X86Insn | X86Bad {
    let insn = this.decoded.get(byteOff);
    if (insn === undefined) {
      insn = decodeInsn(this.memory.code.bytes, byteOff);
      this.decoded.set(byteOff, insn);
    }
    return insn;
  }

  step(exec: Exec, byteOff: number): Simulated['stop'] | null {
    const insn = this.insnAt(byteOff);
    let prepared = this.prepared.get(byteOff);
    if (prepared === undefined) {
      prepared = prepareInsn(insn);
      this.prepared.set(byteOff, prepared);
    }
    const cl = this.word(REGFILE.gpr + 2) & 255;
    const stop = exec(this.cpu, prepared, insn);
    if (stop !== X86_STOP.none) return STOPS[stop];
    this.insnCount++;
    if (insn.kind === 'bad') throw new Error('the executor completed a bad byte');
    const effect = flagEffect(insn, cl);
    if (effect.reads & this.undefinedFlags) {
      throw new Error(`a generated ${insn.op} depends on an undefined flag`);
    }
    this.undefinedFlags = undefinedAfter(this.undefinedFlags, effect);
    return null;
  }

  outcome(stop: Simulated['stop']): Simulated {
    const { cpu, memory } = this;
    const fetch = stop === 'fetch';
    return {
      stop,
      rip: pair(this.word(REGFILE.rip), this.word(REGFILE.rip + 1)),
      regs: this.words.slice(BASE, BASE + 32),
      flags: this.word(REGFILE.flags),
      data: memory.data.bytes,
      stack: memory.stack.bytes,
      faultAddr: fetch ? BigInt(this.rip()) : pair(cpu.faultLo, cpu.faultHi),
      undefinedFlags: this.undefinedFlags,
      insnCount: this.insnCount,
    };
  }
}

const EXIT = Number(EXIT_ADDR);

function* steps(run: Run, exec: Exec): Generator<X86Insn | X86Bad, Simulated['stop']> {
  const { code } = run.memory;
  while (run.insnCount < MAX_INSNS) {
    const rip = run.rip();
    if (rip === EXIT) return 'exit';
    const byteOff = rip - code.start;
    if (byteOff < 0 || byteOff >= code.bytes.length) return 'fetch';
    const stop = run.step(exec, byteOff);
    if (stop !== null) return stop;
    yield run.insnAt(byteOff);
  }
  return 'endless';
}

/** Runs a case to its end, or through 50,000 insns. */
export function simulate(it: NativeCase, exec: Exec): Simulated {
  const run = new Run(it);
  const course = steps(run, exec);
  for (;;) {
    const next = course.next();
    if (next.done === true) return run.outcome(next.value);
  }
}

/** Runs a case and keeps the state after each insn that completed. */
export function simulateSteps(it: NativeCase, exec: Exec, limit: number): SimulatedStep[] {
  const run = new Run(it);
  const course = steps(run, exec);
  const taken: SimulatedStep[] = [];
  while (taken.length < limit) {
    const next = course.next();
    if (next.done === true) break;
    const after = run.outcome('exit');
    taken.push({
      insn: next.value,
      after: { ...after, data: after.data.slice(), stack: after.stack.slice() },
    });
  }
  return taken;
}

/** All of EFLAGS but RF, which a fault sets in what the handler sees. */
export const COMPARED_FLAGS = ~(1 << 16);
