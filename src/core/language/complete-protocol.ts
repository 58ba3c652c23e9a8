// Completion inside a protocol's body.

import { lexProtocol } from '../protocol/index.ts';
import { item } from './items.ts';
import { PROTOCOL_WORDS, type ProtocolWord } from './protocol-words.ts';
import { headerOf } from './reading.ts';
import type { Spot } from './spot.ts';
import type { Completion } from './types.ts';

const MUTEXES = ['poke_mutex', 'text_mutex'];
const SITES = ['tailcall_target', 'tailcall_bypass'];

function wordItems(words: readonly ProtocolWord[]): Completion[] {
  return words.map(({ name, kind, form, doc, snippet }) => {
    const itemKind = kind === 'call' || kind === 'statement' ? 'operation' : 'protocol';
    return item(name, itemKind, form, { doc, insert: snippet });
  });
}

/** Places that a call takes as its first argument. */
function argumentItems(call: string, words: readonly ProtocolWord[]): Completion[] | null {
  const names =
    call === 'lock' || call === 'unlock' ? MUTEXES : call === 'text_poke' ? SITES : null;
  return names === null ? null : wordItems(words.filter(({ name }) => names.includes(name)));
}

/** The word in front of the parenthesis that the last word closes. */
function headOfParens(words: readonly string[]): string | undefined {
  let open = 0;
  for (let idx = words.length - 1; idx >= 0; idx--) {
    if (words[idx] === ')') open++;
    else if (words[idx] === '(') open--;
    if (open === 0) return words[idx - 1];
  }
  return undefined;
}

const HEADS: ReadonlySet<string | undefined> = new Set(['if', 'for_each_poke']);

export function protocolBodyItems(spot: Spot): Completion[] {
  const { study, part, span } = spot;
  const role = headerOf(study.reading, part)[1]?.text;
  const words = PROTOCOL_WORDS.filter(
    (word) => word.kind !== 'refused' && (word.role === null || word.role === role),
  );
  const from = study.reading.statements[part.header]?.end ?? part.start;
  const { tokens } = lexProtocol(study.text.slice(from, span.start));
  const before = tokens.slice(0, -1).map(({ text }) => text);
  const last = before.at(-1);
  const locals = study.names.entities
    .filter(({ kind, part: own }) => kind === 'local' && own === part.idx)
    .map(({ name }) => item(name, 'protocol', 'variable'));
  if (last === ')' && !HEADS.has(headOfParens(before))) return [];
  const begins = last === undefined || [';', '{', '}', ')', 'else'].includes(last);
  if (begins) {
    const statements = words.filter(({ kind }) => kind === 'statement' || kind === 'call');
    return [...wordItems(statements), ...locals];
  }
  const inCall = last === '(' ? argumentItems(before.at(-2) ?? '', words) : null;
  if (inCall !== null) return inCall;
  const values = words.filter(
    ({ kind, name }) => kind === 'value' || kind === 'error' || name === 'site',
  );
  const calls = last === '=' ? words.filter(({ name }) => name === 'text_poke') : [];
  return [
    ...wordItems(calls.map((word) => ({ ...word, snippet: 'text_poke($1, $0)' }))),
    ...wordItems(values),
    ...locals,
  ];
}
