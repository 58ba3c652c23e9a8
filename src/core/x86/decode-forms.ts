// Compiles the opcode rows into what the scanner looks up: forms, and the candidates for
// (map, opcode, modrm). Authority: Intel SDM vol. 2D, appendix A.1 (how to read the maps).

import { assert, at } from '../base/index.ts';
import { OPCODE_ROWS, type OpcodeRow, type X86Op } from './decode-rows.ts';

/** Opcode maps in lookup order: one byte, 0f, 0f38, 0f3a, and the VEX halves of the last two. */
const MAP_NAMES = ['', '0f', '0f38', '0f3a', 'v0f38', 'v0f3a'] as const;
export const VEX_0F38_MAP = 4;

/** How many bytes of constant follow; the scanner resolves the sized ones. */
export const IMM_NONE = 0;
export const IMM_BYTE = 1;
export const IMM_WORD = 2;
/** Two or four bytes by prefix 66. */
export const IMM_Z = 3;
/** Two, four or eight bytes by 66 and REX.W. */
export const IMM_V = 4;
/** Four bytes always: near branches in 64-bit mode. */
export const IMM_REL32 = 5;
/** Absolute address: eight bytes, four by prefix 67. */
export const IMM_MOFFS = 6;
/** enter: a word and a byte. */
export const IMM_ENTER = 7;

/** Mandatory prefix of a form, and the values of `Scan.mandatory`. */
export const PREFIX_NONE = 0;
export const PREFIX_66 = 1;
export const PREFIX_F3 = 2;
export const PREFIX_F2 = 3;
const PREFIX_ANY = -1;

export interface X86Form {
  readonly op: X86Op;
  readonly conditional: boolean;
  readonly operands: readonly string[];
  readonly hasModrm: boolean;
  readonly immKind: number;
  /** PREFIX_66, PREFIX_F3 or PREFIX_F2 belong to the opcode; -1 for no demand. */
  readonly mandatory: number;
  /** Required modrm.rm, or -1. */
  readonly rm: number;
  /** The AT&T mnemonic takes a size suffix when the operand is in memory. */
  readonly suffixed: boolean;
  /** Letter that gives the operand size: b w d q o v y n, or '' for none. */
  readonly sizeLetter: string;
  readonly encoding: string;
}

/** Everything that an encoding string says. */
interface Encoding {
  readonly map: number;
  readonly opcode: number;
  /** How many consecutive opcodes: 8 for +r, 16 for +cc. */
  readonly span: number;
  readonly digit: number;
  readonly mem: boolean;
  readonly reg: boolean;
  readonly rm: number;
  readonly mandatory: number;
}

const MANDATORY: Readonly<Record<string, number>> = {
  np: PREFIX_NONE,
  '66': PREFIX_66,
  f3: PREFIX_F3,
  f2: PREFIX_F2,
};

function parseEncoding(text: string, operands: string): Encoding {
  const [head = '', ...rest] = text.split(' ');
  const match = /^(v?0f38|v?0f3a|0f(?=..)|)([0-9a-f]{2})(\+r|\+cc|)$/.exec(head);
  assert(match !== null, `opcode row ${text}`);
  const [, mapName = '', opcode = '', plus = ''] = match;
  const numberAfter = (mark: string): number => {
    const word = rest.find((part) => part.startsWith(mark));
    return word === undefined ? -1 : Number(word.slice(mark.length));
  };
  const prefix = rest.find((part) => part in MANDATORY);
  return {
    map: MAP_NAMES.findIndex((name) => name === mapName),
    opcode: Number.parseInt(opcode, 16),
    span: plus === '+r' ? 8 : plus === '+cc' ? 16 : 1,
    digit: numberAfter('/'),
    mem: !rest.includes('reg') && !/R[a-z]/.test(operands),
    reg: !rest.includes('mem') && !/M[a-z]/.test(operands),
    rm: numberAfter('rm='),
    mandatory: prefix === undefined ? PREFIX_ANY : (MANDATORY[prefix] ?? PREFIX_ANY),
  };
}

const IMM_KINDS: Readonly<Record<string, number>> = {
  Ib: IMM_BYTE,
  Sb: IMM_BYTE,
  Iw: IMM_WORD,
  Sz: IMM_Z,
  Iv: IMM_V,
  Jb: IMM_BYTE,
  Jz: IMM_REL32,
  Ob: IMM_MOFFS,
  Ov: IMM_MOFFS,
};

