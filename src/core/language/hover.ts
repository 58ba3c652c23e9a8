// Hover: what the word or the instruction at a place is about.

import { INSN_WORDS, type VocabularyEntry, WORD } from '../asm/index.ts';
import type { Span } from '../base/index.ts';
import { helperById, helperByName } from '../bpf/index.ts';
import { lexProtocol, libraryEntry } from '../protocol/index.ts';
import { argumentRows, helperDoc, prototypeOf } from './helper-docs.ts';
import { insnParts, textPart } from './hover-insn.ts';
import { entityParts } from './hover-names.ts';
import { joinedFrom } from './joined.ts';
import { DIRECTIVES, HEADER_WORDS, STATEMENT_WORDS, typeDoc } from './lab-words.ts';
import { entityAt } from './names.ts';
import { protocolWord, wordFacts } from './protocol-words.ts';
import {
  headerOf,
  inComment,
  isCode,
  labelsOf,
  type Part,
  partAt,
  statementAt,
  type Word,
  wordAt,
} from './reading.ts';
import { registerDoc } from './registers.ts';
import type { Study } from './study.ts';
import type { DocPart, Hover } from './types.ts';

const INSN_DOCS: ReadonlyMap<string, VocabularyEntry> = new Map(
  INSN_WORDS.map((entry) => [entry.name, entry]),
);

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function wordParts({ form, doc }: VocabularyEntry): DocPart[] {
  return [{ kind: 'code', text: form }, textPart(doc)];
}

function helperParts(name: string): DocPart[] | null {
  const helper = helperByName(name);
  if (helper === null) return null;
  const doc = helperDoc(helper);
  const rows = argumentRows(helper);
  return [
    { kind: 'code', text: prototypeOf(helper) },
    ...(doc === '' ? [] : [textPart(doc)]),
    ...(rows.length === 0
      ? []
      : [{ kind: 'table' as const, rows: [['register', 'argument', 'meaning'], ...rows] }]),
  ];
}

/** A word of a directive's own line. */
function headerHover(words: readonly Word[], offset: number): Hover | null {
  const word = joinedFrom(words, 0).find(({ start, end }) => start <= offset && offset <= end);
  if (word === undefined) return null;
  const directive = words[0]?.text ?? '';
  const entry = DIRECTIVES.get(word.text) ?? HEADER_WORDS.get(word.text.replace(/=.*/, ''));
  if (entry !== undefined) return { span: spanOf(word), parts: wordParts(entry) };
  const layout = directive === '.layout' ? libraryEntry('layout', word.text) : null;
  if (layout !== null) {
    const { source, expected, text } = layout;
    const told = textPart(`From the library: ${source}. ${expected}.`);
    return { span: spanOf(word), parts: [{ kind: 'code', text }, told] };
  }
  const doc = typeDoc(directive, word.text);
  return doc === null ? null : { span: spanOf(word), parts: [textPart(doc)] };
}

function protocolHover(study: Study, part: Part, offset: number): Hover | null {
  const { statements, text } = study.reading;
  const from = statements[part.header]?.end ?? part.start;
  const token = lexProtocol(text.slice(from, part.end)).tokens.find(
    ({ kind, span }) => kind === 'word' && span.start + from <= offset && offset <= span.end + from,
  );
  const role = headerOf(study.reading, part)[1]?.text;
  const entry = token === undefined ? null : protocolWord(token.text, role);
  if (token === undefined || entry === null) return null;
  const span = { start: token.span.start + from, end: token.span.end + from };
  const { form, meaning, example } = entry;
  const parts: DocPart[] = [
    { kind: 'code', text: form.replaceAll('; or ', ';\n') },
    textPart([meaning, ...wordFacts(entry)].join(' ')),
    ...(form === example ? [] : [{ kind: 'code' as const, text: example }]),
  ];
  return { span, parts, reference: entry.name };
}

/** The helper that a word names, if the statement calls it. */
function calledHelper(words: readonly Word[], word: Word): DocPart[] | null {
  const idx = words.indexOf(word);
  const before = words[idx - 1]?.text;
  if (before !== 'call' && before !== 'helper') return null;
  const name = word.kind === WORD ? word.text : helperById(Number(word.text))?.name;
  return name === undefined ? null : helperParts(name);
}

function codeHover(study: Study, offset: number): Hover | null {
  const statement = statementAt(study.reading, offset);
  const word = wordAt(study.reading, offset);
  const insn = study.insnAt(offset);
  if (statement === null || word === null) return null;
  const { labels } = labelsOf(statement);
  if (insn === null || insn.span.start > word.start || labels.includes(word)) {
    const entry = INSN_DOCS.get(word.text);
    const register = registerDoc(word.text);
    if (register !== null) return { span: spanOf(word), parts: [textPart(register)] };
    return entry === undefined ? null : { span: spanOf(word), parts: wordParts(entry) };
  }
  const helper = calledHelper(statement.words, word);
  if (helper !== null) {
    const [, ...more] = insnParts(study, insn);
    return { span: spanOf(word), parts: [...helper, ...more] };
  }
  const register = registerDoc(word.text);
  const parts = insnParts(study, insn);
  if (register === null) return { span: spanOf(insn.span), parts };
  return { span: spanOf(word), parts: [textPart(register), ...parts] };
}

function nameHover(study: Study, offset: number): Hover | null {
  const entity = entityAt(study.names, offset);
  if (entity === null) return null;
  const span = entity.places.find(({ start, end }) => start <= offset && offset <= end);
  return span === undefined ? null : { span, parts: entityParts(study, entity) };
}

function statementHover(study: Study, offset: number): Hover | null {
  const word = wordAt(study.reading, offset);
  const entry = word === null ? undefined : STATEMENT_WORDS.get(word.text);
  return word === null || entry === undefined
    ? null
    : { span: spanOf(word), parts: wordParts(entry) };
}

/** What an editor shows beside the pointer; null where there is nothing to say. */
export function hoverAt(study: Study, offset: number): Hover | null {
  const { reading } = study;
  if (inComment(reading, offset)) return null;
  const named = nameHover(study, offset);
  if (named !== null) return named;
  const part = partAt(reading, offset);
  const header = reading.statements[part.header];
  if (header !== undefined && offset <= header.end) return headerHover(header.words, offset);
  if (part.kind === 'protocol') return protocolHover(study, part, offset);
  return isCode(part) ? codeHover(study, offset) : statementHover(study, offset);
}
