// What emitted bytes run in: memory, the context of a run, kernel functions, per-CPU areas. All that
// changes is in the words of a state; an Env holds constants only.
// Authority: Linux 6.1 net/bpf/test_run.c, Documentation/arch/x86/x86_64/mm.rst; layouts as measured
// (core/kernel/run-layout.ts). Not modelled: everything that a program reaches only through helpers
// that are not modelled.
// Simplification: a run begins on a kernel stack of zeroes, with one small frame of its caller.

import { assert, at } from '../../base/index.ts';
import { FLAG, REGFILE } from '../../x86/index.ts';
import type { EnvInput } from './env-input.ts';
import { EnvMemory } from './env-memory.ts';
import { FuncCall, type FuncContext, type FuncTouch } from './func-call.ts';
import { KERNEL_FUNCS } from './kernel-funcs.ts';
import { type KernelCall, KernelText, RUN_RETURN } from './kernel-text.ts';
import { MapSpace } from './map-space.ts';
import { type KernelObjects, kernelObjects } from './objects.ts';
import { PercpuAreas } from './percpu.ts';
import { MappedRegion, type Region, RegionTable } from './region.ts';
import {
  CALLEE_SAVED,
  fillRegisters,
  GPR_NAMES,
  isAsFilled,
  RAX,
  RDI,
  RSI,
  RSP,
  readReg,
  writeQuad,
  writeReg,
} from './registers.ts';
import { buildTestRun, ctxRoom, packetRoom } from './test-run.ts';

/** What a kernel function did. */
export interface HelperEvent {
  /** False: the function is not modelled, and `result` is 0. */
  readonly modelled: boolean;
  readonly name: string;
  /** rdi, rsi, rdx, rcx, r8 at the call, unsigned. */
  readonly args: readonly bigint[];
  /** rax afterwards, unsigned. */
  readonly result: bigint;
  readonly touches: readonly FuncTouch[];
  /** Why the kernel would have oopsed, or null. */
  readonly fault: string | null;
}

const STACK_SIZE = 16384;
/** In vmalloc space, behind every map. */
const STACKS_START = 0xffff_e800_f000_0000n;
const STACK_STEP = 0x1_0000n;
const CTX_START = 0xffff_888f_0100_0000n;
const PACKETS_START = 0xffff_888f_0200_0000n;
const CPU_STEP = 0x1_0000n;
/** What the caller of a program keeps on the stack above the return address. */
const CALLER_FRAME = 64;
/** Bytes above the modelled stack that a kernel's stack would have, too. */
const CALLERS = 4096;
/** Bit 1 is always set. */
const FLAGS_AT_ENTRY = 2 | FLAG.if;

interface CpuPlaces {
  readonly stack: MappedRegion;
  readonly ctx: MappedRegion;
  readonly packet: MappedRegion;
  /** The stack above: what a program reaches once it has given back more frames than it had. */
  readonly callers: MappedRegion;
  readonly memory: EnvMemory;
}

export class Env {
  private readonly input: EnvInput;
  private readonly text: KernelText;
  private readonly percpu: PercpuAreas;
  private readonly maps: MapSpace;
  private readonly objects: KernelObjects;
  private readonly table: RegionTable;
  private readonly cpus: readonly CpuPlaces[];
  /** Two words: ns since the boot of the model; then one word of random state for each CPU. */
  private readonly clockWord: number;
  private readonly randomWord: number;
  private readonly funcContext: FuncContext;

  /** Reserves its words in the machine's flat state through `take`. */
  constructor(input: EnvInput, take: (words: number) => number) {
    assert(input.stackLen <= STACK_SIZE && input.stackLen % 8 === 0, `stack ${input.stackLen}`);
    this.input = input;
    this.text = new KernelText(input.symbols);
    this.clockWord = take(2);
    this.randomWord = take(input.cpus);
    this.objects = kernelObjects(input);
    this.percpu = new PercpuAreas(input, this.objects.task, take);
    this.maps = new MapSpace(input, this.percpu, take);
    const places = Array.from({ length: input.cpus }, (_, cpu) => this.cpuRegions(cpu, take));
    this.table = new RegionTable([
      ...places.flatMap(({ stack, ctx, packet, callers }) => [stack, ctx, packet, callers]),
      ...this.objects.regions,
      ...this.percpu.regions,
      ...this.maps.regions,
    ]);
    this.cpus = places.map((place) => ({ ...place, memory: this.memoryOf(place.stack) }));
    this.funcContext = {
      layout: input.layout,
      task: this.objects.task,
      mapAt: (_words, addr) => this.maps.mapAt(addr),
      clock: (words, stepNs) => this.clock(words, stepNs),
      random: (words, cpu) => this.random(words, cpu),
    };
  }

