// Signature help in protocols: text_poke(...) and the other calls, with what each argument is.
// Authority: core/protocol's vocabulary; its forms are the signatures.

import { lexProtocol } from '../protocol/index.ts';
import { protocolWord } from './protocol-words.ts';
import { headerOf } from './reading.ts';
import { help } from './signature-label.ts';
import type { Spot } from './spot.ts';
import type { SignatureHelp } from './types.ts';

/** What a placeholder of a form stands for. */
const PLACES: Readonly<Record<string, string>> = {
  SITE: 'tailcall_target or tailcall_bypass; ip or ip_aux in the words of the first patches.',
  EXPECTED: 'The instruction that must be there: nop or jmp(...); else the result is -EBUSY.',
  WANTED: 'The instruction to write: nop or jmp(...).',
  IGNORE_OLD: 'Do not compare what is there with EXPECTED.',
  OLD_KIND: 'Kind of the instruction that must be there: BPF_MOD_NOP or BPF_MOD_JUMP.',
  NEW_KIND: 'Kind of the instruction to write.',
  OLD_ADDR: 'Where the old one leads: a program or bypass_addr; NULL for a nop.',
  NEW_ADDR: 'Where the new one leads: a program or bypass_addr; NULL for a nop.',
  LOCK: 'poke_mutex or text_mutex.',
  COND: 'An int or a program: 0 and NULL are false.',
  PROG: 'A program: old, new or a variable.',
  BYTE: 'One byte, such as 0xcc.',
  map: 'The prog array that changes.',
  key: 'The slot that changes.',
  site: 'The five bytes that are poked.',
  new: 'The instruction that the int3 handler shall act as.',
};

/** The arguments of each form that a call has. */
function formsOf(form: string): string[][] {
  return form.split(/(?:;|(?<=\))) or /).map((each) => {
    const inside = /\((.*)\)/.exec(each)?.[1] ?? '';
    return inside === '' ? [] : inside.replace('[, ', ', [').split(', ');
  });
}

function meaningOf(piece: string): string {
  return (
    PLACES[piece.replace(/^\[(.*)\]$/, '$1')] ??
    (/^(?:site|new)\[/.test(piece) ? 'Bytes 0 to 4, N..M for a range.' : '')
  );
}

/** `bpf_arch_text_poke(...)`: the arguments of text_poke. */
function piecesOf(form: string, commas: number, usesKinds: boolean): string[] {
  const forms = formsOf(form);
  if (forms[0]?.[0] === '...') {
    const other = protocolWord('text_poke', 'map_poke');
    return other === null ? [] : piecesOf(other.form, commas, usesKinds);
  }
  const fits = forms.filter((pieces) => pieces.length > commas);
  const longest = usesKinds ? fits.findLast((pieces) => pieces.length > 4) : undefined;
  return longest ?? fits[0] ?? forms[0] ?? [];
}

/** The call whose parentheses the caret is in, and the argument that it is at. */
export function protocolHelp({ study, part, span }: Spot): SignatureHelp | null {
  const role = headerOf(study.reading, part)[1]?.text;
  const from = study.reading.statements[part.header]?.end ?? part.start;
  const words = lexProtocol(study.text.slice(from, span.end)).tokens.slice(0, -1);
  const open: { readonly name: string; commas: number; usesKinds: boolean }[] = [];
  words.forEach(({ text }, idx) => {
    const inner = open.at(-1);
    if (text === '(') {
      open.push({ name: words[idx - 1]?.text ?? '', commas: 0, usesKinds: false });
    } else if (text === ')') open.pop();
    else if (text === ',' && inner !== undefined) inner.commas++;
    else if (text.startsWith('BPF_MOD_') && inner !== undefined) inner.usesKinds = true;
    else if (text === ';' || text === '{' || text === '}') open.length = 0;
  });
  const call = open.findLast(({ name }) => protocolWord(name, role) !== null);
  const entry = call === undefined ? null : protocolWord(call.name, role);
  if (call === undefined || entry === null) return null;
  const pieces = piecesOf(entry.form, call.commas, call.usesKinds);
  if (pieces.length === 0) return null;
  const params = pieces.map((piece) => [piece, meaningOf(piece)] as const);
  const options = { active: call.commas, doc: entry.meaning, close: ')', gap: ', ' };
  return help(`${entry.name}(`, params, options);
}
