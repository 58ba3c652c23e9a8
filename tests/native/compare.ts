// Compares the real processor with the simulated one, and finds the first insn that differs.

import { bytesToHex, hexAddr } from '../../src/core/base/index.ts';
import { decodeInsn, printAtt, type X86Bad, type X86Insn } from '../../src/core/x86/index.ts';
import { type Harness, runNative } from './harness.ts';
import { COMPARED_FLAGS, type Exec, type Simulated, simulate, simulateSteps } from './simulate.ts';
import type { Moment, NativeCase, NativeOutcome } from './stream.ts';

const REG_NAMES = 'rax rcx rdx rbx rsp rbp rsi rdi r8 r9 r10 r11 r12 r13 r14 r15'.split(' ');
const TRACE_LIMIT = 4000;

function hex32(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

function regText(regs: Int32Array, reg: number): string {
  return `${hex32(regs[2 * reg + 1] ?? 0)}${hex32(regs[2 * reg] ?? 0)}`;
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  if (Buffer.compare(a, b) === 0) return -1;
  return a.findIndex((byte, i) => byte !== b[i]);
}

function memoryDifference(name: string, real: Uint8Array, ours: Uint8Array): string[] {
  const byteOff = firstDifference(real, ours);
  if (byteOff < 0) return [];
  const some = (bytes: Uint8Array) => bytesToHex(bytes.slice(byteOff, byteOff + 8));
  return [`${name}+${byteOff}: real ${some(real)}, simulated ${some(ours)}`];
}

/** What differs between two moments, a line for each; flags in `undefinedFlags` may differ. */
function differences(real: Moment, ours: Moment, undefinedFlags: number): string[] {
  const found: string[] = [];
  if (real.rip !== ours.rip) {
    found.push(`rip: real ${hexAddr(real.rip)}, simulated ${hexAddr(ours.rip)}`);
  }
  REG_NAMES.forEach((name, reg) => {
    const [a, b] = [regText(real.regs, reg), regText(ours.regs, reg)];
    if (a !== b) found.push(`${name}: real ${a}, simulated ${b}`);
  });
  const flagMask = COMPARED_FLAGS & ~undefinedFlags;
  if ((real.flags ^ ours.flags) & flagMask) {
    const [a, b] = [real.flags & flagMask, ours.flags & flagMask];
    found.push(`flags: real ${flagText(a)}, simulated ${flagText(b)}`);
  }
  return [
    ...found,
    ...memoryDifference('data', real.data, ours.data),
    ...memoryDifference('stack', real.stack, ours.stack),
  ];
}

const FLAG_LETTERS = [
  ['C', 0],
  ['P', 2],
  ['A', 4],
  ['Z', 6],
  ['S', 7],
  ['D', 10],
  ['O', 11],
] as const;

function flagText(flags: number): string {
  const set = FLAG_LETTERS.filter(([, bit]) => (flags >> bit) & 1).map(([letter]) => letter);
  return `${flags.toString(16)} (${set.join('')})`;
}

function isCanonical(addr: bigint): boolean {
  return BigInt.asUintN(64, BigInt.asIntN(48, addr)) === addr;
}

/**
 * Linux names the first byte that could not be reached, which may be behind the first one of the
 * access, and no address at all where the address is not canonical.
 */
function faultAgrees(real: bigint, ours: bigint): boolean {
  if (!isCanonical(ours) || !isCanonical(ours + 7n)) return true;
  return real >= ours && real < ours + 8n;
}

function stopDifferences(real: NativeOutcome, ours: Simulated): string[] {
  const stop = ours.stop === 'fetch' ? 'memory' : ours.stop;
  if (real.stop !== stop) return [`end: real ${real.stop}, simulated ${ours.stop}`];
  if (stop === 'memory' && !faultAgrees(real.faultAddr, ours.faultAddr)) {
    const [a, b] = [hexAddr(real.faultAddr), hexAddr(ours.faultAddr)];
    return [`fault address: real ${a}, simulated ${b}`];
  }
  return [];
}

/** All that differs at the end of a case; empty when the processors agree. */
export function caseDifferences(real: NativeOutcome, ours: Simulated): string[] {
  const strays = real.strays > 0n ? [`the real processor wrote outside of the windows`] : [];
  return [
    ...strays,
    ...stopDifferences(real, ours),
    ...differences(real, ours, ours.undefinedFlags),
  ];
}

function insnText(insn: X86Insn | X86Bad, addr: bigint): string {
  return `${bytesToHex(insn.bytes)}  ${printAtt(insn, addr)}`;
}

function insnAt(it: NativeCase, rip: bigint): string {
  const byteOff = Number(rip - it.code.addr);
  const isInside = byteOff >= 0 && byteOff < it.code.bytes.length;
  return isInside ? insnText(decodeInsn(it.code.bytes, byteOff), rip) : 'no insn of the case';
}

function stateText(moment: Moment): string[] {
  const regs = REG_NAMES.map((name, reg) => `${name}=${regText(moment.regs, reg)}`);
  const rows = [0, 4, 8, 12].map((first) => `  ${regs.slice(first, first + 4).join(' ')}`);
  return [...rows, `  flags=${flagText(moment.flags)} rip=${hexAddr(moment.rip)}`];
}

/**
 * Steps the real processor through the case beside the simulated one, and shows the first insn
 * after which they differ: a program of one insn, with the state that it starts from.
 */
export function explain(harness: Harness, it: NativeCase, exec: Exec): string {
  const real = runNative(harness, [it], { trace: true })[0];
  if (real === undefined) return 'no trace';
  const ours = simulateSteps(it, exec, TRACE_LIMIT);
  let insnCount = 0;
  for (const { insn, after } of ours) {
    const before = real.steps[insnCount];
    const realAfter = real.steps[insnCount + 1];
    if (before === undefined || realAfter === undefined) break;
    const found = differences(realAfter, after, after.undefinedFlags);
    insnCount++;
    if (found.length === 0) continue;
    const title = `${it.name}: differs after insn ${insnCount}`;
    return [title, insnText(insn, before.rip), 'before:', ...stateText(before), ...found].join(
      '\n',
    );
  }
  const last = real.steps[insnCount];
  const state = last === undefined ? [] : [insnAt(it, last.rip), 'before:', ...stateText(last)];
  const found = caseDifferences(real, simulate(it, exec));
  return [`${it.name}: differs in how insn ${insnCount + 1} ends`, ...state, ...found].join('\n');
}
