// The fields of a BPF insn byte by byte, where the bytes are those that the interpreter reads.
// Authority: RFC 9669, section 3.

import { bytesToHex } from '../../core/base/index.ts';
import type { InsnField } from './explain-fields.ts';

export const INTERPRETED = 'the JIT is off: the interpreter reads this insn';
const INSN_SIZE = 8;

interface Note {
  readonly head: string;
  readonly tail: string;
}

type Field = Pick<InsnField, 'field' | 'name' | 'from' | 'to' | 'value' | 'meaning'>;

function signedHex(value: number): string {
  return `${value < 0 ? '-' : ''}0x${Math.abs(value).toString(16)}`;
}

function slotFields(bytes: Uint8Array, at: number): Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const regs = bytes[at + 1] ?? 0;
  const off = view.getInt16(at + 2, true);
  const imm = view.getInt32(at + 4, true);
  const span = (from: number, to: number) => ({ from: at + from, to: at + to });
  const code = bytesToHex(bytes.subarray(at, at + 1));
  if (at > 0) {
    const meaning = 'upper half of the 64-bit immediate';
    return [
      { field: 'opcode', name: 'second slot', ...span(0, 4), value: '', meaning: 'all zero' },
      { field: 'imm', name: 'imm', ...span(4, 8), value: signedHex(imm), meaning },
    ];
  }
  return [
    { field: 'opcode', name: 'code', ...span(0, 1), value: code, meaning: 'what the insn does' },
    {
      field: 'modrm',
      name: 'registers',
      ...span(1, 2),
      value: `src=${regs >> 4} dst=${regs & 15}`,
      meaning: `source r${regs >> 4}, destination r${regs & 15}`,
    },
    {
      field: 'disp',
      name: 'off',
      ...span(2, 4),
      value: signedHex(off),
      meaning: 'a distance in slots, or in bytes from a register',
    },
    { field: 'imm', name: 'imm', ...span(4, 8), value: signedHex(imm), meaning: `${imm}` },
  ];
}

/** Fields of an insn from first byte to last. */
export function insnFields(bytes: Uint8Array): readonly InsnField[] {
  const fields: InsnField[] = [];
  for (let at = 0; at + INSN_SIZE <= bytes.length; at += INSN_SIZE) {
    for (const field of slotFields(bytes, at)) {
      fields.push({ ...field, hex: bytesToHex(bytes.subarray(field.from, field.to), ' ') });
    }
  }
  return fields;
}

/** One line about byte `nth` of an insn that begins at `start`. */
export function insnByteNote(start: number, bytes: Uint8Array, nth: number): Note {
  const field = insnFields(bytes).find(({ from, to }) => from <= nth && nth < to);
  const place = `+${(start + nth).toString(16)}`;
  const words = field ? `${field.name} ${field.value}`.trim() : '';
  return { head: `${place} ${bytesToHex([bytes[nth] ?? 0])}: ${words}`, tail: INTERPRETED };
}
