// What the reference of the protocol language says, made of the language's own tables.

import {
  counterpartOf,
  LAYOUT_PIECES,
  LIBRARY,
  type LibraryEntry,
  PIECE_MEANINGS,
  PROTOCOL_CODES,
  PROTOCOL_VOCABULARY,
  type VocabularyKind,
  type VocabularyWord,
} from '../../core/protocol/index.ts';

/** One thing that can be looked up. */
export interface ReferenceRow {
  /** Unique on the page. */
  readonly id: string;
  readonly name: string;
  /** As it is written; '' where the name says it all. */
  readonly form: string;
  readonly meaning: string;
  /** Short facts behind the meaning: roles, type, kernel function. */
  readonly facts: readonly (readonly [what: string, value: string])[];
  /** A whole text or a statement; '' for none. */
  readonly example: string;
}

export interface ReferenceSection {
  readonly id: string;
  readonly title: string;
  readonly intro: string;
  readonly rows: readonly ReferenceRow[];
}

/** A lab's own protocols, with everything that the grammar has. */
export const GRAMMAR = `// Without a body the name is one of the library: .protocol map_poke v6_1
.protocol map_poke mine              // C, as much of it as fits an email
no_lock(text_mutex);                 // first: locks that are left to the protocol
fixup {                              // what a load does to a filled slot
    text_poke(tailcall_target, nop, jmp(new));
    text_poke(tailcall_bypass, jmp(bypass_addr), nop);
}
for_each_poke(map, key) {            // the only loop
    insn now = READ_ONCE(tailcall_target);
    int ret = text_poke(tailcall_target, now, new ? jmp(new) : nop);
    if (ret < 0 && ret != -EBUSY)
        return ret;
    else if (old && !new)
        synchronize_rcu();
}
call_rcu {                           // later, in the kernel's worker
    BUG_ON(old == new);
}

.protocol text_poke mine_too         // how five bytes are rewritten
publish(site, new);
store(site[0], 0xcc);
sync_cores();
store(site[1..4], new[1..4]);
store(site[0], new[0]);
sync_cores();
retire(site);

.layout check count bypass unwind target    // pieces of a direct tail call, or a name
`;

function wordRow(word: VocabularyWord): ReferenceRow {
  const { name, form, meaning, example, roles } = word;
  const only = roles.length === 1 ? roles[0] : undefined;
  const isBytes = only === 'text_poke' && word.kind === 'name';
  const known = isBytes && name !== 'site' ? null : counterpartOf(name);
  const type = isBytes ? 'bytes' : known?.type;
  return {
    id: `${word.kind}-${name}${only ? `-${only}` : ''}`,
    name,
    form: form.replaceAll('; or ', ';\n'),
    meaning,
    facts: [
      ['in', only ?? 'map_poke and text_poke'],
      ...(type ? [['type', type] as const] : []),
      ...(known?.kernel ? [['kernel', known.kernel] as const] : []),
    ],
    example: example === form ? '' : example,
  };
}

function words(...kinds: readonly VocabularyKind[]): ReferenceRow[] {
  return PROTOCOL_VOCABULARY.filter(({ kind }) => kinds.includes(kind)).map(wordRow);
}

function entryRow(entry: LibraryEntry): ReferenceRow {
  const { role, name, source, expected, kernel, text } = entry;
  return {
    id: `${role}-${name}`,
    name,
    form: role === 'layout' ? `.layout ${name}` : `.protocol ${role} ${name}`,
    meaning: `${expected}.`,
    facts: [
      ['from', source],
      ['at home on', kernel],
    ],
    example: text.trimEnd(),
  };
}

function library(role: LibraryEntry['role']): ReferenceRow[] {
  return LIBRARY.filter((entry) => entry.role === role).map(entryRow);
}

export const REFERENCE: readonly ReferenceSection[] = [
  {
    id: 'statements',
    title: 'Statements',
    intro:
      'Branches and assignments cost no step; every other statement is one that other actors may come between. What is not in these tables is refused, never ignored.',
    rows: words('statement'),
  },
  {
    id: 'functions',
    title: 'Calls: pokes, waits, stores, locks',
    intro:
      'A poke gives 0 (changed), 1 (nothing to change) or a negative error number; one whose result nobody takes must not fail.',
    rows: words('function'),
  },
  {
    id: 'names',
    title: 'Sites and names',
    intro: 'map_poke sees programs and instructions, text_poke the bytes of one site.',
    rows: words('site', 'name'),
  },
  {
    id: 'types',
    title: 'Types, locks, error numbers',
    intro:
      'A variable has the type of its first value and must have a value on every path. Operators: == != < <= > >= && || ! ?: and unary minus; there is no arithmetic.',
    rows: words('type', 'lock', 'errno'),
  },
  {
    id: 'map-poke',
    title: 'Library: map_poke',
    intro: 'What an update of a slot does to each of its poke descriptors.',
    rows: library('map_poke'),
  },
  {
    id: 'text-poke',
    title: 'Library: text_poke',
    intro: 'How the five bytes of a site are rewritten.',
    rows: library('text_poke'),
  },
  {
    id: 'layouts',
    title: 'Library: layouts',
    intro: `The order of the pieces of a direct tail call: ${LAYOUT_PIECES.join(', ')}. Without count it stays where the kernel has it.`,
    rows: library('layout'),
  },
  {
    id: 'pieces',
    title: 'Layout pieces',
    intro:
      'What .layout orders: each at most once, check and target always, what unwinds before what jumps. Without a .layout they stand as the kernel has them.',
    rows: LAYOUT_PIECES.map((piece) => ({
      id: `piece-${piece}`,
      name: piece,
      form: '',
      meaning: PIECE_MEANINGS[piece],
      facts: [['in', '.layout']],
      example: '',
    })),
  },
  {
    id: 'diagnostics',
    title: 'Diagnostics',
    intro: 'Codes stay the same from release to release.',
    rows: PROTOCOL_CODES.map(({ code, meaning }) => ({
      id: `code-${code}`,
      name: code,
      form: '',
      meaning,
      facts: [],
      example: '',
    })),
  },
];

/** The entry with this id, else the first with this name; null for none. */
export function referenceRow(entry: string): ReferenceRow | null {
  const rows = REFERENCE.flatMap((section) => section.rows);
  return rows.find(({ id }) => id === entry) ?? rows.find(({ name }) => name === entry) ?? null;
}

/** Sections with the rows that have every word of the query; those without any are left out. */
export function searchReference(query: string): readonly ReferenceSection[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return REFERENCE;
  return REFERENCE.map((section) => ({
    ...section,
    rows: section.rows.filter(({ name, form, meaning, facts, example }) => {
      const text = [name, form, meaning, ...facts.flat(), example].join('\n').toLowerCase();
      return wanted.every((word) => text.includes(word));
    }),
  })).filter(({ rows }) => rows.length > 0);
}
