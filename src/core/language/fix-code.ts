// Fixes for instructions: missing `ll`, registers, commas, ends of bodies, values that are not there.

import { assembleInsn } from '../asm/index.ts';
import type { Span } from '../base/index.ts';
import { isArgument } from './fix-call.ts';
import {
  endOfPart,
  type Fix,
  type Fixer,
  freeName,
  indentAt,
  insertAt,
  removeStatement,
  replace,
} from './fix-context.ts';
import { globalNamed } from './names.ts';
import { nearestOf } from './nearest-of.ts';
import { bodyOf, headerOf, labelsOf } from './reading.ts';
import type { Study } from './study.ts';
import { REGISTER } from './symbols.ts';

function isDeclared({ names }: Study, name: string): boolean {
  const entity = globalNamed(names, name);
  return entity !== null && entity.declared !== null;
}

/** `r2 = MAP` without its `ll`; or a register in capitals. */
const addressOf: Fixer = ({ study, finding, statement, word }) => {
  if (finding.hint?.startsWith('to load the address of') !== true) return [];
  if (REGISTER.test(word)) return [replace(finding.span, word.toLowerCase())];
  const isKnown = isDeclared(study, word);
  const declared = study.names.entities.filter(({ kind, declared: at }) => at && kind === 'map');
  const meant = isKnown
    ? word
    : nearestOf(
        word,
        declared.map(({ name }) => name),
      );
  const end = statement?.end ?? finding.span.end;
  if (isKnown) return [insertAt(end, ' ll', "Add 'll'")];
  return meant === null ? [] : [replace(finding.span, `${meant} ll`)];
};

/** What a hint asks for word by word. */
const hinted: Fixer = ({ finding }) => {
  const { span } = finding;
  const hint = finding.hint ?? '';
  const register = /: use ([rw]\d+)$/.exec(hint)?.[1] ?? /on the left, ([rw]\d+)$/.exec(hint)?.[1];
  if (register !== undefined) return [replace(span, register)];
  const wide = /^write (%r\d+);/.exec(hint)?.[1];
  if (wide !== undefined) return [replace(span, wide)];
  if (hint.endsWith('write `+ 0`')) return [insertAt(span.start, ' + 0', "Add '+ 0'")];
  const quoted = /^expected '(.+)'$/.exec(hint)?.[1];
  if (quoted === undefined) return [];
  if (finding.code === 'asm/too-few-operands') {
    // What follows another word is missing too, and nobody knows what it was to be.
    return /^[)\]]$/.test(quoted) ? [insertAt(span.end, quoted, `Add '${quoted}'`)] : [];
  }
  const text = quoted === ',' ? ', ' : `${quoted} `;
  // The blank that stands there goes behind the comma.
  return quoted === ','
    ? [commaBefore(span, text)]
    : [insertAt(span.start, text, `Add '${quoted}'`)];
};

function commaBefore({ start }: Span, text: string): Fix {
  return insertAt(start, text, "Add ','");
}

/** Where the word in front of `offset` ends. */
function behindWord(text: string, offset: number): number {
  let end = offset;
  while (/[ \t]/.test(text.charAt(end - 1))) end--;
  return end;
}

/** What stands in front of the finding is an instruction of its own: the rest is too much. */
const tooMuch: Fixer = ({ study, finding, statement }) => {
  if (statement === null) return [];
  const first = statement.words[labelsOf(statement).from];
  const { start } = finding.span;
  if (first === undefined || start <= first.start) return [];
  if (!assembleInsn(study.text.slice(first.start, start)).ok) return [];
  const from = behindWord(study.text, start);
  const rest = study.text.slice(start, statement.end);
  if (assembleInsn(rest).ok) {
    const indent = indentAt(study, start) || '        ';
    const span = { start: from, end: start };
    return [replace(span, `\n${indent}`, `Put '${rest}' on a line of its own`)];
  }
  return [
    { title: `Remove '${rest}'`, edits: [{ span: { start: from, end: statement.end }, text: '' }] },
  ];
};

export const operand: Fixer = (context) => {
  const fixes = [...addressOf(context), ...hinted(context)];
  return fixes.length > 0 ? fixes : tooMuch(context);
};