  /** Writes what is not zero at time zero. */
  init(words: Int32Array): void {
    this.maps.init(words);
  }

  /**
   * Builds context, packet, stack and registers as BPF_PROG_TEST_RUN does for the program's type;
   * the run is over when rip is where `call` says `run-return`. `regBase`: first word of the register
   * file; `len`: bytes of packet, null for 64.
   */
  beginRun(
    words: Int32Array,
    cpu: number,
    regBase: number,
    run: { readonly progIdx: number; readonly len: number | null; readonly entry: bigint },
  ): void {
    const { stack, ctx, packet } = at(this.cpus, cpu);
    const prog = at(this.input.progs, run.progIdx);
    const { layout } = this.input;
    const places = { layout, ctx, packet, dev: this.objects.dev, rxq: this.objects.rxq };
    buildTestRun(words, places, prog.type, run.len);
    words.fill(0, stack.word, stack.word + stack.byteLen / 4);
    const rspOff = this.entryRspOff();
    writeQuad(words, stack.word + rspOff / 4, RUN_RETURN);
    fillRegisters(words, regBase);
    writeReg(words, regBase, RSP, stack.base + BigInt(rspOff));
    writeReg(words, regBase, RDI, ctx.base);
    writeReg(words, regBase, RSI, prog.progAddr + BigInt(layout.progInsns));
    writeQuad(words, regBase + REGFILE.rip, run.entry);
    words[regBase + REGFILE.flags] = FLAGS_AT_ENTRY;
  }

  /** Clears what a run leaves behind and nobody can see, so that idle CPUs are equal words. */
  endRun(words: Int32Array, cpu: number): void {
    const { stack, ctx, packet } = at(this.cpus, cpu);
    for (const { word, byteLen } of [stack, ctx, packet]) {
      words.fill(0, word, word + Math.ceil(byteLen / 4));
    }
  }

  /** What the run returned, unsigned 32 bits. */
  retval(words: Int32Array, regBase: number): number {
    return Number(BigInt.asUintN(32, readReg(words, regBase, RAX)));
  }

  /** Names of callee-saved registers, and rsp, that a run gave back changed. Empty if all is well. */
  brokenRegisters(words: Int32Array, cpu: number, regBase: number): readonly string[] {
    const broken = CALLEE_SAVED.filter((reg) => !isAsFilled(words, regBase, reg));
    const rsp = at(this.cpus, cpu).stack.base + BigInt(this.entryRspOff() + 8);
    if (readReg(words, regBase, RSP) !== rsp) broken.push(RSP);
    return broken.map((reg) => at(GPR_NAMES, reg));
  }

  /** Memory as a CPU sees it; `bind` it to a state before use. */
  memory(cpu: number): EnvMemory {
    return at(this.cpus, cpu).memory;
  }

  /** Base of gs on a CPU. */
  gsBase(cpu: number): bigint {
    return this.percpu.offset(cpu);
  }

  /** All memory, ascending. */
  regions(): readonly Region[] {
    return this.table.regions;
  }

  /** Stretches of words that only this CPU reads and writes: its stack, its run's context and packet. */
  ownWords(cpu: number): readonly { readonly first: number; readonly end: number }[] {
    const isOwn = (region: MappedRegion): boolean => region.word >= 0 && region.cpu === cpu;
    return this.table.regions
      .filter((region) => isOwn(region) && region.mapIdx < 0)
      .map(({ word, byteLen }) => ({ first: word, end: word + Math.ceil(byteLen / 4) }));
  }

  /** What stands at a kernel text address that is not in an image. */
  call(addrLo: number, addrHi: number): KernelCall | null {
    return this.text.at(addrLo, addrHi);
  }

