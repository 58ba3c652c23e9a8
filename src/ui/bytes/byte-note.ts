// One line about the byte or row under the pointer.

import { bytesToHex } from '../../core/base/index.ts';
import { ENCODING_FIELDS, type EncodingField, fieldsOf } from '../../core/x86/index.ts';
import { PART_LABELS } from '../shared/parts.ts';
import type { GridRow } from './byte-rows.ts';
import { INTERPRETED, insnByteNote } from './insn-fields.ts';
import { partOf } from './row-groups.ts';

const FIELD_WORDS: Readonly<Record<EncodingField, string>> = {
  prefix: 'prefix',
  rex: 'REX prefix',
  opcode: 'opcode',
  modrm: 'ModRM: which operands',
  sib: 'SIB: base, index and scale',
  disp: 'displacement',
  imm: 'immediate',
};

export interface ByteNote {
  /** "+3c 0e: displacement", or the row alone when no byte is pointed at. */
  readonly head: string;
  readonly tail: string;
}

/** `bytes` are those in memory; `nth` is the byte pointed at, or null for the whole insn. */
export function byteNote(row: GridRow, bytes: Uint8Array, nth: number | null): ByteNote | null {
  if (row.kind !== 'insn') return null;
  const { word, meaning } = PART_LABELS[partOf(row)];
  const tail = row.image.code === 'bpf' ? INTERPRETED : `${word}: ${meaning}`;
  if (nth === null || bytes[nth] === undefined) {
    return { head: `+${row.start.toString(16)}, ${bytes.length} bytes`, tail };
  }
  if (row.image.code === 'bpf') return insnByteNote(row.start, bytes, nth);
  const field = ENCODING_FIELDS[fieldsOf(bytes)[nth] ?? 0] ?? 'opcode';
  const place = `+${(row.start + nth).toString(16)}`;
  return { head: `${place} ${bytesToHex([bytes[nth]])}: ${FIELD_WORDS[field]}`, tail };
}
