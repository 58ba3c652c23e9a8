// What the strip of a poke shows, line by line.

import { bytesToHex } from '../../core/base/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { labNames } from '../shared/lab-names.ts';
import { printersOf } from './explain-context.ts';
import type { Syntax } from './insn-text.ts';
import type { Poke, PokeWrite, ShownPoke } from './poke-history.ts';
import { siteText, syncWords, writeWords } from './poke-words.ts';

export interface PokeByte {
  readonly hex: string;
  /** `int3` and `new` are bytes that this line's write put there or that one before it did. */
  readonly role: 'old' | 'int3' | 'new';
  readonly written: boolean;
}

export interface PokeRow {
  /** `old`, or the letter of the write. */
  readonly label: string;
  readonly bytes: readonly PokeByte[];
  /** The instruction that the five bytes are; '' while they are none. */
  readonly insn: string;
  readonly words: string;
  readonly sync: string;
  /** Where the cursor goes: behind the step that made it so. */
  readonly cursor: number;
  readonly state: 'done' | 'now' | 'coming';
}

const INT3 = 0xcc;

function roleOf(byte: number, nth: number, write: PokeWrite, poke: Poke): PokeByte['role'] {
  if (nth === 0 && byte === INT3) return 'int3';
  return byte === poke.wanted[nth] && isWritten(nth, write, poke) ? 'new' : 'old';
}

/** True if this write or one before it stored byte `nth`. */
function isWritten(nth: number, write: PokeWrite, { writes }: Poke): boolean {
  return writes.some((one) => one.step <= write.step && one.off <= nth && nth < one.end);
}

function cellsOf(write: PokeWrite, poke: Poke): PokeByte[] {
  return Array.from(write.bytes, (byte, nth) => ({
    hex: bytesToHex([byte]),
    role: roleOf(byte, nth, write, poke),
    written: write.off <= nth && nth < write.end,
  }));
}

function textAt(result: LabResult, poke: Poke, syntax: Syntax): (bytes: Uint8Array) => string {
  const { progIdx, pokeIdx, which } = poke.site;
  const desc = result.progs[progIdx]?.jit?.pokeTab[pokeIdx];
  const addr = (which === 'bypass' ? desc?.tailcallBypass : null) ?? desc?.tailcallTarget ?? 0n;
  return (bytes) => siteText(bytes, (five) => printersOf(result).x86(five, addr, syntax));
}

/** The line of the old bytes, and one for each write. */
export function pokeRows(
  result: LabResult,
  { poke, done, tense }: ShownPoke,
  cursor: number,
  syntax: Syntax,
): readonly PokeRow[] {
  const text = textAt(result, poke, syntax);
  const stateOf = (nth: number): PokeRow['state'] =>
    nth < done ? 'done' : nth === done && tense !== 'coming' ? 'now' : 'coming';
  const old: PokeRow = {
    label: 'old',
    bytes: Array.from(poke.found, (byte) => ({
      hex: bytesToHex([byte]),
      role: 'old',
      written: false,
    })),
    insn: text(poke.found),
    words: poke.writes.length === 0 ? 'nothing is written' : 'what text_poke expects and finds',
    sync: '',
    cursor: poke.begin + 1,
    state: stateOf(0),
  };
  const writes = poke.writes.map((write, nth): PokeRow => {
    const isTorn = write.bytes[0] === INT3 || nth < poke.writes.length - 1;
    return {
      label: 'abcdefghijklmnop'[nth] ?? `${nth + 1}`,
      bytes: cellsOf(write, poke),
      insn: isTorn ? '' : text(write.bytes),
      words: writeWords(write, poke),
      sync: syncWords(write, cursor),
      cursor: write.step + 1,
      state: stateOf(nth + 1),
    };
  });
  return [old, ...writes];
}

/** "P2 target of entry: jmp target_a+0xb → nop". */
export function pokeTitle(
  result: LabResult,
  { poke }: ShownPoke,
  syntax: Syntax,
): { readonly site: string; readonly change: string } {
  const text = textAt(result, poke, syntax);
  return {
    site: labNames(result).siteWord(poke.site),
    change: `${text(poke.found)} → ${text(poke.wanted)}`,
  };
}