  /**
   * Performs a kernel function on registers and memory. rip and rsp are left alone: the caller returns
   * from it. What is not modelled answers 0 and changes nothing else.
   */
  runHelper(words: Int32Array, cpu: number, regBase: number, helperId: number): HelperEvent {
    const { memory } = at(this.cpus, cpu);
    memory.bind(words);
    const call = new FuncCall(this.funcContext, words, { cpu, regBase, memory });
    const args = [0, 1, 2, 3, 4].map((idx) => call.arg(idx));
    const func = KERNEL_FUNCS[helperId];
    func?.run(call);
    call.finish();
    return {
      modelled: func !== undefined,
      name: this.text.nameOf(helperId),
      args,
      result: readReg(words, regBase, RAX),
      touches: call.touches,
      fault: call.fault,
    };
  }

  /** BPF_MAP_UPDATE_ELEM of a map with values; errno as a positive number. */
  userUpdate(words: Int32Array, mapIdx: number, key: Uint8Array, value: Uint8Array): number {
    return this.maps.store(mapIdx).update(words, { key, value, flags: 0, cpu: null });
  }

  /** BPF_MAP_LOOKUP_ELEM; null where there is no such key. Per-CPU maps: the values of all CPUs. */
  userLookup(words: Int32Array, mapIdx: number, key: Uint8Array): Uint8Array | null {
    const store = this.maps.store(mapIdx);
    const elem = store.find(words, key);
    return elem < 0 ? null : store.read(words, elem);
  }

  private entryRspOff(): number {
    return this.input.stackLen - CALLER_FRAME - 8;
  }

  private memoryOf(stack: MappedRegion): EnvMemory {
    return new EnvMemory(this.table, stack, (addrLo, addrHi) => missing(addrLo, addrHi));
  }

  private cpuRegions(cpu: number, take: (words: number) => number): Omit<CpuPlaces, 'memory'> {
    const { stackLen, packetLen, layout } = this.input;
    const region = (
      kind: 'stack' | 'ctx' | 'packet',
      name: string,
      base: bigint,
      byteLen: number,
    ): MappedRegion =>
      new MappedRegion({
        name: `${name} of CPU ${cpu}`,
        kind,
        base,
        byteLen,
        cpu,
        backing: { kind: 'words', word: take(Math.ceil(byteLen / 4)), writable: true },
      });
    const stackTop = STACKS_START + BigInt(cpu) * STACK_STEP + BigInt(STACK_SIZE);
    const step = BigInt(cpu) * CPU_STEP;
    return {
      stack: region('stack', 'kernel stack', stackTop - BigInt(stackLen), stackLen),
      ctx: region('ctx', 'context', CTX_START + step, ctxRoom(layout)),
      packet: region('packet', 'packet', PACKETS_START + step, packetRoom(packetLen)),
      callers: new MappedRegion({
        name: `frames of the kernel's callers on CPU ${cpu}`,
        kind: 'stack',
        base: stackTop,
        byteLen: CALLERS,
        cpu,
        backing: { kind: 'not-modelled', reason: "frames of the program's callers are not kept" },
      }),
    };
  }

  private clock(words: Int32Array, stepNs: bigint): bigint {
    const now = readReg(words, this.clockWord, 0) + stepNs;
    writeReg(words, this.clockWord, 0, now);
    return now;
  }

  /** xorshift32; the state is never 0. */
  private random(words: Int32Array, cpu: number): bigint {
    const word = this.randomWord + cpu;
    let state = (words[word] ?? 0) || 0x2545f491 + cpu;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[word] = state;
    return BigInt.asUintN(32, BigInt(state));
  }
}

/** Why nothing is at an address. */
function missing(addrLo: number, addrHi: number): string {
  if (addrHi === 0 && addrLo >>> 0 < 4096) return 'a null pointer';
  if (addrHi >> 15 !== 0 && addrHi >> 15 !== -1) return 'not a canonical address';
  const stacksHi = Number(BigInt.asIntN(32, STACKS_START >> 32n));
  const isStack = addrHi === stacksHi && addrLo >>> 0 >= Number(STACKS_START & 0xffff_ffffn);
  return isStack ? 'beyond the kernel stack: a guard page' : 'nothing is mapped there';
}
