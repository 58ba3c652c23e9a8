// One CPU's part of a turn: where it is, what it leaves behind, what goes wrong.

import { assert, at } from '../base/index.ts';
import type { CodeSegment } from './code-map.ts';
import { CpuWords } from './cpu-words.ts';
import type { CodePlace, Verdict, VerdictKind } from './event.ts';
import type { Runtime } from './runtime.ts';
import type { Turn } from './turn.ts';

/** MAX_TAIL_CALL_CNT. */
const MAX_TAIL_CALLS = 33;

export class CpuTurn {
  readonly turn: Turn;
  readonly runtime: Runtime;
  readonly cpuIdx: number;
  readonly cpu: CpuWords;
  /** Instruction that ran last: where a jump out of all images came from. */
  fromSegment: CodeSegment | null = null;
  fromOff = 0;
  private readonly isLoaded = (progIdx: number): boolean =>
    this.turn.state.progWord(progIdx, 'image') !== 0;

  constructor(turn: Turn) {
    const { machine, state, actor } = turn;
    const { runtime } = machine;
    const cpuIdx = at(machine.cpuIdxOf, actor);
    assert(runtime !== null && cpuIdx >= 0, `actor ${actor} runs programs`);
    this.turn = turn;
    this.runtime = runtime;
    this.cpuIdx = cpuIdx;
    this.cpu = new CpuWords(state.words, at(machine.layout.cpus, cpuIdx));
  }

  /** Image that rip is in, `code.off` bytes in; null outside all. */
  segment(): CodeSegment | null {
    return this.runtime.code.find(this.cpu.ripLo, this.cpu.ripHi, this.isLoaded);
  }

  isInMemory(segment: CodeSegment): boolean {
    return this.isLoaded(segment.progIdx);
  }

  isInLoadedImage(): boolean {
    const segment = this.segment();
    return segment !== null && this.isInMemory(segment);
  }

  place(): CodePlace | null {
    const segment = this.segment();
    if (!segment) return null;
    const { progIdx, funcIdx } = segment;
    return { progIdx, funcIdx, byteOff: this.runtime.code.off };
  }

  jumpTo(addr: bigint): void {
    this.cpu.setRip(Number(BigInt.asIntN(32, addr)), Number(BigInt.asIntN(32, addr >> 32n)));
  }

  /** Notes something fatal: the CPU does not go on. */
  stop(verdict: VerdictKind, addr: bigint | null = null, detail: string | null = null): void {
    this.cpu.mode = 'stopped';
    this.cpu.pending = 'none';
    this.cpu.forgetSequence();
    // It fetches nothing any more.
    this.turn.machine.flux(this.turn.state.words).serialised(this.cpuIdx);
    this.judge(verdict, { stops: true, addr, detail });
  }

  /** Notes something that is wrong. */
  judge(
    verdict: VerdictKind,
    more: Partial<Pick<Verdict, 'stops' | 'addr' | 'detail' | 'registers'>> = {},
  ): void {
    this.turn.emit({
      kind: 'verdict',
      verdict,
      stops: more.stops ?? false,
      place: this.place(),
      addr: more.addr ?? null,
      detail: more.detail ?? null,
      registers: more.registers ?? [],
    });
  }

  /** Counts and notes a tail call from `from` to `progIdx`. */
  tailCall(from: CodePlace, progIdx: number, form: 'direct' | 'indirect'): void {
    const ordinal = this.cpu.get('tailCalls') + 1;
    this.cpu.set('tailCalls', ordinal);
    this.cpu.set('unwound', 0);
    this.cpu.forgetSequence();
    this.turn.emit({ kind: 'tail-call', from, progIdx, form, ordinal });
    if (ordinal === MAX_TAIL_CALLS + 1) this.judge('too-many-tail-calls');
  }
}
