// Names for the words of one CPU that runs programs.

import { REGFILE } from '../x86/index.ts';
import type { CpuPending } from './event.ts';
import { wordAt } from './five-bytes.ts';
import { CPU } from './layout.ts';

/** `trapped`: took an int3, the handler has not looked yet; `handler`: it holds the descriptor. */
export const CPU_MODES = ['idle', 'running', 'trapped', 'handler', 'stopped'] as const;
export type CpuMode = (typeof CPU_MODES)[number];

const PENDING: readonly CpuPending[] = [
  'none',
  'site',
  'slot',
  'value',
  'helper',
  'return',
  'local',
  'handler',
];

export type CpuField = Exclude<keyof typeof CPU, 'regs' | 'size' | 'mode' | 'pending' | 'kept'>;

/** One CPU within a state. */
export class CpuWords {
  readonly words: Int32Array;
  /** First word; the register file begins here. */
  readonly base: number;

  constructor(words: Int32Array, base: number) {
    this.words = words;
    this.base = base;
  }

  get(field: CpuField): number {
    return wordAt(this.words, this.base + CPU[field]);
  }

  set(field: CpuField, value: number): void {
    this.words[this.base + CPU[field]] = value;
  }

  get mode(): CpuMode {
    return CPU_MODES[wordAt(this.words, this.base + CPU.mode)] ?? 'idle';
  }

  set mode(mode: CpuMode) {
    this.words[this.base + CPU.mode] = CPU_MODES.indexOf(mode);
  }

  get pending(): CpuPending {
    return PENDING[wordAt(this.words, this.base + CPU.pending)] ?? 'none';
  }

  set pending(pending: CpuPending) {
    this.words[this.base + CPU.pending] = PENDING.indexOf(pending);
  }

  get ripLo(): number {
    return wordAt(this.words, this.base + REGFILE.rip);
  }

  get ripHi(): number {
    return wordAt(this.words, this.base + REGFILE.rip + 1);
  }

  setRip(lo: number, hi: number): void {
    this.words[this.base + REGFILE.rip] = lo;
    this.words[this.base + REGFILE.rip + 1] = hi;
  }

  /** The sequence is left: nothing of it stays behind. */
  forgetSequence(): void {
    this.words.fill(0, this.base + CPU.sequence, this.base + CPU.retval);
  }

  /** In kernel code with interrupts off: an IPI waits. */
  get interruptsOff(): boolean {
    const { mode } = this;
    return mode === 'trapped' || mode === 'handler';
  }

  /** Leaves nothing of the run behind, so that idle CPUs are equal words. */
  reset(): void {
    this.words.fill(0, this.base, this.base + CPU.retval);
  }
}
