// One x86 instruction explained: why it is there, and every field of its encoding with the reason for its value.

import { bytesToHex } from '../../core/base/index.ts';
import type { EncodingField } from '../../core/x86/index.ts';
import { bodyReason } from './explain-body.ts';
import {
  type ExplainInput,
  type InsnContext,
  insnContext,
  offText,
  printersOf,
} from './explain-context.ts';
import { FIELD_LETTERS, fieldsOfInsn, type InsnField } from './explain-fields.ts';
import { epilogueReason, prologueReason } from './explain-frame.ts';
import type { Reason } from './explain-reason.ts';
import {
  bypassReason,
  checkReason,
  rewindReason,
  siteReason,
  targetReason,
  unwindReason,
} from './explain-tail-call.ts';
import { INTERPRETED, insnFields } from './insn-fields.ts';

export interface ExplainedField extends InsnField {
  readonly letter: string;
  /** Why the JIT put this value here; '' where decoding says all. */
  readonly why: string;
}

export interface ExplainedInsn {
  /** As the row prints it. */
  readonly text: string;
  readonly place: string;
  readonly why: string;
  readonly fields: readonly ExplainedField[];
}

const REASONS: Readonly<Record<InsnContext['part'], (context: InsnContext) => Reason | null>> = {
  prologue: prologueReason,
  body: bodyReason,
  check: checkReason,
  bypass: bypassReason,
  unwind: unwindReason,
  target: targetReason,
  epilogue: epilogueReason,
  site: siteReason,
  rewind: rewindReason,
};

const INT3 = 0xcc;
const NO_REASON: Reason = { why: '' };

function reasonOf(context: InsnContext): Reason {
  if (context.result.progs[context.row.section.progIdx] && isFreed(context)) {
    return { why: 'the image was freed: its memory is filled with int3' };
  }
  return REASONS[context.part](context) ?? NO_REASON;
}

/** Freed text is int3 from end to end; the image of an insn never is. */
function isFreed({ bytes, image, row }: InsnContext): boolean {
  return (
    bytes[0] === INT3 && image.bytes[row.start] !== INT3 && bytes.every((byte) => byte === INT3)
  );
}

function whyOf(field: EncodingField, reason: Reason): string {
  return field === 'prefix' ? '' : (reason[field] ?? '');
}

/** Bytes of a site behind its int3: memory holds them, and nobody decodes them. */
function hiddenFields({ insn, bytes }: InsnContext): readonly ExplainedField[] {
  const from = insn.length;
  if (bytes[0] !== INT3 || from >= bytes.length) return [];
  const hex = bytesToHex(bytes.subarray(from), ' ');
  const meaning = 'behind the int3: no CPU decodes these bytes';
  const text = { name: 'hidden', hex, value: hex, meaning, why: '' };
  return [{ ...text, letter: '·', field: 'imm', from, to: bytes.length }];
}

/** An insn that the interpreter reads: its five fields, twice for a 64-bit immediate. */
function explainRead({ result, row, bytes, syntax }: ExplainInput): ExplainedInsn {
  const addr = row.image.addr + BigInt(row.start);
  return {
    text: printersOf(result).x86(bytes, addr, syntax),
    place: offText(row.start),
    why: INTERPRETED,
    fields: insnFields(bytes).map((field) => ({
      ...field,
      letter: FIELD_LETTERS[field.field],
      why: '',
    })),
  };
}

/** Everything about the insn of a row; null for a program that is not there. */
export function explainInsn(input: ExplainInput): ExplainedInsn | null {
  if (input.row.image.code === 'bpf') return explainRead(input);
  const context = insnContext(input);
  if (!context) return null;
  const reason = reasonOf(context);
  const fields = fieldsOfInsn(context.insn).map((field) => ({
    ...field,
    letter: FIELD_LETTERS[field.field],
    why: whyOf(field.field, reason),
  }));
  return {
    text: context.text,
    place: offText(input.row.start),
    why: reason.why,
    fields: [...fields, ...hiddenFields(context)],
  };
}

/** One line about a byte, and one about what is behind it. */
export interface FieldNote {
  readonly head: string;
  readonly tail: string;
}

/** The footer's note: about byte `nth` of the insn, or the whole of it for null. */
export function explainNote(input: ExplainInput, nth: number | null): FieldNote | null {
  const explained = explainInsn(input);
  if (!explained) return null;
  const field = explained.fields.find((one) => nth !== null && one.from <= nth && nth < one.to);
  if (!field) return { head: `${explained.place} ${explained.text}`, tail: explained.why };
  const place = offText(input.row.start + field.from);
  const what = field.value === field.hex ? field.name : `${field.name} = ${field.value}`;
  const reason = field.why === '' ? field.meaning : field.why;
  const tail = explained.why === '' ? reason : `${reason}. ${sentence(explained.why)}`;
  return { head: `${place} ${field.hex}: ${what}`, tail };
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
