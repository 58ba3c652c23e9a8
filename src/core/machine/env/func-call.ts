// One call of a kernel function: its arguments, its answer, and the memory that it reads and writes.
// Authority: System V x86-64 ABI as the BPF calling convention maps onto it (r1 to r5 = rdi, rsi, rdx,
// rcx, r8).

import type { RunLayout } from '../../kernel/index.ts';
import type { AccessLen } from '../../x86/index.ts';
import type { EnvMemory } from './env-memory.ts';
import { EINVAL, type MapStore } from './map-store.ts';
import { clobber, R8, RAX, RCX, RDI, RDX, RSI, readReg, writeReg } from './registers.ts';

const ARGS: readonly number[] = [RDI, RSI, RDX, RCX, R8];
const HIGH_HALF = 32n;

/** A map's element that a function looked at or changed; `elem` -1: there was none. */
export interface FuncTouch {
  readonly mapIdx: number;
  readonly elem: number;
  readonly write: boolean;
}

/** A map behind a pointer. */
export interface FoundMap {
  readonly mapIdx: number;
  readonly store: MapStore;
  readonly keySize: number;
  readonly valueSize: number;
}

/** What all calls have in common. */
export interface FuncContext {
  readonly layout: RunLayout;
  readonly task: bigint;
  mapAt(words: Int32Array, addr: bigint): FoundMap | null;
  /** Moves the clock and returns it, in ns. */
  clock(words: Int32Array, stepNs: bigint): bigint;
  random(words: Int32Array, cpu: number): bigint;
}

export class FuncCall {
  /** What rax gets, modulo 2^64. */
  result = 0n;
  /** Why the function cannot have worked: it would have oopsed. Null if all is well. */
  fault: string | null = null;
  readonly touches: FuncTouch[] = [];
  readonly cpu: number;
  private readonly context: FuncContext;
  private readonly words: Int32Array;
  private readonly regBase: number;
  private readonly memory: EnvMemory;
  private plain = true;

  constructor(context: FuncContext, words: Int32Array, place: CallPlace) {
    this.context = context;
    this.words = words;
    this.cpu = place.cpu;
    this.regBase = place.regBase;
    this.memory = place.memory;
  }

  get layout(): RunLayout {
    return this.context.layout;
  }

  /** Address of the current task. */
  get task(): bigint {
    return this.context.task;
  }

  arg(idx: number): bigint {
    return readReg(this.words, this.regBase, ARGS[idx] ?? RDI);
  }

  register(reg: number): bigint {
    return readReg(this.words, this.regBase, reg);
  }

  setRegister(reg: number, value: bigint): void {
    writeReg(this.words, this.regBase, reg, value);
  }

  /** The function has its own convention: rax and the caller-saved registers stay as they are. */
  keepRegisters(): void {
    this.plain = false;
  }

  /** Leaves the registers as the function does. */
  finish(): void {
    if (!this.plain) return;
    clobber(this.words, this.regBase);
    writeReg(this.words, this.regBase, RAX, this.result);
  }

  clock(stepNs: bigint): bigint {
    return this.context.clock(this.words, stepNs);
  }

  random(): bigint {
    return this.context.random(this.words, this.cpu);
  }

  /** Reads an unsigned little-endian number; 0 where memory refuses. */
  loadNumber(addr: bigint, byteLen: AccessLen): bigint {
    const { memory } = this;
    const [lo, hi] = halves(addr);
    if (!memory.load(lo, hi, byteLen)) {
      this.fault = memory.fault;
      return 0n;
    }
    const low = BigInt.asUintN(32, BigInt(memory.lo));
    if (byteLen < 8) return low;
    return low | (BigInt.asUintN(32, BigInt(memory.hi)) << HIGH_HALF);
  }

  loadQuad(addr: bigint): bigint {
    return this.loadNumber(addr, 8);
  }

  loadBytes(addr: bigint, byteLen: number): Uint8Array {
    const bytes = new Uint8Array(byteLen);
    for (let idx = 0; idx < byteLen; idx++) {
      bytes[idx] = Number(this.loadNumber(addr + BigInt(idx), 1));
    }
    return bytes;
  }

  storeQuad(addr: bigint, value: bigint): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, value, true);
    this.storeBytes(addr, bytes);
  }

  storeBytes(addr: bigint, bytes: Uint8Array): void {
    const { memory } = this;
    for (const [idx, byte] of bytes.entries()) {
      const [lo, hi] = halves(addr + BigInt(idx));
      memory.lo = byte;
      memory.hi = 0;
      if (!memory.store(lo, hi, 1)) this.fault = memory.fault;
    }
  }

  /** The element of map r1 with key r2; null if r1 is no map. */
  findElem(): { readonly store: MapStore; readonly elem: number } | null {
    const found = this.map();
    if (found === null) return null;
    const elem = found.store.find(this.words, this.loadBytes(this.arg(1), found.keySize));
    this.touches.push({ mapIdx: found.mapIdx, elem, write: false });
    return { store: found.store, elem };
  }

  /** map_update_elem(map, key, value, flags). */
  mapUpdate(): void {
    this.change((found, key) =>
      found.store.update(this.words, {
        key,
        value: this.loadBytes(this.arg(2), found.valueSize),
        flags: Number(this.arg(3)),
        cpu: this.cpu,
      }),
    );
  }

  /** map_delete_elem(map, key). */
  mapDelete(): void {
    this.change((found, key) => found.store.delete(this.words, key));
  }

  private change(apply: (found: FoundMap, key: Uint8Array) => number): void {
    const found = this.map();
    if (found === null) {
      this.result = BigInt(-EINVAL);
      return;
    }
    const key = this.loadBytes(this.arg(1), found.keySize);
    const before = found.store.find(this.words, key);
    this.result = BigInt(-apply(found, key));
    const after = found.store.find(this.words, key);
    this.touches.push({ mapIdx: found.mapIdx, elem: Math.max(before, after), write: true });
  }

  private map(): FoundMap | null {
    const found = this.context.mapAt(this.words, this.arg(0));
    if (found === null) this.fault = 'the first argument is no map';
    return found;
  }
}

/** Where a call takes place. */
export interface CallPlace {
  readonly cpu: number;
  readonly regBase: number;
  readonly memory: EnvMemory;
}

function halves(addr: bigint): [number, number] {
  return [Number(BigInt.asIntN(32, addr)), Number(BigInt.asIntN(32, addr >> HIGH_HALF))];
}
