// Fixes for the arguments of a tail call: the context that a call took away, the prog array that is not there.

import type { Diagnostic } from '../base/index.ts';
import { type Fix, type FixContext, type Fixer, indentAt } from './fix-context.ts';
import { bodyOf, headerOf, labelsOf, type Statement } from './reading.ts';
import type { TextEdit } from './types.ts';

/** Number of the argument that the finding is about: `R1 !read_ok`, `R2 type=scalar expected=map_ptr`. */
function argumentOf({ message }: Diagnostic): number {
  const match = /^R([12]) (?:!read_ok|type=\w+ expected=(?:ctx|map_ptr))/.exec(message);
  return match === null ? 0 : Number(match[1]);
}

/** True for the context or the prog array of a tail call. */
export function isArgument(finding: Diagnostic, statement: Statement | null): boolean {
  if (statement === null || argumentOf(finding) === 0) return false;
  const [call, name] = statement.words.slice(labelsOf(statement).from);
  return call?.text === 'call' && /^(?:(?:bpf_)?tail_call|12)$/.test(name?.text ?? '');
}

/** A line in front of a statement, indented like it. */
function lineBefore({ study }: FixContext, statement: Statement, text: string): TextEdit {
  const start = statement.words[labelsOf(statement).from]?.start ?? statement.start;
  const indent = indentAt(study, start) || '        ';
  return { span: { start, end: start }, text: `${text}\n${indent}` };
}

/** A statement `rN = r1` with a register that calls leave alone. */
function savedIn(body: readonly Statement[]): string | null {
  for (const statement of body) {
    const words = statement.words.slice(labelsOf(statement).from).map(({ text }) => text);
    const [register = '', equals, from, ...more] = words;
    const saves = equals === '=' && from === 'r1' && more.length === 0;
    if (saves && /^r[6-9]$/.test(register)) return register;
  }
  return null;
}

function restoreContext(context: FixContext, statement: Statement): Fix {
  const body = bodyOf(context.study.reading, context.part);
  const saved = savedIn(body);
  const [first] = body;
  if (saved !== null || first === undefined || first === statement) {
    const text = `r1 = ${saved ?? 'r6'}`;
    return { title: `Set '${text}' before`, edits: [lineBefore(context, statement, text)] };
  }
  return {
    title: 'Keep the context in r6, and set r1 before',
    edits: [lineBefore(context, first, 'r6 = r1'), lineBefore(context, statement, 'r1 = r6')],
  };
}

export const callArgument: Fixer = (context) => {
  const { study, finding, statement } = context;
  if (statement === null || !isArgument(finding, statement)) return [];
  if (argumentOf(finding) === 1) return [restoreContext(context, statement)];
  const { parts } = study.reading;
  const arrays = parts
    .filter(({ kind }) => kind === 'map')
    .map((part) => headerOf(study.reading, part).map(({ text }) => text))
    .filter(([, , type]) => type === 'prog_array');
  return arrays.slice(0, 3).map(([, name = '']) => {
    const text = `r2 = ${name} ll`;
    return { title: `Set '${text}' before`, edits: [lineBefore(context, statement, text)] };
  });
};
