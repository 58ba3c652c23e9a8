// Words of the lab language outside of instructions, with a line each.
// Authority: core/asm's vocabulary; core/kernel for versions and options; core/bpf for types.

import { EXPECT_WORDS, LAB_DIRECTIVES, OP_WORDS, type VocabularyEntry } from '../asm/index.ts';
import { mapTypeInfo, parseProgSection } from '../bpf/index.ts';
import { KNOWN_VERSIONS, kernelOptions } from '../kernel/index.ts';
import { LAYOUT_PIECES, PIECE_MEANINGS } from '../protocol/index.ts';

function word(name: string, form: string, doc: string): VocabularyEntry {
  return { name, form, doc };
}

export const MAP_ATTRIBUTES: readonly VocabularyEntry[] = [
  word('max_entries', 'max_entries=N', 'How many entries the map can hold; always needed.'),
  word('key_size', 'key_size=N', 'Bytes of a key: 4 unless given, 8 in an lpm_trie.'),
  word('value_size', 'value_size=N', 'Bytes of a value: 8 unless given, 4 in a prog_array.'),
];

export const RUN_OPTIONS: readonly VocabularyEntry[] = [
  word(
    'times',
    'times=N',
    'How often the program runs, one time after another; once unless given.',
  ),
  word('len', 'len=N', 'Length of the packet in bytes.'),
];

export const ROLES: readonly VocabularyEntry[] = [
  word('map_poke', '.protocol map_poke NAME', 'What an update of a prog array does to each site.'),
  word('text_poke', '.protocol text_poke NAME', 'How five bytes of running code are rewritten.'),
];

export const PIECES: readonly VocabularyEntry[] = LAYOUT_PIECES.map((piece) =>
  word(piece, piece, PIECE_MEANINGS[piece]),
);

/** An option behind `.kernel`; `group` members exclude each other. */
type KernelOptionWord = VocabularyEntry & { readonly group: string };

/** Options of a kernel, each with what it changes. */
export function kernelOptionWords(version: string): readonly KernelOptionWord[] {
  return kernelOptions(version).map((option) => ({
    ...word(option.word, option.word, `${option.label}. ${option.change}`),
    group: option.group,
  }));
}

/** Options of all kernels, as the newest that has them describes them. */
export const KERNEL_OPTIONS: readonly KernelOptionWord[] = [
  ...new Map(
    KNOWN_VERSIONS.flatMap(kernelOptionWords).map((option) => [option.name, option]),
  ).values(),
];

export const SLEEPABLE = word(
  'sleepable',
  '.prog NAME TYPE sleepable',
  'The program may sleep; its readers are those of RCU tasks trace.',
);

export const HEADER_WORDS: ReadonlyMap<string, VocabularyEntry> = new Map(
  [...MAP_ATTRIBUTES, ...ROLES, ...PIECES, ...KERNEL_OPTIONS, SLEEPABLE].map((entry) => [
    entry.name,
    entry,
  ]),
);

export const DIRECTIVES: ReadonlyMap<string, VocabularyEntry> = new Map(
  LAB_DIRECTIVES.map((entry) => [entry.name, entry]),
);

export const STATEMENT_WORDS: ReadonlyMap<string, VocabularyEntry> = new Map(
  [...OP_WORDS, ...EXPECT_WORDS, ...RUN_OPTIONS].map((entry) => [entry.name, entry]),
);

/** A sentence on a type of map, a type of program or a kernel; null for any other word. */
export function typeDoc(directive: string, text: string): string | null {
  if (directive === '.map') {
    const info = mapTypeInfo(text);
    return info === null ? null : `${info.type}: ${info.doc}.`;
  }
  if (directive === '.prog') {
    const section = parseProgSection(text);
    if (section === null) return null;
    const { type, sleepable } = section;
    return `${text}: a program of type ${type}${sleepable ? ', sleepable' : ''}.`;
  }
  const isKernel = directive === '.kernel' && KNOWN_VERSIONS.includes(text);
  return isKernel ? `Linux ${text}: its verifier, JIT and updates are the ones modelled.` : null;
}
