// Fixes for directives and statements: kernels, sizes, keys, what is missing or too much.

import { KNOWN_VERSIONS } from '../kernel/index.ts';
import { type Fix, type Fixer, insertAt, removeStatement, replace } from './fix-context.ts';
import { KERNEL_OPTIONS, MAP_ATTRIBUTES, ROLES, RUN_OPTIONS } from './lab-words.ts';
import { nearestOf } from './nearest-of.ts';
import { headerOf, type Part, type Word } from './reading.ts';
import type { Study } from './study.ts';

/** The nearest kernel that there is; the newest if none is near. */
export const kernelVersion: Fixer = ({ finding, word }) => {
  const known = nearestOf(word, KNOWN_VERSIONS) ?? KNOWN_VERSIONS.at(-1);
  return known === undefined ? [] : [replace(finding.span, known)];
};

function removeWord({ text }: Study, start: number, end: number, title: string): Fix {
  let from = start;
  while (/[ \t]/.test(text.charAt(from - 1))) from--;
  return { title, edits: [{ span: { start: from, end }, text: '' }] };
}

export const kernelOption: Fixer = ({ study, finding, word }) => {
  const { start, end } = finding.span;
  const options = KERNEL_OPTIONS.map(({ name }) => name);
  const meant = finding.code === 'kernel/unknown-option' ? nearestOf(word, options) : null;
  const removal = removeWord(study, start, end, `Remove '${word}'`);
  return meant === null ? [removal] : [replace(finding.span, meant), removal];
};

/** What must stand behind a statement that ends too early. */
const MISSING: readonly (readonly [what: RegExp, text: string])[] = [
  [/^expected max_entries=N/, ' max_entries=1'],
  [/^expected a map type/, ' prog_array max_entries=1'],
  [/^expected a program type/, ' tc'],
  [/^expected a kernel profile/, ` ${KNOWN_VERSIONS.at(-1) ?? ''}`],
  [/^expected map_poke or text_poke/, ' map_poke v6_1'],
  [/^expected check, bypass/, ' check bypass unwind target'],
  [/^expected a CPU number/, ' 0'],
  [/^expected 'in \{...\}' or '=='/, ' == 0'],
];

/** `expected ']'` and its like. */
const QUOTED = /expected '(.)'/;

export const missingWord: Fixer = ({ finding }) => {
  const { message, span } = finding;
  const known = MISSING.find(([what]) => what.test(message))?.[1];
  const text = known ?? QUOTED.exec(message)?.[1];
  return text === undefined ? [] : [insertAt(span.end, text, `Add '${text.trim()}'`)];
};

const WORDS: readonly string[] = [...MAP_ATTRIBUTES, ...RUN_OPTIONS, ...ROLES]
  .map(({ name }) => name)
  .concat('sleepable');

/** A character that was left out, a word that was misspelled, or a rest that is too much. */
export const unexpectedWord: Fixer = ({ study, finding, statement, word }) => {
  const { message, span } = finding;
  const fixes: Fix[] = [];
  const quoted = QUOTED.exec(message)?.[1];
  if (quoted !== undefined) fixes.push(insertAt(span.start, `${quoted} `, `Add '${quoted}'`));
  const meant = nearestOf(word, WORDS);
  if (meant !== null && finding.hint === undefined && message.includes(meant)) {
    fixes.push(replace(span, meant));
  }
  const mayEnd = /end of the line|times=N or len=N/.test(message);
  if (mayEnd && statement !== null) {
    const rest = study.text.slice(span.start, statement.end);
    fixes.push(removeWord(study, span.start, statement.end, `Remove '${rest}'`));
  }
  return fixes;
};

/** Words of the map's directive, by the map's name. */
function mapHeader({ reading }: Study, name: string): readonly Word[] {
  const part = reading.parts.find(
    (each: Part) => each.kind === 'map' && headerOf(reading, each)[1]?.text === name,
  );
  return part === undefined ? [] : headerOf(reading, part);
}

export const keyRange: Fixer = ({ study, finding }) => {
  const [, key, name = ''] =
    /^key (\d+) is beyond the \d+ entries of '(.+)'$/.exec(finding.message) ?? [];
  const words = mapHeader(study, name);
  const value = words[words.findIndex(({ text }) => text === 'max_entries') + 2];
  if (key === undefined || value === undefined) return [];
  const entries = String(Number(key) + 1);
  return [replace(value, entries, `Give '${name}' ${entries} entries`)];
};

export const progArray: Fixer = ({ study, word }) => {
  const words = mapHeader(study, word);
  const type = words[2];
  if (type === undefined) return [];
  const title = `Make '${word}' a prog_array`;
  const sizes = words.flatMap((each, idx) => {
    if (each.text !== 'key_size' && each.text !== 'value_size') return [];
    const end = words[idx + 2]?.end ?? each.end;
    return removeWord(study, each.start, end, title).edits;
  });
  return [{ title, edits: [...replace(type, 'prog_array').edits, ...sizes] }];
};

export const mapSize: Fixer = ({ finding }) => {
  const size = /of (\d+) bytes$/.exec(finding.message)?.[1];
  return size === undefined ? [] : [replace(finding.span, size)];
};

/** The nearest number that is allowed. */
export const numberRange: Fixer = ({ finding, word }) => {
  const [, low, high] = /must be (-?\d+) to (\d+)$/.exec(finding.message) ?? [];
  const value = Number(word);
  if (low === undefined || high === undefined || Number.isNaN(value)) return [];
  return [replace(finding.span, value < Number(low) ? low : high)];
};

/** The next free CPU, or one directive less. */
export const secondDirective: Fixer = ({ study, finding, part, statement }) => {
  const fixes: Fix[] = [];
  const number = headerOf(study.reading, part)[1];
  if (part.kind === 'cpu' && number !== undefined) {
    const { parts } = study.reading;
    const taken = parts.map((each) => Number(headerOf(study.reading, each)[1]?.text));
    let cpu = 0;
    while (taken.includes(cpu)) cpu++;
    fixes.push(replace(number, String(cpu), `Make it .cpu ${cpu}`));
  }
  if (part.from === part.to && statement !== null) {
    fixes.push(removeStatement(study, statement, `Remove this ${finding.message.split(' ')[0]}`));
  }
  return fixes;
};

/** `max_entries=1 max_entries=2`: the second one goes, with its value. */
export const secondAttribute: Fixer = ({ study, finding, statement, word }) => {
  const words = statement?.words ?? [];
  const idx = words.findIndex(({ start }) => start === finding.span.start);
  const hasValue = words[idx + 1]?.text === '=';
  const end = hasValue ? (words[idx + 2]?.end ?? finding.span.end) : finding.span.end;
  return [removeWord(study, finding.span.start, end, `Remove the second '${word}'`)];
};

export const shippedLayout: Fixer = ({ finding }) => [
  replace(finding.span, 'check bypass unwind target'),
];
