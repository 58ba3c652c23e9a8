// A golden case as a user would type it: every program as text, its system calls under `.cpu 0`.
// What a lab cannot say (writing and reading of plain arrays) is left out; no image depends on it.

import { at } from '../../src/core/base/index.ts';
import {
  BPF_PSEUDO_MAP_FD,
  BPF_PSEUDO_MAP_VALUE,
  hexToInsns,
  type Insn,
  insnSlots,
  isLdImm64,
  isPseudoCall,
  printInsn,
} from '../../src/core/bpf/index.ts';
import type { GoldenCase, GoldenOp } from './golden.ts';

/** How calls between functions are written: as distances in one body, or as calls of `.func`s. */
export type CallStyle = 'distance' | 'func';

/** One or two slots of one insn. */
interface Written {
  readonly insnIdx: number;
  readonly slots: readonly Insn[];
}

function splitInsns(insns: readonly Insn[]): Written[] {
  const written: Written[] = [];
  let insnIdx = 0;
  while (insnIdx < insns.length) {
    const count = insnSlots(at(insns, insnIdx));
    written.push({ insnIdx, slots: insns.slice(insnIdx, insnIdx + count) });
    insnIdx += count;
  }
  return written;
}

function mapLoad([low, high]: readonly Insn[]): string | null {
  if (low === undefined || high === undefined || !isLdImm64(low)) return null;
  if (low.src === BPF_PSEUDO_MAP_FD) return `r${low.dst} = map${low.imm} ll`;
  return low.src === BPF_PSEUDO_MAP_VALUE ? `r${low.dst} = map${low.imm} + ${high.imm} ll` : null;
}

function functionStarts(written: readonly Written[]): number[] {
  const calls = written.flatMap(({ insnIdx, slots }) => {
    const insn = at(slots, 0);
    return isPseudoCall(insn) ? [insnIdx + 1 + insn.imm] : [];
  });
  return [...new Set(calls)].sort((a, b) => a - b);
}

function funcName(prog: string, start: number): string {
  return `${prog}_f${start}`;
}

/** A program's text, functions included. */
function progText(name: string, type: string, hex: string, calls: CallStyle): string {
  const written = splitInsns(hexToInsns(hex));
  const starts = new Set(calls === 'func' ? functionStarts(written) : []);
  const lines = [`.prog ${name} ${type}`];
  for (const { insnIdx, slots } of written) {
    if (starts.has(insnIdx)) lines.push(`.func ${funcName(name, insnIdx)}`);
    const insn = at(slots, 0);
    const called = isPseudoCall(insn) ? insnIdx + 1 + insn.imm : -1;
    const call = starts.has(called) ? `call ${funcName(name, called)}` : null;
    lines.push(`  ${call ?? mapLoad(slots) ?? printInsn(slots)}`);
  }
  return lines.join('\n');
}

function opText(op: GoldenOp): string | null {
  switch (op.op) {
    case 'load':
    case 'unload':
      return `${op.op} p${op.p}`;
    case 'upd':
      return `update map${op.m}[${op.k}] = p${op.p}`;
    case 'del':
      return `delete map${op.m}[${op.k}]`;
    case 'run':
      return op.len === undefined ? `run p${op.p}` : `run p${op.p} len=${op.len}`;
    default:
      return null;
  }
}

/** The whole case; program `i` is called `p<i>`, map `i` `map<i>`. */
export function labText(golden: GoldenCase, calls: CallStyle): string {
  const [version = '', ...options] = golden.profile.split('-');
  const maps = golden.maps.map(
    ({ type, key, value, max }, mapIdx) =>
      `.map map${mapIdx} ${type} key_size=${key} value_size=${value} max_entries=${max}`,
  );
  const progs = golden.progs.map(({ type, insns }, progIdx) =>
    progText(`p${progIdx}`, type, insns, calls),
  );
  const ops = golden.ops.flatMap((op) => opText(op) ?? []).map((line) => `  ${line}`);
  return [`.kernel ${version} ${options.join(' ')}`, ...maps, ...progs, '.cpu 0', ...ops, ''].join(
    '\n',
  );
}
