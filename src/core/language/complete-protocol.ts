// Completion inside a protocol's body.

import { lexProtocol, type VocabularyWord } from '../protocol/index.ts';
import { item } from './items.ts';
import { RESULT_CALLS, snippetOf, wordFacts, wordsOf } from './protocol-words.ts';
import { headerOf } from './reading.ts';
import type { Spot } from './spot.ts';
import type { Completion } from './types.ts';

/** In place of the snippet, where a call stands inside a statement. */
type Insert = (word: VocabularyWord) => string;

const asStatement: Insert = snippetOf;
const asValue: Insert = (word) => snippetOf(word).replace(/;$/, '');

function wordItems(words: readonly VocabularyWord[], insert: Insert): Completion[] {
  return words.map((word) => {
    const { name, kind, form, meaning } = word;
    const isCall = kind === 'function' || kind === 'statement';
    return item(name, isCall ? 'operation' : kind === 'type' ? 'type' : 'protocol', form, {
      doc: [meaning, ...wordFacts(word)].join(' '),
      insert: insert(word),
    });
  });
}

const LOCK_CALLS: ReadonlySet<string> = new Set(['lock', 'unlock', 'no_lock']);

/** What a call takes as its first argument, where only few words will do. */
function argumentItems(call: string, words: readonly VocabularyWord[]): Completion[] | null {
  const ofKind = (...kinds: readonly string[]): VocabularyWord[] =>
    words.filter(({ kind }) => kinds.includes(kind));
  if (LOCK_CALLS.has(call)) return wordItems(ofKind('lock'), ({ name }) => name);
  const named = (name: string, insert: string): Completion[] =>
    wordItems(
      words.filter((word) => word.name === name),
      () => insert,
    );
  if (call === 'for_each_poke') return named('map', 'map, key');
  if (call === 'publish') return named('site', 'site, new');
  if (call === 'retire') return named('site', 'site');
  if (!RESULT_CALLS.includes(call)) return null;
  const slot = call === 'READ_ONCE' ? named('ptrs', 'ptrs[key]') : [];
  return [...wordItems(ofKind('site'), ({ name }) => name), ...slot];
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

/** The word so far is a name too, as long as nothing else is: it is not one to offer. */
function localItems({ study, part, span }: Spot): Completion[] {
  return study.names.entities
    .filter(({ kind, part: own }) => kind === 'local' && own === part.idx)
    .filter(({ places }) => places.some(({ start }) => start !== span.start))
    .map(({ name }) => item(name, 'protocol', 'variable'));
}

/** What can be a value, or begin one. */
function valueItems(words: readonly VocabularyWord[], behindAssign: boolean): Completion[] {
  const calls = behindAssign ? words.filter(({ name }) => RESULT_CALLS.includes(name)) : [];
  const jmp = words.filter(({ name }) => name === 'jmp');
  const names = words.filter(
    ({ kind, name }) =>
      (kind === 'name' && !['map', 'key', 'ptrs'].includes(name)) || kind === 'errno',
  );
  return [
    ...wordItems(calls, asValue),
    ...wordItems(jmp, asValue),
    ...wordItems(names, ({ name }) => name),
  ];
}

export function protocolBodyItems(spot: Spot): Completion[] {
  const { study, part, span } = spot;
  const words = wordsOf(headerOf(study.reading, part)[1]?.text);
  const from = study.reading.statements[part.header]?.end ?? part.start;
  const { tokens } = lexProtocol(study.text.slice(from, span.start));
  const before = tokens.slice(0, -1).map(({ text }) => text);
  const last = before.at(-1);
  const locals = localItems(spot);
  if (last === ')' && !HEADS.has(headOfParens(before))) return [];
  if (last === undefined || [';', '{', '}', ')', 'else'].includes(last)) {
    const begins = words.filter(
      ({ kind, name }) =>
        kind === 'statement' ||
        kind === 'type' ||
        (kind === 'function' && name !== 'jmp' && name !== 'READ_ONCE'),
    );
    return [...wordItems(begins, asStatement), ...locals];
  }
  const types = words.filter(({ kind }) => kind === 'type').map(({ name }) => name);
  // A name of the user's own.
  if (types.includes(last)) return [];
  const inCall = last === '(' ? argumentItems(before.at(-2) ?? '', words) : null;
  return inCall ?? [...valueItems(words, last === '='), ...locals];
}