/** `%r1 = 5`, `R1`-like first words, `return`. */
export const firstWord: Fixer = ({ study, finding, word }) => {
  const behind = study.text.slice(finding.span.end, finding.span.end + 4);
  const register = /^[rRwW](?:[0-9]|10)\b/.exec(behind)?.[0];
  if (word === '%' && register !== undefined) {
    const span = { start: finding.span.start, end: finding.span.end + register.length };
    return [replace(span, register.toLowerCase())];
  }
  return /^(?:ret|return)$/i.test(word) ? [replace(finding.span, 'exit')] : [];
};

export const wideConstant: Fixer = ({ finding }) =>
  finding.hint?.startsWith('write `ll`') === true
    ? [insertAt(finding.span.end, ' ll', "Add 'll'")]
    : [];

/** Both registers of `rX = -rX` and its like. */
export const sameRegister: Fixer = ({ statement }) => {
  const registers = (statement?.words ?? []).filter(({ text }) => REGISTER.test(text));
  const [first, last] = [registers[0], registers.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  return [replace(last, first.text)];
};

export const longJump: Fixer = ({ statement }) => {
  const first = statement?.words[statement === null ? 0 : labelsOf(statement).from];
  return first?.text === 'goto' ? [replace(first, 'gotol')] : [];
};

/** An end for a body that has none. */
export const missingExit: Fixer = ({ study, part }) => {
  const { offset, lead } = endOfPart(study, part);
  const isEmpty = bodyOf(study.reading, part).length === 0;
  const body = isEmpty ? '        r0 = 0\n        exit\n' : '        exit\n';
  return [insertAt(offset, lead + body, isEmpty ? "Add 'r0 = 0' and 'exit'" : "Add 'exit'")];
};

/** A value for the register in front of the instruction that reads it. */
export const missingValue: Fixer = ({ study, finding, statement }) => {
  const register = /^R(\d+) !read_ok/.exec(finding.message)?.[1];
  const first = statement?.words[statement === null ? 0 : labelsOf(statement).from];
  if (register === undefined || first === undefined || isArgument(finding, statement)) return [];
  const text = `r${register} = 0`;
  const indent = indentAt(study, first.start) || '        ';
  return [insertAt(first.start, `${text}\n${indent}`, `Set '${text}' before`)];
};

/** From here to the next label, or to the end of the body. */
export const unreachable: Fixer = ({ study, part, statement }) => {
  if (statement === null) return [];
  const body = bodyOf(study.reading, part);
  const from = body.indexOf(statement);
  if (from < 0) return [];
  let to = from + 1;
  while (to < body.length && labelsOf(body[to] ?? statement).labels.length === 0) to++;
  const end = body[to - 1]?.end ?? statement.end;
  const span = { start: statement.start, end };
  return [removeStatement(study, span, 'Remove what no path leads to')];
};

export const strayCode: Fixer = ({ study, statement }) => {
  const name = freeName(study, 'main');
  const start = statement?.start ?? 0;
  const lineStart = study.text.lastIndexOf('\n', start - 1) + 1;
  const title = `Begin the program '${name}' here`;
  return [insertAt(lineStart, `.prog ${name} tc\n`, title)];
};

/** A second function under one directive gets one of its own. */
export const secondFunction: Fixer = ({ study, finding, word }) => {
  const lineStart = study.text.lastIndexOf('\n', finding.span.start - 1) + 1;
  const isTaken = isDeclared(study, word);
  const name = isTaken ? freeName(study, word) : word;
  return [insertAt(lineStart, `.func ${name}\n`, `Begin the function '${name}' here`)];
};

export const openComment: Fixer = ({ study, finding }) => {
  const found = study.text.indexOf('\n', finding.span.start);
  const end = found < 0 ? study.text.length : found;
  return [insertAt(end, ' */', "Add '*/' at the end of the line")];
};

/** Another type for a program that is called, or the kind that is wanted. */
export const wrongKind: Fixer = ({ study, finding, word }) => {
  const wanted = /not a (map|prog|func)$/.exec(finding.message)?.[1];
  const kind = wanted === 'prog' ? 'prog' : wanted;
  const names = study.reading.parts
    .filter((part) => part.kind === kind)
    .flatMap((part) => headerOf(study.reading, part)[1]?.text ?? [])
    .filter((name) => name !== word);
  return names.slice(0, 3).map((name) => replace(finding.span, name));
};
