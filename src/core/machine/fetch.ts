// What a CPU that stands before a poke site may fetch there, and what the bytes make it do.
// Authority: KERNEL facts of text_poke_bp's phases (Intel SDM vol. 3A, 9.1.3; vol. 2, JMP, NOP, INT3).

import { at } from '../base/index.ts';
import { MAX_VARIANT } from './action.ts';
import { CpuWords } from './cpu-words.ts';
import type { Decoded } from './decoded.ts';
import type { SiteRef } from './event.ts';
import { type FiveBytes, sameFive, unpackFive } from './five-bytes.ts';
import { HISTORY } from './flux.ts';
import type { Machine } from './model.ts';
import type { State } from './state.ts';

const JMP = 0xe9;
const INT3 = 0xcc;
const SITE_SIZE = 5;

/** Number of the first choice that mixes moments: those before it are ages. */
const FIRST_MIX = HISTORY + 1;

/** One thing that a CPU may fetch. */
export interface FetchChoice {
  /** Which it is, as an action names it. */
  readonly variant: number;
  /** How many stores it has not seen in some of its bytes. */
  readonly age: number;
  readonly bytes: FiveBytes;
}

/** What the CPU may fetch at a site, what memory holds first; each byte value once. */
export function fetchChoices(
  machine: Machine,
  state: State,
  cpuIdx: number,
  siteId: number,
): FetchChoice[] {
  const now = state.site(machine.siteOf(siteId));
  const flux = machine.flux(state.words);
  const oldest = Math.min(HISTORY, flux.age(siteId, cpuIdx));
  if (oldest === 0) return [{ variant: 0, age: 0, bytes: now }];
  const moments = Array.from({ length: oldest + 1 }, (_, age) => flux.bytesAt(siteId, age, now));
  const choices: FetchChoice[] = [];
  for (const [age, bytes] of moments.entries()) {
    if (isNew(choices, bytes)) choices.push({ variant: age, age, bytes });
  }
  addMixes(choices, moments);
  return choices;
}

/**
 * A CPU that has not serialised may have fetched the first byte at another moment than the rest: that is what
 * tears an instruction which is written without an int3 in front.
 */
function addMixes(choices: FetchChoice[], moments: readonly FiveBytes[]): void {
  let variant = FIRST_MIX;
  for (const [firstAge, first] of moments.entries()) {
    for (const [restAge, rest] of moments.entries()) {
      const bytes = { low: (rest.low & ~0xff) | (first.low & 0xff), high: rest.high };
      if (variant > MAX_VARIANT || !isNew(choices, bytes)) continue;
      choices.push({ variant, age: Math.max(firstAge, restAge), bytes });
      variant++;
    }
  }
}

function isNew(choices: readonly FetchChoice[], bytes: FiveBytes): boolean {
  return !choices.some((other) => sameFive(other.bytes, bytes));
}

/** Site that an actor's CPU stands before, or -1. */
export function siteAhead(machine: Machine, state: State, actor: number): number {
  const cpuIdx = at(machine.cpuIdxOf, actor);
  if (cpuIdx < 0) return -1;
  const cpu = new CpuWords(state.words, at(machine.layout.cpus, cpuIdx));
  return cpu.mode === 'running' && cpu.pending === 'site' ? cpu.get('site') - 1 : -1;
}

/**
 * Decodes five bytes at a site, once for each value. A jmp that leads to no place that any
 * protocol can mean, and anything else that is neither nop nor int3, is part of one instruction
 * and part of another.
 */
export function decodeSite(machine: Machine, siteId: number, five: FiveBytes): Decoded {
  let known = machine.decodedSites.get(siteId);
  if (!known) {
    known = [];
    machine.decodedSites.set(siteId, known);
  }
  for (const decoded of known) if (sameFive(decoded.five, five)) return decoded;
  const { effect, next } = lead(machine, siteId, five);
  const decoded = {
    five,
    bytes: unpackFive(five),
    effect,
    next,
    nextLo: Number(BigInt.asIntN(32, next)),
    nextHi: Number(BigInt.asIntN(32, next >> 32n)),
  };
  known.push(decoded);
  return decoded;
}

function lead(machine: Machine, siteId: number, five: FiveBytes): Pick<Decoded, 'effect' | 'next'> {
  const site = machine.siteOf(siteId);
  const after = machine.siteAddr(site) + BigInt(SITE_SIZE);
  if (sameFive(five, machine.nop5)) return { effect: 'falls-through', next: after };
  const opcode = five.low & 0xff;
  if (opcode === INT3) return { effect: 'traps', next: after };
  if (opcode === JMP) {
    const next = after + BigInt((five.low >>> 8) | (five.high << 24));
    if (isJumpTarget(machine, site, next)) return { effect: 'jumps', next };
  }
  return { effect: 'torn', next: after };
}

function isJumpTarget(machine: Machine, site: SiteRef, addr: bigint): boolean {
  const { adjOff, bypassAddr } = machine.poke(site.progIdx, site.pokeIdx);
  if (addr === bypassAddr) return true;
  return machine.input.progs.some(({ jit }) => {
    const entry = jit?.funcs[0]?.addr;
    return entry !== undefined && addr === entry + BigInt(adjOff);
  });
}
