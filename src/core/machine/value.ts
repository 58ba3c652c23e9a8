// Values of protocol expressions as words, and the five bytes that an insn value stands for.
// Authority: Linux 6.1 emit_jump / x86_nops as used by __bpf_arch_text_poke.
// An insn is coded as 0 nop, 1 jmp to the descriptor's own bypass_addr, 2 + p jmp to the landing
// point of program p: one word, whatever the addresses.

import { type Addr, assert, at, unreachable } from '../base/index.ts';
import { type PokeDescriptor, siteAddr } from '../jit/index.ts';
import type { BinaryOp, ProtocolExpr } from '../protocol/index.ts';
import type { SiteRef } from './event.ts';
import { type FiveBytes, packFive, sameFive } from './five-bytes.ts';
import type { Turn } from './turn.ts';

const NOP = 0;
const JMP_BYPASS = 1;
const JMP_PROG = 2;
/** Bytes that are no instruction which a protocol can name: those of a poke under way. */
export const UNKNOWN_INSN = -1;

/** Value of `expr`; null after a BUG (jmp to no program). `locals` is the first local's word. */
export function evaluate(turn: Turn, expr: ProtocolExpr, locals: number): number | null {
  switch (expr.kind) {
    case 'int':
      return expr.value;
    case 'null':
      return 0;
    case 'nop':
      return NOP;
    case 'bypass_addr':
      return JMP_BYPASS;
    case 'prog':
      return turn.frame.get(expr.which);
    case 'local':
      return turn.frame.local(locals, expr.localIdx);
    case 'jmp':
      return evaluateJmp(turn, expr.to, locals);
    case 'not':
    case 'negate': {
      const of = evaluate(turn, expr.of, locals);
      if (of === null) return null;
      return expr.kind === 'not' ? Number(of === 0) : -of | 0;
    }
    case 'binary':
      return evaluateBinary(turn, expr, locals);
    case 'choose': {
      const cond = evaluate(turn, expr.cond, locals);
      if (cond === null) return null;
      return evaluate(turn, cond !== 0 ? expr.then : expr.else, locals);
    }
  }
}

function evaluateJmp(turn: Turn, to: ProtocolExpr, locals: number): number | null {
  const word = evaluate(turn, to, locals);
  // The checker lets only addresses and programs in; bypass_addr is the one address there is.
  if (word === null || to.kind === 'bypass_addr') return word;
  if (word !== 0) return JMP_PROG + word - 1;
  turn.bug('jmp to no program: the slot value is NULL');
  return null;
}

function evaluateBinary(
  turn: Turn,
  expr: Extract<ProtocolExpr, { kind: 'binary' }>,
  locals: number,
): number | null {
  const left = evaluate(turn, expr.left, locals);
  if (left === null) return null;
  if (expr.op === '&&' && left === 0) return 0;
  if (expr.op === '||' && left !== 0) return 1;
  const right = evaluate(turn, expr.right, locals);
  return right === null ? null : Number(compare(expr.op, left, right));
}

function compare(op: BinaryOp, left: number, right: number): boolean {
  switch (op) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '&&':
    case '||':
      return right !== 0;
    default:
      return unreachable(op);
  }
}

/** The five bytes of an insn word at the site of the poke; null if the displacement does not fit (-ERANGE). */
export function insnBytes(turn: Turn, word: number): FiveBytes | null {
  const { machine } = turn;
  if (word === NOP) return machine.nop5;
  const site = turn.site();
  const siteId = machine.siteId(site);
  let known = machine.encodedSites.get(siteId);
  if (!known) machine.encodedSites.set(siteId, (known = []));
  let five = known[word];
  if (five === undefined) known[word] = five = encode(turn, site, word);
  return five;
}

/** The insn word that five bytes at the site stand for. */
export function decodeInsn(turn: Turn, five: FiveBytes): number {
  const { progs } = turn.machine.input;
  for (let word = NOP; word < JMP_PROG + progs.length; word++) {
    if (word >= JMP_PROG && !progs[word - JMP_PROG]?.jit) continue;
    const bytes = insnBytes(turn, word);
    if (bytes !== null && sameFive(bytes, five)) return word;
  }
  return UNKNOWN_INSN;
}

function encode(turn: Turn, { progIdx, pokeIdx, which }: SiteRef, word: number): FiveBytes | null {
  const desc = turn.machine.poke(progIdx, pokeIdx);
  const to = word === JMP_BYPASS ? desc.bypassAddr : landing(turn, word - JMP_PROG, desc);
  const disp = to - (siteAddr(desc, which) + 5n);
  if (disp !== BigInt.asIntN(32, disp)) return null;
  const disp32 = Number(disp);
  return packFive([
    0xe9,
    disp32 & 0xff,
    (disp32 >> 8) & 0xff,
    (disp32 >> 16) & 0xff,
    (disp32 >> 24) & 0xff,
  ]);
}

/** An insn word as what it jumps to: nothing, the bypass, or the landing point of a program. */
export function insnTarget(word: number): 'nop' | 'bypass' | 'unknown' | number {
  if (word === UNKNOWN_INSN) return 'unknown';
  if (word === NOP) return 'nop';
  return word === JMP_BYPASS ? 'bypass' : word - JMP_PROG;
}

/** Program that an insn word jumps to, as index + 1; 0 for a nop or the bypass. */
export function calleeOf(word: number): number {
  return word < JMP_PROG ? 0 : word - JMP_PROG + 1;
}

/** Where a tail call enters `progIdx`: bpf_func + adj_off, adj_off being the caller's. */
function landing(turn: Turn, progIdx: number, desc: PokeDescriptor): Addr {
  const jit = turn.machine.input.progs[progIdx]?.jit;
  assert(!!jit, `program ${progIdx} in a slot has an image`);
  return at(jit.funcs, 0).addr + BigInt(desc.adjOff);
}