function immKindOf(operands: readonly string[]): number {
  const kinds = operands.flatMap((spec) => IMM_KINDS[spec] ?? []);
  return kinds.length === 2 ? IMM_ENTER : (kinds[0] ?? IMM_NONE);
}

const FIXED_SIZES: Readonly<Record<string, string>> = {
  AL: 'b',
  rAX: 'v',
  eAX: 'z',
  Esv: 'v',
  Sw: 'w',
  Xlat: 'b',
};

function sizeLetterOf(operands: readonly string[], flags: string): string {
  if (flags.includes('nosize')) return '';
  if (flags.includes('f64')) return 'q';
  if (flags.includes('n64')) return 'n';
  const fixed = /^s(8|32|v|y)$/.exec(flags);
  if (fixed !== null) return { '8': 'b', '32': 'z' }[fixed[1] ?? ''] ?? fixed[1] ?? '';
  const sized = operands.find((spec) => spec !== 'DX') ?? '';
  return FIXED_SIZES[sized] ?? sized.slice(1);
}

function formOf(row: OpcodeRow, encoding: Encoding): X86Form {
  const [text, op, operandText, flags] = row;
  const operands = operandText === '' ? [] : operandText.split(',');
  return {
    op,
    conditional: text.includes('+cc'),
    operands,
    hasModrm:
      encoding.digit >= 0 || encoding.rm >= 0 || operands.some((spec) => /^[EGMR][a-z]/.test(spec)),
    immKind: immKindOf(operands),
    mandatory: encoding.mandatory,
    rm: encoding.rm,
    suffixed: flags === 'q',
    sizeLetter: sizeLetterOf(operands, flags),
    encoding: text,
  };
}

/** Slots of the lookup: modrm.reg (8) times whether modrm.mod is 3, for each opcode and map. */
const MODRM_SLOTS = 16;

/** Slot of (map, opcode) with any modrm byte; opcodes without one find the same everywhere. */
export function formSlot(map: number, opcode: number, modrm: number): number {
  return ((map << 8) | opcode) * MODRM_SLOTS + ((modrm >> 3) & 7) + (modrm >= 0xc0 ? 8 : 0);
}

function buildForms(): { forms: X86Form[]; slots: number[][] } {
  const forms: X86Form[] = [];
  const slots: number[][] = Array.from({ length: MAP_NAMES.length * 256 * MODRM_SLOTS }, () => []);
  for (const row of OPCODE_ROWS) {
    const encoding = parseEncoding(row[0], row[2]);
    const formIdx = forms.push(formOf(row, encoding)) - 1;
    for (let opcode = encoding.opcode; opcode < encoding.opcode + encoding.span; opcode++) {
      for (let slot = 0; slot < MODRM_SLOTS; slot++) {
        const fitsDigit = encoding.digit < 0 || encoding.digit === (slot & 7);
        const fitsMod = slot < 8 ? encoding.mem : encoding.reg;
        if (!fitsDigit || !fitsMod) continue;
        at(slots, ((encoding.map << 8) | opcode) * MODRM_SLOTS + slot).push(formIdx);
      }
    }
  }
  return { forms, slots };
}

const built = buildForms();

/** Every form, in row order. `X86Insn.formIdx` indexes it. */
export const X86_FORMS: readonly X86Form[] = built.forms;

// Candidates as one flat list, so that the scanner reads typed arrays only.
/** Start of each slot's candidates in FORM_CANDIDATES; one more entry closes the last. */
export const SLOT_START = new Int32Array(built.slots.length + 1);
export const FORM_CANDIDATES = Int16Array.from(built.slots.flat());
let start = 0;
built.slots.forEach((list, slot) => {
  SLOT_START[slot] = start;
  start += list.length;
});
SLOT_START[built.slots.length] = start;

/** Columns of X86_FORMS for the scanner. */
export const FORM_HAS_MODRM = Uint8Array.from(built.forms, (form) => (form.hasModrm ? 1 : 0));
export const FORM_IMM_KIND = Uint8Array.from(built.forms, (form) => form.immKind);
export const FORM_MANDATORY = Int8Array.from(built.forms, (form) => form.mandatory);
export const FORM_RM = Int8Array.from(built.forms, (form) => form.rm);
