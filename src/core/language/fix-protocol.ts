// Fixes for protocols: misspelled words, semicolons, declarations, calls outside of the loop.

import { libraryNames } from '../protocol/index.ts';
import { type Fixer, insertAt, replace } from './fix-context.ts';
import { nearestOf } from './nearest-of.ts';
import { PROTOCOL_WORDS } from './protocol-words.ts';
import { bodyOf, headerOf } from './reading.ts';

/** A name of the library in the header, a word of the language in the body. */
export const protocolName: Fixer = ({ study, finding, part, word }) => {
  const role = headerOf(study.reading, part)[1]?.text;
  const header = study.reading.statements[part.header];
  const known = role === 'map_poke' || role === 'text_poke' ? role : null;
  if (known !== null && header !== undefined && finding.span.end <= header.end) {
    const names = libraryNames(known);
    const close = nearestOf(word, names);
    const ordered = close === null ? names : [close, ...names.filter((name) => name !== close)];
    return ordered.map((name) => replace(finding.span, name));
  }
  const name = /^\w+/.exec(word)?.[0] ?? '';
  const isCall = word.length > name.length;
  const words = PROTOCOL_WORDS.filter((each) => each.role === null || each.role === role)
    .filter(({ kind }) => (isCall ? kind === 'call' : kind !== 'call' && kind !== 'statement'))
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
  const places = ['tailcall_target', 'tailcall_bypass', 'poke_mutex', 'text_mutex'];
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
  if (!/^(?:int|long|bool|u8|u32|u64|char|unsigned|const|static)$/.test(word)) return [];
  if (behind === undefined) return [];
  const span = { start: finding.span.start, end: finding.span.end + behind.length };
  return [replace(span, '', `Remove '${word}'`)];
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
