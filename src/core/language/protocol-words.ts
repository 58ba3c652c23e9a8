// The words of the protocol language as an editor asks for them: with what is inserted, and what they are in the kernel.
// Authority: core/protocol, whose vocabulary this is.

import {
  counterpartOf,
  PROTOCOL_REFUSED,
  PROTOCOL_VOCABULARY,
  type ProtocolRole,
  type VocabularyWord,
} from '../protocol/index.ts';

/** What a call must have between its parentheses, by the caret. */
const SNIPPETS: Readonly<Record<string, string>> = {
  if: 'if ($1) {\n    $0\n}',
  return: 'return $0;',
  no_lock: 'no_lock($0);',
  for_each_poke: 'for_each_poke(map, key) {\n    $0\n}',
  call_rcu: 'call_rcu {\n    $0\n}',
  call_rcu_tasks_trace: 'call_rcu_tasks_trace {\n    $0\n}',
  fixup: 'fixup {\n    $0\n}',
  text_poke: 'text_poke($1, $0);',
  bpf_arch_text_poke: 'bpf_arch_text_poke($1, $0);',
  text_poke_early: 'text_poke_early($1, $0);',
  READ_ONCE: 'READ_ONCE($0)',
  jmp: 'jmp($0)',
  store: 'store(site[$1], $0);',
  publish: 'publish(site, new);',
  retire: 'retire(site);',
  lock: 'lock($0);',
  unlock: 'unlock($0);',
  BUG_ON: 'BUG_ON($0);',
};

/** Calls that a variable can take the result of. */
export const RESULT_CALLS: readonly string[] = [
  'text_poke',
  'bpf_arch_text_poke',
  'text_poke_early',
  'READ_ONCE',
];

/** What is written for a word where a statement begins. */
export function snippetOf({ name, kind, form }: VocabularyWord): string {
  const own = SNIPPETS[name];
  if (own !== undefined) return own;
  if (kind === 'function') return form.split(' or ')[0] ?? name;
  return kind === 'type' ? `${name} ` : name;
}

/** The words that a role has. */
export function wordsOf(role: string | undefined): readonly VocabularyWord[] {
  return PROTOCOL_VOCABULARY.filter(({ roles }) => roles.some((own) => own === role));
}

const KNOWN: ReadonlySet<string> = new Set([
  ...PROTOCOL_VOCABULARY.map(({ name }) => name),
  ...PROTOCOL_REFUSED,
]);

/** A word that names no variable: the language's own, or one of C that it refuses. */
export function isProtocolWord(name: string): boolean {
  return KNOWN.has(name);
}

const TYPES: ReadonlySet<string> = new Set(
  PROTOCOL_VOCABULARY.filter(({ kind }) => kind === 'type').map(({ name }) => name),
);

/** A word that declares the variable behind it. */
export function isTypeWord(name: string): boolean {
  return TYPES.has(name);
}

/** The word as its role reads it, else as the other does. */
export function protocolWord(name: string, role: string | undefined): VocabularyWord | null {
  const all = PROTOCOL_VOCABULARY.filter((word) => word.name === name);
  return all.find(({ roles }) => roles.some((own) => own === role)) ?? all[0] ?? null;
}

/** Sentences on a word beside its meaning: its type, and the kernel function behind it. */
export function wordFacts({ name, kind, roles }: VocabularyWord): string[] {
  const facts = counterpartOf(name);
  const inTextPoke = roles.length === 1 && roles[0] === 'text_poke';
  const type = inTextPoke && kind === 'name' ? 'bytes' : facts?.type;
  const kernel = inTextPoke && name !== 'site' && kind === 'name' ? null : facts?.kernel;
  return [
    ...(type ? [`Type: ${type}.`] : []),
    ...(kernel ? [`In the kernel: ${kernel}.`] : []),
    ...(roles.length === 1 ? [`Only in ${roles[0]} protocols.`] : []),
  ];
}

export function roleOf(text: string | undefined): ProtocolRole | null {
  return text === 'map_poke' || text === 'text_poke' ? text : null;
}
