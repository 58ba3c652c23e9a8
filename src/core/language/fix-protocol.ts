// Fixes for protocols: misspelled words, semicolons, declarations, calls outside of the loop.

import { libraryNames, PROTOCOL_VOCABULARY } from '../protocol/index.ts';
import { type Fixer, insertAt, replace } from './fix-context.ts';
import { nearestOf } from './nearest-of.ts';
import { roleOf, wordsOf } from './protocol-words.ts';
import { bodyOf, headerOf } from './reading.ts';

/** A name of the library in the header, a word of the language in the body. */
export const protocolName: Fixer = ({ study, finding, part, word }) => {
  const role = headerOf(study.reading, part)[1]?.text;
  const header = study.reading.statements[part.header];
  const known = roleOf(role);
  if (known !== null && header !== undefined && finding.span.end <= header.end) {
    const names = libraryNames(known);
    const close = nearestOf(word, names);
    const ordered = close === null ? names : [close, ...names.filter((name) => name !== close)];
    return ordered.map((name) => replace(finding.span, name));
  }
  const name = /^\w+/.exec(word)?.[0] ?? '';
  const isCall = word.length > name.length;
  const words = wordsOf(role)
    .filter(({ kind }) => (kind === 'function') === isCall && (isCall || kind !== 'statement'))
    .map((each) => each.name);
  const locals = study.names.entities
    .filter(({ kind, part: own, declared }) => kind === 'local' && own === part.idx && declared)
    .map((local) => local.name);
  const meant = nearestOf(name, isCall ? words : [...locals, ...words]);
  const { start } = finding.span;
  return meant === null ? [] : [replace({ start, end: start + name.length }, meant)];
};

/** A place that is not one of those that a call takes. */
export const protocolPlace: Fixer = ({ finding, word }) => {
  const places = PROTOCOL_VOCABULARY.filter(({ kind }) => kind === 'site' || kind === 'lock').map(
    ({ name }) => name,
  );
  const fits = places.filter((place) => finding.message.includes(place));
  const close = nearestOf(word, fits);
  const ordered = close === null ? fits : [close];
  return ordered.map((place) => replace(finding.span, place));
};

/** `expected ';'`: behind the word before. */
export const protocolMark: Fixer = ({ study, finding, part }) => {
  const mark = /^expected '(.)'/.exec(finding.message)?.[1];
  if (mark === undefined) return [];
  const before = bodyOf(study.reading, part)
    .flatMap(({ words }) => words)
    .findLast(({ end }) => end <= finding.span.start);
  return before === undefined ? [] : [insertAt(before.end, mark, `Add '${mark}'`)];
};

/** `publish takes (site, new)`. */
export const protocolArguments: Fixer = ({ finding }) => {
  const [, name, args] = /^(\w+) takes (\([\w, ]*\))/.exec(finding.message) ?? [];
  return name === undefined || args === undefined ? [] : [replace(finding.span, name + args)];
};

/** `int ret = ...`: variables need no declaration. */
export const noDeclaration: Fixer = ({ study, finding, word }) => {
  const behind = /^\s+(?=\w)/.exec(study.text.slice(finding.span.end))?.[0];
  if (!/^(?:long|u8|u32|u64|char|unsigned|const|static)$/.test(word)) return [];
  if (behind === undefined) return [];
  const span = { start: finding.span.start, end: finding.span.end + behind.length };
  return [replace(span, '', `Remove '${word}'`)];
};

/** A second declaration becomes an assignment, or goes. */
export const secondDeclaration: Fixer = ({ study, finding, word }) => {
  const { text } = study;
  // The finding is about the name, or about the declaration as a whole.
  const behind = /^\w+[ \t]+(?=\w)/.exec(word)?.[0].length ?? 0;
  const nameStart = finding.span.start + behind;
  const type = /\w+[ \t]+$/.exec(text.slice(0, nameStart))?.[0] ?? '';
  const start = nameStart - type.length;
  const alone = /^\w+[ \t]*;/.exec(text.slice(nameStart))?.[0];
  if (type === '') return [];
  if (alone === undefined)
    return [replace({ start, end: nameStart }, '', `Remove '${type.trim()}'`)];
  return [replace({ start, end: nameStart + alone.length }, '', 'Remove the declaration')];
};

/** The call gets a statement of its own in front, and its result a name. */
export const callInFront: Fixer = ({ study, finding, part, word }) => {
  const { start } = finding.span;
  const statement = bodyOf(study.reading, part).findLast((each) => each.start <= start);
  const at = study.text.lastIndexOf('\n', start - 1) + 1;
  if (statement === undefined) return [];
  const indent = /^[ \t]*/.exec(study.text.slice(at))?.[0] ?? '';
  return [
    {
      title: 'Give its result a name first',
      edits: [
        { span: { start: at, end: at }, text: `${indent}ret = ${word};\n` },
        { span: finding.span, text: 'ret' },
      ],
    },
  ];
};

/** The layout of the library that was meant. */
export const layoutName: Fixer = ({ finding, word }) => {
  const names = libraryNames('layout');
  const close = nearestOf(word, names);
  const ordered = close === null ? names : [close, ...names.filter((name) => name !== close)];
  return ordered.map((name) => replace(finding.span, name));
};

/** The statement gets a loop of its own. */
export const intoLoop: Fixer = ({ study, finding }) => {
  const { start, end } = finding.span;
  const semicolon = study.text.indexOf(';', end);
  const lineStart = study.text.lastIndexOf('\n', start - 1) + 1;
  if (semicolon < 0) return [];
  const indent = /^[ \t]*/.exec(study.text.slice(lineStart))?.[0] ?? '';
  return [
    {
      title: 'Put it inside for_each_poke(map, key)',
      edits: [
        {
          span: { start: lineStart, end: lineStart },
          text: `${indent}for_each_poke(map, key) {\n`,
        },
        { span: { start: semicolon + 1, end: semicolon + 1 }, text: `\n${indent}}` },
      ],
    },
  ];
};
