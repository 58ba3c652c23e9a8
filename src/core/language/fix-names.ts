// Fixes for names: misspelled, missing, given twice, not allowed.

import { nearest } from '../asm/index.ts';
import { HELPERS } from '../bpf/index.ts';
import {
  endOfPart,
  type Fix,
  type FixContext,
  type Fixer,
  freeName,
  insertAt,
  replace,
} from './fix-context.ts';
import { globalNamed } from './names.ts';
import { bodyOf, isCode, labelsOf, type Part } from './reading.ts';
import type { Study } from './study.ts';
import { REGISTER } from './symbols.ts';

const DID_YOU_MEAN = /^did you mean '(.+)'\?$/;

/** What the assembler thinks was meant. */
export const spelling: Fixer = ({ finding }) => {
  const meant = DID_YOU_MEAN.exec(finding.hint ?? '')?.[1];
  return meant === undefined ? [] : [replace(finding.span, meant)];
};

/** Where a directive of maps goes: behind the other maps, or in front of the first program. */
function placeOfMaps({ reading }: Study): number {
  const last = reading.parts.findLast(({ kind }) => kind === 'map' || kind === 'kernel');
  if (last !== undefined) {
    const header = reading.statements[last.header];
    const found = reading.text.indexOf('\n', header?.end ?? last.start);
    return found < 0 ? reading.text.length : found + 1;
  }
  return reading.parts.find(isCode)?.start ?? 0;
}

function declareMap(study: Study, name: string): Fix {
  const offset = placeOfMaps(study);
  const lead = offset > 0 && study.text[offset - 1] !== '\n' ? '\n' : '';
  const line = `${lead}.map ${name} prog_array max_entries=1\n`;
  return insertAt(offset, line, `Declare the map '${name}'`);
}

/** Behind the last program, or at the end of the text. */
function declareCode(study: Study, directive: string, name: string, what: string): Fix {
  const { parts } = study.reading;
  const last: Part | undefined = parts.findLast(isCode) ?? parts.at(-1);
  const { offset, lead } = last ? endOfPart(study, last) : { offset: 0, lead: '' };
  const body = `${lead}\n${directive}\n        r0 = 0\n        exit\n`;
  return insertAt(offset, body, `Declare the ${what} '${name}'`);
}

/** Declares what is used and nowhere declared. */
export const declaration: Fixer = ({ study, word }) => {
  const entity = globalNamed(study.names, word);
  if (entity === null || entity.declared !== null) return [];
  if (entity.kind === 'map') return [declareMap(study, word)];
  if (entity.kind === 'function') return [declareCode(study, `.func ${word}`, word, 'function')];
  return [declareCode(study, `.prog ${word} tc`, word, 'program')];
};

const HELPER_NAMES: readonly string[] = HELPERS.map(({ name }) => name);

/** A helper or function that was meant; the prefix of C's name says nothing here. */
export const calledName: Fixer = ({ study, finding, word }) => {
  const bare = word.replace(/^bpf_/i, '');
  const functions = study.names.entities
    .filter(({ kind, declared }) => kind === 'function' && declared !== null)
    .map(({ name }) => name);
  const tail = /tail/i.test(bare) ? ['tail_call'] : [];
  const close = nearest(bare, [...functions, ...HELPER_NAMES]);
  const meant = new Set([...tail, ...(close === null ? [] : [close])]);
  return [...meant].map((name) => replace(finding.span, name));
};

/** A label in front of the body's last `exit`, or a new end of the body. */
export const missingLabel: Fixer = ({ study, part, word }) => {
  if (!/^[A-Za-z_$.]/.test(word)) return [];
  const last = bodyOf(study.reading, part).at(-1);
  const title = `Add the label '${word}'`;
  if (last !== undefined && last.words[labelsOf(last).from]?.text.toLowerCase() === 'exit') {
    const lineStart = study.text.lastIndexOf('\n', last.start - 1) + 1;
    return [insertAt(lineStart, `${word}:\n`, title)];
  }
  const { offset, lead } = endOfPart(study, part);
  return [insertAt(offset, `${lead}${word}:\n        exit\n`, title)];
};

/** Another name for the second of two; who uses the name goes on to mean the first. */
export const secondName: Fixer = ({ study, finding, word }) => {
  const free = freeName(study, word);
  return free === word ? [] : [replace(finding.span, free, `Rename to '${free}'`)];
};

export const allowedName: Fixer = ({ study, finding, word, part }: FixContext) => {
  const isRegister = REGISTER.test(word);
  const cleaned = word.replace(/[^A-Za-z0-9_.$]/g, '_').replace(/^[^A-Za-z_]/, '_');
  const wanted = isRegister || cleaned === word ? `${part.kind}_${cleaned}` : cleaned;
  const free = freeName(study, wanted);
  return [replace(finding.span, free, `Rename to '${free}'`)];
};
