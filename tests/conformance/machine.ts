// Runs the images of one program on the x86 executor: code, a stack, the vector's memory, and helpers that
// are ours. Everything else faults.
// Authority: the System V calling convention, which the BPF registers r0 to r5 follow in the JIT.
// Not modelled: tail calls; helpers other than those of the vectors.

import { type Addr, at } from '../../src/core/base/index.ts';
import type { JitProg } from '../../src/core/jit/index.ts';
import {
  type AccessLen,
  decodeInsn,
  execInsn,
  type PreparedInsn,
  prepareInsn,
  REGFILE,
  X86_STOP,
  X86Cpu,
  type X86Memory,
} from '../../src/core/x86/index.ts';
import { helperAt } from './linux.ts';

const STACK: Addr = 0xffff_c900_0010_0000n;
const STACK_SIZE = 0x4000;
const MEM: Addr = 0xffff_8881_0400_0000n;
/** Where the program returns to, and is done. */
const CALLER: Addr = 0xffff_ffff_8000_0000n;
/** No vector needs this many. */
const MAX_STEPS = 200_000;

const RAX = 0;
const RSP = 4;
/** r1 to r5 of BPF. */
const ARGUMENTS = [7, 6, 2, 1, 8];
/** What a helper leaves in its arguments. */
const TRASH = 0xdead_beef_dead_beefn;

/** A run of bytes at an address; all of it lies within one 4 GiB. */
class Region {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly lo: number;
  readonly hi: number;
  readonly isWritable: boolean;

  constructor(addr: Addr, bytes: Uint8Array, isWritable: boolean) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.lo = Number(BigInt.asUintN(32, addr));
    this.hi = Number(BigInt.asIntN(32, addr >> 32n));
    this.isWritable = isWritable;
  }
}

class FlatMemory implements X86Memory {
  lo = 0;
  hi = 0;
  private readonly regions: readonly Region[];

  constructor(regions: readonly Region[]) {
    this.regions = regions;
  }

  load(addrLo: number, addrHi: number, byteLen: AccessLen): boolean {
    const region = this.find(addrLo, addrHi, byteLen);
    if (region === undefined) return false;
    const byteOff = (addrLo >>> 0) - region.lo;
    this.hi = 0;
    if (byteLen === 1) this.lo = region.view.getUint8(byteOff);
    else if (byteLen === 2) this.lo = region.view.getUint16(byteOff, true);
    else this.lo = region.view.getInt32(byteOff, true);
    if (byteLen === 8) this.hi = region.view.getInt32(byteOff + 4, true);
    return true;
  }

  store(addrLo: number, addrHi: number, byteLen: AccessLen): boolean {
    const region = this.find(addrLo, addrHi, byteLen);
    if (region === undefined || !region.isWritable) return false;
    const byteOff = (addrLo >>> 0) - region.lo;
    if (byteLen === 1) region.view.setUint8(byteOff, this.lo);
    else if (byteLen === 2) region.view.setUint16(byteOff, this.lo, true);
    else region.view.setInt32(byteOff, this.lo, true);
    if (byteLen === 8) region.view.setInt32(byteOff + 4, this.hi, true);
    return true;
  }

  /** The bytes from an address on, at most 15: enough for one insn. */
  codeAt(addr: Addr): Uint8Array {
    const lo = Number(BigInt.asUintN(32, addr));
    const region = this.find(lo, Number(BigInt.asIntN(32, addr >> 32n)), 1);
    if (region === undefined || region.isWritable) return new Uint8Array(0);
    return region.bytes.subarray(lo - region.lo, lo - region.lo + 15);
  }

  private find(addrLo: number, addrHi: number, byteLen: number): Region | undefined {
    const lo = addrLo >>> 0;
    return this.regions.find(
      (each) => each.hi === addrHi && lo >= each.lo && lo + byteLen <= each.lo + each.bytes.length,
    );
  }
}

class Machine {
  private readonly memory: FlatMemory;
  private readonly cpu: X86Cpu;
  private readonly prepared = new Map<Addr, PreparedInsn>();

