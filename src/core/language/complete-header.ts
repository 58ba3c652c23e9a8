// Completion of directives and of what stands behind them.

import { LAB_DIRECTIVES } from '../asm/index.ts';
import { MAP_TYPES, PROG_SECTION_NAMES, parseProgSection } from '../bpf/index.ts';
import { KNOWN_VERSIONS } from '../kernel/index.ts';
import { LIBRARY, type LibraryRole, libraryNames } from '../protocol/index.ts';
import { item, wordItem } from './items.ts';
import { joinedFrom } from './joined.ts';
import { kernelOptionWords, MAP_ATTRIBUTES, PIECES, ROLES, SLEEPABLE } from './lab-words.ts';
import { headerOf, type PartKind, type Reading } from './reading.ts';
import type { Spot } from './spot.ts';
import type { Completion } from './types.ts';

/** First CPU without a `.cpu` of its own. */
function freeCpu(reading: Reading): number {
  const taken = new Set(
    reading.parts
      .filter(({ kind }) => kind === 'cpu')
      .map((part) => Number(headerOf(reading, part)[1]?.text)),
  );
  let cpu = 0;
  while (taken.has(cpu)) cpu++;
  return cpu;
}

const SNIPPETS: Readonly<Record<string, string>> = {
  '.kernel': `.kernel ${KNOWN_VERSIONS.at(-1) ?? ''}`,
  '.map': '.map $1 prog_array max_entries=$0',
  '.prog': '.prog $1 tc\n        $0\n        exit',
  '.func': '.func $1\n        $0\n        exit',
  '.init': '.init\n        $0',
  '.expect': '.expect\n        retval($1) in {$0}',
  '.protocol': '.protocol $0',
  '.layout': '.layout check bypass unwind target',
};

const ONCE: ReadonlySet<PartKind> = new Set(['kernel', 'init', 'layout']);

/** Directives that may still come, ready to be filled in. */
export function directiveItems({ study }: Spot): Completion[] {
  const present = new Set<string>(
    study.reading.parts.filter(({ kind }) => ONCE.has(kind)).map(({ kind }) => `.${kind}`),
  );
  return LAB_DIRECTIVES.filter(({ name }) => !present.has(name)).map((entry) => {
    const cpu = `.cpu ${freeCpu(study.reading)}\n        $0`;
    return wordItem(entry, 'directive', SNIPPETS[entry.name] ?? cpu);
  });
}

const PROG_FIRST = ['tc', 'xdp', 'socket', 'kprobe', 'tracepoint', 'fentry', 'fentry.s', 'syscall'];

function progTypes(): Completion[] {
  const rest = PROG_SECTION_NAMES.filter((name) => !PROG_FIRST.includes(name));
  return [...PROG_FIRST, ...rest].map((name) => {
    const section = parseProgSection(name);
    const detail = `${section?.type ?? ''}${section?.sleepable === true ? ', sleepable' : ''}`;
    return item(name, 'type', detail);
  });
}

function mapItems(given: readonly string[]): Completion[] {
  if (given.length === 1) {
    return MAP_TYPES.map(({ type, doc }) => item(type, 'type', 'map type', { doc }));
  }
  if (given.length === 0) return [];
  const names = new Set(given.map((text) => text.replace(/=.*/, '')));
  return MAP_ATTRIBUTES.filter(({ name }) => !names.has(name)).map((entry) =>
    wordItem(entry, 'option', `${entry.name}=$0`),
  );
}

function kernelItems(given: readonly string[]): Completion[] {
  if (given.length === 0) return KNOWN_VERSIONS.map((name) => item(name, 'option', 'Linux'));
  const [version = ''] = given;
  const options = kernelOptionWords(version);
  const groups = options.filter(({ name }) => given.includes(name)).map(({ group }) => group);
  return options
    .filter(({ group }) => !groups.includes(group))
    .map((entry) => wordItem(entry, 'option'));
}

/** Entries of the library, each with where it comes from and what is expected of it. */
function libraryItems(role: LibraryRole): Completion[] {
  return LIBRARY.filter((entry) => entry.role === role).map(({ name, source, expected, text }) =>
    item(name, 'protocol', source, {
      doc: role === 'layout' ? `${expected}: ${text}` : expected,
    }),
  );
}

function protocolItems(given: readonly string[]): Completion[] {
  const [role] = given;
  if (role === undefined) return ROLES.map((entry) => wordItem(entry, 'option'));
  if (given.length > 1 || (role !== 'map_poke' && role !== 'text_poke')) return [];
  return libraryItems(role);
}

/** A name of the library, or the pieces one by one. */
function layoutItems(given: readonly string[]): Completion[] {
  if (libraryNames('layout').includes(given[0] ?? '')) return [];
  const pieces = PIECES.filter(({ name }) => !given.includes(name));
  const names = given.length === 0 ? libraryItems('layout') : [];
  return [...names, ...pieces.map((entry) => wordItem(entry, 'option'))];
}

/** What may stand behind a directive. */
export function headerItems({ study, part, span }: Spot): Completion[] {
  const words = headerOf(study.reading, part).filter(({ end }) => end <= span.start);
  const given = joinedFrom(words, 1).map(({ text }) => text);
  // `max_entries=` wants a number.
  if (given.at(-1)?.endsWith('=') === true) return [];
  switch (part.kind) {
    case 'map':
      return mapItems(given);
    case 'prog':
      return given.length === 1
        ? progTypes()
        : given.length === 2
          ? [wordItem(SLEEPABLE, 'option')]
          : [];
    case 'kernel':
      return kernelItems(given);
    case 'protocol':
      return protocolItems(given);
    case 'layout':
      return layoutItems(given);
    case 'cpu':
      return given.length > 0
        ? []
        : [item(String(freeCpu(study.reading)), 'option', 'first CPU that does nothing yet')];
    default:
      return [];
  }
}
