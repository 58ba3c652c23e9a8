// What stands in the byte cells of one row, at one moment of the run.

import { bytesToHex } from '../../core/base/index.ts';
import type { FuncImage } from '../../core/jit/index.ts';
import type { SiteView } from '../../core/machine/index.ts';

/** `int3`: the trap byte; `old`/`new`: which instruction an in-flight byte belongs to. */
export type CellRole = 'still' | 'int3' | 'old' | 'new';

export interface ByteCell {
  readonly byteOff: number;
  readonly hex: string;
  readonly role: CellRole;
}

/** A poke under way at a site, as three lines of bytes over each other. */
export interface Flight {
  readonly old: readonly string[];
  readonly new: readonly string[];
  readonly phase: NonNullable<SiteView['poke']>['phase'];
  readonly synced: boolean;
  /** "int3 written, cores not yet synced". */
  readonly words: string;
}

const INT3 = 0xcc;

const PHASE_WORDS = {
  begun: 'found what it expected',
  int3: 'int3 written',
  tail: 'last four bytes written',
  first: 'first byte written',
  whole: 'five bytes written at once',
  copy: 'five bytes copied',
} as const;

/** Where a row's bytes come from. */
export interface RowMemory {
  /** A site's own bytes win over the image's. */
  readonly site: SiteView | null;
  /** The image has been freed: its memory is int3. */
  readonly freed: boolean;
}

/** The bytes of a row as they are in memory. */
export function rowBytes(
  image: FuncImage,
  start: number,
  end: number,
  { site, freed }: RowMemory,
): Uint8Array {
  if (freed && image.code !== 'bpf') return new Uint8Array(end - start).fill(INT3);
  return site && site.bytes.length === end - start ? site.bytes : image.bytes.subarray(start, end);
}

export function cellsOf(bytes: Uint8Array, start: number, site: SiteView | null): ByteCell[] {
  return Array.from(bytes, (byte, nth) => ({
    byteOff: start + nth,
    hex: bytesToHex([byte]),
    role: site?.poke ? roleOf(byte, nth, site.poke) : 'still',
  }));
}

function roleOf(byte: number, nth: number, poke: NonNullable<SiteView['poke']>): CellRole {
  if (nth === 0 && byte === INT3 && poke.phase !== 'begun') return 'int3';
  // The tail is in place from its own store on, the first byte only after the last one.
  const replaced =
    poke.phase === 'first' ||
    poke.phase === 'whole' ||
    poke.phase === 'copy' ||
    (poke.phase === 'tail' && nth > 0);
  return replaced ? 'new' : 'old';
}

export function flightOf(site: SiteView | null): Flight | null {
  if (!site?.poke) return null;
  const { old, new: wanted, phase, synced } = site.poke;
  const sync = phase === 'begun' ? '' : synced ? ', all cores synced' : ', cores not yet synced';
  return {
    old: Array.from(old, (byte) => bytesToHex([byte])),
    new: Array.from(wanted, (byte) => bytesToHex([byte])),
    phase,
    synced,
    words: PHASE_WORDS[phase] + sync,
  };
}