  constructor(prog: JitProg, mem: Uint8Array) {
    const code = prog.funcs.map(({ addr, bytes }) => new Region(addr, bytes, false));
    const stack = new Region(STACK, new Uint8Array(STACK_SIZE), true);
    this.memory = new FlatMemory([...code, stack, new Region(MEM, mem.slice(), true)]);
    this.cpu = new X86Cpu(new Int32Array(REGFILE.size), 0, this.memory);
    this.setRip(at(prog.funcs, 0).addr);
    this.setGpr(RSP, STACK + BigInt(STACK_SIZE));
    this.push(CALLER);
    this.setGpr(at(ARGUMENTS, 0), MEM);
    this.setGpr(at(ARGUMENTS, 1), BigInt(mem.length));
  }

  /** rax when the program has returned. Throws where it does not. */
  run(): bigint {
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const rip = this.pair(REGFILE.rip);
      if (rip === CALLER) return this.gpr(RAX);
      const helper = helperAt(rip);
      if (helper === null) this.step(rip);
      else this.callHelper(helper);
    }
    throw new Error(`still running after ${MAX_STEPS} insns`);
  }

  private step(rip: Addr): void {
    let insn = this.prepared.get(rip);
    if (insn === undefined) {
      insn = prepareInsn(decodeInsn(this.memory.codeAt(rip), 0));
      this.prepared.set(rip, insn);
    }
    const stop = execInsn(this.cpu, insn);
    if (stop !== X86_STOP.none) throw new Error(`stop ${stop} at ${rip.toString(16)}`);
  }

  /** `unwind` of uBPF, which returns its argument, is the one helper that the vectors call. */
  private callHelper(id: number): void {
    if (id !== 5) throw new Error(`helper ${id} is not modelled`);
    const value = this.gpr(at(ARGUMENTS, 0));
    for (const reg of ARGUMENTS) this.setGpr(reg, TRASH);
    this.setGpr(RAX, value);
    const rsp = this.gpr(RSP);
    const read = this.memory.load(
      Number(BigInt.asIntN(32, rsp)),
      Number(BigInt.asIntN(32, rsp >> 32n)),
      8,
    );
    if (!read) throw new Error('a helper has nowhere to return to');
    this.setGpr(RSP, rsp + 8n);
    const { lo, hi } = this.memory;
    this.setRip((BigInt.asUintN(32, BigInt(hi)) << 32n) | BigInt.asUintN(32, BigInt(lo)));
  }

  private push(value: bigint): void {
    const rsp = this.gpr(RSP) - 8n;
    this.setGpr(RSP, rsp);
    this.memory.lo = Number(BigInt.asIntN(32, value));
    this.memory.hi = Number(BigInt.asIntN(32, value >> 32n));
    this.memory.store(Number(BigInt.asIntN(32, rsp)), Number(BigInt.asIntN(32, rsp >> 32n)), 8);
  }

  private pair(word: number): bigint {
    const lo = BigInt.asUintN(32, BigInt(at(this.cpu.words, word)));
    return (BigInt.asUintN(32, BigInt(at(this.cpu.words, word + 1))) << 32n) | lo;
  }

  private setPair(word: number, value: bigint): void {
    this.cpu.words[word] = Number(BigInt.asIntN(32, value));
    this.cpu.words[word + 1] = Number(BigInt.asIntN(32, value >> 32n));
  }

  private gpr(reg: number): bigint {
    return this.pair(REGFILE.gpr + 2 * reg);
  }

  private setGpr(reg: number, value: bigint): void {
    this.setPair(REGFILE.gpr + 2 * reg, value);
  }

  private setRip(addr: Addr): void {
    this.setPair(REGFILE.rip, addr);
  }
}

/** r0 of a program called with the address and the length of `mem`. Throws if it stops or never ends. */
export function runImages(prog: JitProg, mem: Uint8Array): bigint {
  return new Machine(prog, mem).run();
}
