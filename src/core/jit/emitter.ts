// What a lowering writes to: bytes, the origin of each x86 insn, poke sites, and the first fault.

import { isS32 } from '../base/index.ts';
import type { KernelProfile } from '../kernel/index.ts';
import { CodeBuffer, emitCall32, emitJmp32 } from '../x86/index.ts';
import { type JitFault, targetOutOfRange, unknownSymbol } from './fault.ts';
import { type EmittedInsns, type FrameInfo, PARTS, type Part } from './image.ts';
import type { JumpSink } from './jump-sink.ts';
import type { References } from './references.ts';

/** Poke site of one direct tail call, as byte offsets in the image. */
export interface PokeSite {
  readonly pokeIdx: number;
  /** Null where there is none. */
  readonly bypassOff: number | null;
  readonly targetOff: number;
  /** Right behind the sequence. */
  readonly outOff: number;
}

const PART_IDX: Readonly<Record<Part, number>> = Object.fromEntries(
  PARTS.map((part, partIdx) => [part, partIdx]),
) as Record<Part, number>;

function fitting(column: Int32Array, count: number): Int32Array {
  return column.length === count ? column : column.slice(0, count);
}

export interface EmitTarget {
  readonly profile: KernelProfile;
  readonly frame: FrameInfo;
  readonly refs: References;
  readonly jumps: JumpSink;
}

export class FuncEmitter {
  readonly buf: CodeBuffer;
  readonly profile: KernelProfile;
  readonly frame: FrameInfo;
  readonly sites: PokeSite[] = [];
  readonly refs: References;
  readonly jumps: JumpSink;
  fault: JitFault | null = null;
  /** The first exit has been emitted. */
  hasEpilogue = false;

  #part = PART_IDX.prologue;
  #insnIdx = -1;
  #noted = 0;
  #insnIdxOf: Int32Array;
  #partOf: Uint8Array;

  /** Room for `capacity` bytes; for `insnCapacity` x86 insns to begin with. */
  constructor(target: EmitTarget, capacity: number, insnCapacity = capacity) {
    this.profile = target.profile;
    this.frame = target.frame;
    this.refs = target.refs;
    this.jumps = target.jumps;
    this.buf = new CodeBuffer(capacity, insnCapacity);
    this.#insnIdxOf = new Int32Array(insnCapacity);
    this.#partOf = new Uint8Array(insnCapacity);
  }

  /** Begins the code of slot `insnIdx` of the program; it belongs to the body until told otherwise. */
  beginSlot(insnIdx: number): void {
    this.#noteOrigins();
    this.#insnIdx = insnIdx;
    this.#part = PART_IDX.body;
  }

  /** What follows belongs to `part`. */
  enter(part: Part): void {
    this.#noteOrigins();
    this.#part = PART_IDX[part];
  }

  /** Records only the first fault, as the kernel stops there. */
  fail(fault: JitFault): void {
    this.fault ??= fault;
  }

  /** call rel32 to `distance` bytes from the image base. */
  call(distance: number, what: string): void {
    const rel = distance - (this.buf.len + 5);
    if (!isS32(rel)) this.fail(targetOutOfRange(what));
    emitCall32(this.buf, rel);
  }

  /** jmp rel32 to a kernel symbol. */
  jumpToSymbol(name: string): void {
    const distance = this.refs.symbol(name);
    if (distance === null) this.fail(unknownSymbol(name));
    const rel = (distance ?? 0) - (this.buf.len + 5);
    if (!isS32(rel)) this.fail(targetOutOfRange(name));
    emitJmp32(this.buf, rel);
  }

  /** What was emitted, copied only where the room was more than needed. */
  finish(): { readonly bytes: Uint8Array; readonly insns: EmittedInsns } {
    this.#noteOrigins();
    const { bytes, len, starts, count } = this.buf;
    return {
      bytes: bytes.length === len ? bytes : bytes.slice(0, len),
      insns: {
        byteOff: fitting(starts, count),
        insnIdx: fitting(this.#insnIdxOf, count),
        part: this.#partOf.length === count ? this.#partOf : this.#partOf.slice(0, count),
      },
    };
  }

  #noteOrigins(): void {
    const { count, starts } = this.buf;
    if (count > this.#partOf.length) this.#grow(starts.length);
    for (let i = this.#noted; i < count; i++) {
      this.#insnIdxOf[i] = this.#insnIdx;
      this.#partOf[i] = this.#part;
    }
    this.#noted = count;
  }

  #grow(capacity: number): void {
    const insnIdxOf = new Int32Array(capacity);
    insnIdxOf.set(this.#insnIdxOf);
    this.#insnIdxOf = insnIdxOf;
    const partOf = new Uint8Array(capacity);
    partOf.set(this.#partOf);
    this.#partOf = partOf;
  }
}
