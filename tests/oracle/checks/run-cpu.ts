// One CPU that runs a program from its entry to its return, in an environment of its own.

import { hexAddr } from '../../../src/core/base/index.ts';
import { Env } from '../../../src/core/machine/env/env.ts';
import type { EnvInput } from '../../../src/core/machine/env/env-input.ts';
import { execInsn, REGFILE, X86_STOP, X86Cpu, type X86Stop } from '../../../src/core/x86/index.ts';
import type { Text } from '../run-text.ts';

/** Far more than any program of the golden data needs. */
const MAX_STEPS = 1_000_000_000;
const RSP_WORD = REGFILE.gpr + 8;

export type RunEnd =
  | { readonly kind: 'returned'; readonly retval: number; readonly timed: boolean }
  /** rip has left everything that is known. */
  | { readonly kind: 'lost'; readonly rip: bigint }
  | { readonly kind: 'failed'; readonly reason: string };

const STOP_NAMES = new Map<X86Stop, string>(
  Object.entries(X86_STOP).map(([name, stop]) => [stop, name]),
);

export class RunCpu {
  readonly env: Env;
  readonly words: Int32Array;
  private readonly cpu: X86Cpu;
  private readonly base: number;
  private timed = false;

  constructor(input: EnvInput) {
    let size = 0;
    const take = (words: number): number => {
      size += words;
      return size - words;
    };
    this.base = take(REGFILE.size);
    this.env = new Env(input, take);
    this.words = new Int32Array(size);
    this.env.init(this.words);
    const memory = this.env.memory(0);
    memory.bind(this.words);
    this.cpu = new X86Cpu(this.words, this.base, memory);
    const gsBase = this.env.gsBase(0);
    this.cpu.gsLo = Number(BigInt.asIntN(32, gsBase));
    this.cpu.gsHi = Number(BigInt.asIntN(32, gsBase >> 32n));
  }

  run(text: Text, prog: { progIdx: number; len: number | null; entry: bigint }): RunEnd {
    const { words, base, cpu, env } = this;
    env.beginRun(words, 0, base, prog);
    this.timed = false;
    for (let step = 0; step < MAX_STEPS; step++) {
      const ripLo = words[base + REGFILE.rip] ?? 0;
      const ripHi = words[base + REGFILE.rip + 1] ?? 0;
      const insn = text.insn(ripLo, ripHi);
      if (insn === null) {
        const end = this.kernelText(ripLo, ripHi);
        if (end !== null) return end;
        continue;
      }
      const stop = execInsn(cpu, insn);
      if (stop !== X86_STOP.none) return this.stopped(stop);
    }
    return this.failed('it does not end');
  }

  /** Passes a function or a thunk; an answer when the run is over. */
  private kernelText(ripLo: number, ripHi: number): RunEnd | null {
    const { words, base, env } = this;
    const call = env.call(ripLo, ripHi);
    if (call === null) return { kind: 'lost', rip: this.rip() };
    switch (call.kind) {
      case 'run-return':
        return this.returned();
      case 'indirect-thunk':
        words[base + REGFILE.rip] = words[base + 2 * call.reg] ?? 0;
        words[base + REGFILE.rip + 1] = words[base + 2 * call.reg + 1] ?? 0;
        return null;
      case 'return-thunk':
        return this.popRip() ? null : this.stopped(X86_STOP.memory);
      case 'helper': {
        const event = env.runHelper(words, 0, base, call.id);
        if (!event.modelled) return this.failed(`${event.name} is not modelled`);
        if (event.fault !== null) return this.failed(`${event.name}: ${event.fault}`);
        if (event.name === 'arch_bpf_timed_may_goto') this.timed = true;
        return this.popRip() ? null : this.stopped(X86_STOP.memory);
      }
    }
  }

  private returned(): RunEnd {
    const { words, base, env } = this;
    const broken = env.brokenRegisters(words, 0, base);
    if (broken.length > 0) return this.failed(`it gives back ${broken.join(', ')} changed`);
    return { kind: 'returned', retval: env.retval(words, base), timed: this.timed };
  }

  private popRip(): boolean {
    const { words, base, cpu } = this;
    const rspLo = words[base + RSP_WORD] ?? 0;
    const rspHi = words[base + RSP_WORD + 1] ?? 0;
    if (!cpu.memory.load(rspLo, rspHi, 8)) return false;
    words[base + REGFILE.rip] = cpu.memory.lo;
    words[base + REGFILE.rip + 1] = cpu.memory.hi;
    words[base + RSP_WORD] = rspLo + 8;
    if (rspLo >>> 0 >= 0xffff_fff8) words[base + RSP_WORD + 1] = rspHi + 1;
    return true;
  }

  private stopped(stop: X86Stop): RunEnd {
    const why = stop === X86_STOP.memory ? ` (${this.env.memory(0).fault})` : '';
    return this.failed(`stop ${STOP_NAMES.get(stop)}${why}`);
  }

  private failed(reason: string): RunEnd {
    return { kind: 'failed', reason: `${reason}, rip ${hexAddr(this.rip())}` };
  }

  private rip(): bigint {
    const lo = BigInt.asUintN(32, BigInt(this.words[this.base + REGFILE.rip] ?? 0));
    const hi = BigInt.asUintN(32, BigInt(this.words[this.base + REGFILE.rip + 1] ?? 0));
    return (hi << 32n) | lo;
  }
}
