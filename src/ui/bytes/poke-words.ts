// What one write of a poke did, in words. Nothing is taken from the protocol's name: the bytes decide.

import { bytesToHex } from '../../core/base/index.ts';
import { decodeInsn } from '../../core/x86/index.ts';
import { errnoName } from '../shared/lab-names.ts';
import type { Poke, PokeWrite, ShownPoke } from './poke-history.ts';

const INT3 = 0xcc;

function same(a: Uint8Array, b: Uint8Array): boolean {
  return bytesToHex(a) === bytesToHex(b);
}

/** The instruction that five bytes are to a CPU, as `print` spells it; a nop is a nop of any length. */
export function siteText(bytes: Uint8Array, print: (bytes: Uint8Array) => string): string {
  const insn = decodeInsn(bytes, 0);
  if (insn.kind === 'insn' && insn.op === 'nop' && insn.length === bytes.length) return 'nop';
  return insn.kind === 'insn' && insn.length !== bytes.length && bytes[0] !== INT3
    ? `torn: ${print(bytes)}`
    : print(bytes);
}

function trapWords(write: PokeWrite): string {
  return write.published
    ? 'int3 goes in: any CPU that fetches here now traps'
    : 'int3 goes in, unpublished: any CPU that traps here is lost';
}

function headWords(write: PokeWrite, poke: Poke): string {
  if (same(write.bytes, poke.wanted)) return 'the first byte makes the new instruction whole';
  if (same(write.bytes, poke.found)) return 'the first byte makes the old instruction whole again';
  return 'the first byte changes before the rest: a CPU may decode half of each';
}

function tailWords(write: PokeWrite, poke: Poke): string {
  const which = write.off === 1 && write.end === 5 ? 'the last four bytes' : byteRange(write);
  if (write.bytes[0] === INT3) return `${which} change behind the int3: no CPU decodes them`;
  if (same(write.bytes, poke.wanted)) return `${which} make the new instruction whole`;
  return `${which} change with no int3 in front: a CPU may decode half of each`;
}

function byteRange({ off, end }: PokeWrite): string {
  return end - off === 1 ? `byte ${off}` : `bytes ${off} to ${end - 1}`;
}

/** "int3 goes in: a CPU that fetches here now traps, ..." */
export function writeWords(write: PokeWrite, poke: Poke): string {
  switch (write.phase) {
    case 'int3':
      return trapWords(write);
    case 'first':
      return headWords(write, poke);
    case 'tail':
      return tailWords(write, poke);
    case 'whole':
      return write.end - write.off === 5
        ? 'five bytes in one plain copy: a CPU may fetch any mixture'
        : `${byteRange(write)} in one plain copy`;
    case 'copy':
      return 'five bytes in one plain copy: the image is not live yet, no CPU is told';
  }
}

/** What the CPUs know of a write at the cursor. */
export function syncWords(write: PokeWrite, cursor: number): 'no sync' | 'not synced' | 'synced' {
  if (write.syncStep === null) return 'no sync';
  return write.syncStep < cursor ? 'synced' : 'not synced';
}

/** "under way", "done", "to come", or why nothing was written. */
export function tenseWords({ poke, tense }: ShownPoke): string {
  if (tense === 'coming') return 'to come';
  if (tense === 'flying') return 'under way';
  if (poke.ret === 1 || (poke.ret === 0 && poke.writes.length === 0))
    return 'nothing to write: it held that already';
  if (poke.ret !== null && poke.ret < 0) {
    return `refused with -${errnoName(-poke.ret)}: it did not hold what was expected`;
  }
  return 'done';
}
