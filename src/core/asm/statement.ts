// Statements of `.init`, `.cpu` and `.expect`, and the checks that need all declarations.
// Authority: bpf(2) map commands on prog arrays (kernel/bpf/arraymap.c of Linux 6.1): index beyond the
// array gives E2BIG. Not modelled: maps other than prog arrays are not updated from user space here.

import type { Span } from '../base/index.ts';
import type { Cursor } from './cursor.ts';
import { parseCount } from './declare.ts';
import { parseImmediate } from './expression.ts';
import type { LabExpect, LabMap, LabName, LabOp } from './lab.ts';
import type { Names } from './names.ts';
import type { Reports } from './reports.ts';
import { EXPECT_WORDS, OP_WORDS } from './vocabulary.ts';

const MAX_TIMES = 1_000_000;
const MAX_LEN = 65_535;
const MAX_KEY = 0xffffffff;

interface Slot {
  readonly map: LabName;
  readonly key: number;
}

interface DraftSlot extends Slot {
  readonly keySpan: Span;
}

/** A statement whose names have not been checked. */
export interface DraftOp {
  readonly op: LabOp;
  /** Where the key stands, for updates and deletes. */
  readonly keySpan: Span;
}

function needName(cur: Cursor, what: string): LabName | null {
  return cur.takeName() ?? cur.failExpected(what);
}

function needChar(cur: Cursor, char: string): boolean {
  if (cur.take(char)) return true;
  cur.failExpected(`'${char}'`);
  return false;
}

/** `MAP[KEY]`. */
function parseSlot(cur: Cursor): DraftSlot | null {
  const map = needName(cur, 'the name of a map');
  if (map === null || !needChar(cur, '[')) return null;
  const { start } = cur;
  const key = parseCount(cur, 0, MAX_KEY, 'a key');
  const keySpan = { start, end: cur.lastEnd };
  return key !== null && needChar(cur, ']') ? { map, key, keySpan } : null;
}

function finish(cur: Cursor): boolean {
  if (cur.atEnd) return true;
  cur.failExpected('the end of the line');
  return false;
}

/** `MAP[KEY] = PROG`. */
function parseUpdate(cur: Cursor): DraftOp | null {
  const slot = parseSlot(cur);
  if (slot === null || !needChar(cur, '=')) return null;
  const prog = needName(cur, 'the name of a program');
  if (prog === null || !finish(cur)) return null;
  const { map, key, keySpan } = slot;
  return { op: { kind: 'update', map, key, prog, span: cur.statementSpan }, keySpan };
}

function parseDelete(cur: Cursor): DraftOp | null {
  const slot = parseSlot(cur);
  if (slot === null || !finish(cur)) return null;
  const { map, key, keySpan } = slot;
  return { op: { kind: 'delete', map, key, span: cur.statementSpan }, keySpan };
}

/** `times=N` and `len=N` in any order. */
function parseRun(cur: Cursor): DraftOp | null {
  const prog = needName(cur, 'the name of a program');
  if (prog === null) return null;
  let times: number | null = null;
  let len: number | null = null;
  while (!cur.atEnd) {
    const isTimes = cur.isWord('times');
    if (!isTimes && !cur.isWord('len')) return cur.failExpected('times=N or len=N');
    if ((isTimes ? times : len) !== null) {
      return cur.fail('duplicate-attribute', cur.span, `${cur.word} is given twice`);
    }
    cur.next();
    if (!needChar(cur, '=')) return null;
    if (isTimes) times = parseCount(cur, 1, MAX_TIMES, 'times');
    else len = parseCount(cur, 0, MAX_LEN, 'len');
    if ((isTimes ? times : len) === null) return null;
  }
  const span = cur.statementSpan;
  return { op: { kind: 'run', prog, times: times ?? 1, len, span }, keySpan: prog.span };
}

function parseNamed(cur: Cursor, kind: 'load' | 'unload' | 'close'): DraftOp | null {
  const name = needName(cur, kind === 'close' ? 'the name of a map' : 'the name of a program');
  if (name === null || !finish(cur)) return null;
  const span = cur.statementSpan;
  const op: LabOp = kind === 'close' ? { kind, map: name, span } : { kind, prog: name, span };
  return { op, keySpan: name.span };
}

const OPS: ReadonlyMap<string, (cur: Cursor) => DraftOp | null> = new Map([
  ['run', parseRun],
  ['update', parseUpdate],
  ['delete', parseDelete],
  ['load', (cur) => parseNamed(cur, 'load')],
  ['unload', (cur) => parseNamed(cur, 'unload')],
  ['close', (cur) => parseNamed(cur, 'close')],
]);

/** One statement of `.init` or `.cpu`. Null after a report. */
export function parseOp(cur: Cursor): DraftOp | null {
  if (cur.peekIs(1, '[')) return parseUpdate(cur);
  const parse = cur.isWordToken ? OPS.get(cur.word) : undefined;
  if (parse !== undefined) {
    cur.next();
    return parse(cur);
  }
  const words = OP_WORDS.map((entry) => entry.name);
  const hint = cur.suggest(words);
  const forms = `a statement: ${words.join(', ')} or MAP[KEY] = PROG`;
  return cur.failExpected(forms, hint);
}

interface Subject {
  readonly subject: LabExpect['subject'];
  readonly keySpan: Span;
}

function parseSubject(cur: Cursor): Subject | null {
  if (cur.takeWord('retval')) {
    if (!needChar(cur, '(')) return null;
    const { start } = cur;
    const cpu = parseCount(cur, 0, 63, 'a CPU number');
    const keySpan = { start, end: cur.lastEnd };
    if (cpu === null || !needChar(cur, ')')) return null;
    return { subject: { kind: 'retval', cpu }, keySpan };
  }
  if (cur.takeWord('slot')) {
    if (!needChar(cur, '(')) return null;
    const slot = parseSlot(cur);
    if (slot === null || !needChar(cur, ')')) return null;
    const { map, key, keySpan } = slot;
    return { subject: { kind: 'slot', map, key }, keySpan };
  }
  const words = EXPECT_WORDS.map((entry) => entry.name);
  const hint = cur.suggest(words);
  return cur.failExpected('retval(CPU) or slot(MAP[KEY])', hint);
}

/** A return value as the kernel hands it out: 32 bits, unsigned. */
function parseRetval(cur: Cursor): number | null {
  const { start } = cur;
  if (!cur.isNumber && !cur.is('-')) return cur.failExpected('a number');
  const value = parseImmediate(cur);
  if (value === null) return null;
  if (value >= -0x80000000 && value <= 0xffffffff) return Number(value) >>> 0;
  return cur.fail('number-range', { start, end: cur.lastEnd }, 'a return value has 32 bits');
}

/** An expectation whose program names have not been checked. */
export interface DraftExpect {
  readonly expect: LabExpect;
  readonly progs: readonly LabName[];
  readonly keySpan: Span;
}

interface Values {
  readonly values: (number | string)[];
  readonly progs: LabName[];
}

function parseValue(cur: Cursor, kind: 'retval' | 'slot', into: Values): boolean {
  if (kind === 'retval') {
    const value = parseRetval(cur);
    if (value !== null) into.values.push(value);
    return value !== null;
  }
  const name = needName(cur, 'the name of a program, or none');
  if (name === null) return false;
  into.values.push(name.name);
  if (name.name !== 'none') into.progs.push(name);
  return true;
}

/** `in {a, b}` or `== a`. */
function parseValues(cur: Cursor, kind: 'retval' | 'slot', into: Values): boolean {
  if (cur.take('=')) return needChar(cur, '=') && parseValue(cur, kind, into);
  if (!cur.takeWord('in')) {
    cur.failExpected("'in {...}' or '=='");
    return false;
  }
  if (!needChar(cur, '{')) return false;
  do if (!parseValue(cur, kind, into)) return false;
  while (cur.take(','));
  return needChar(cur, '}');
}

/** One line of `.expect`. Null after a report. */
export function parseExpect(cur: Cursor): DraftExpect | null {
  const found = parseSubject(cur);
  if (found === null) return null;
  const { subject, keySpan } = found;
  const into: Values = { values: [], progs: [] };
  if (!parseValues(cur, subject.kind, into) || !finish(cur)) return null;
  const expect = { subject, values: into.values, span: cur.statementSpan };
  return { expect, progs: into.progs, keySpan };
}

/** What the checks below look at. */
export interface Declarations {
  readonly names: Names;
  readonly maps: ReadonlyMap<string, LabMap>;
  /** CPUs with at least one run. */
  readonly runners: ReadonlySet<number>;
  readonly reports: Reports;
}

function checkSlot(
  { map, key }: Slot,
  keySpan: Span,
  { names, maps, reports }: Declarations,
): boolean {
  if (!names.need('map', map)) return false;
  const found = maps.get(map.name);
  if (found === undefined) return false;
  if (found.type !== 'prog_array') {
    const message = `'${map.name}' is a map of type ${found.type}, not a prog_array`;
    reports.error('not-prog-array', map.span, message, {
      related: [{ span: found.span, message: 'declared here' }],
    });
    return false;
  }
  if (key >= found.maxEntries) {
    const message = `key ${key} is beyond the ${found.maxEntries} entries of '${map.name}'`;
    reports.warning('key-range', keySpan, message, { hint: 'the kernel answers E2BIG' });
  }
  return true;
}

/** True if every name in the statement is what the statement needs. */
export function checkOp({ op, keySpan }: DraftOp, declarations: Declarations): boolean {
  const { names } = declarations;
  switch (op.kind) {
    case 'update':
      return checkSlot(op, keySpan, declarations) && names.need('prog', op.prog);
    case 'delete':
      return checkSlot(op, keySpan, declarations);
    case 'close':
      return names.need('map', op.map);
    default:
      return names.need('prog', op.prog);
  }
}

/** A CPU that runs nothing returns nothing: what is expected of it could only seem to hold. */
function checkRunner(cpu: number, span: Span, { runners, reports }: Declarations): boolean {
  if (runners.has(cpu)) return true;
  const hint = `add \`.cpu ${cpu}\` with a \`run\`, or name another CPU`;
  reports.error('no-run', span, `CPU ${cpu} runs no program`, { hint });
  return false;
}

export function checkExpect(draft: DraftExpect, declarations: Declarations): boolean {
  const { expect, progs, keySpan } = draft;
  const { subject } = expect;
  if (subject.kind === 'retval' && !checkRunner(subject.cpu, keySpan, declarations)) return false;
  if (subject.kind === 'slot' && !checkSlot(subject, keySpan, declarations)) return false;
  return progs.every((prog) => declarations.names.need('prog', prog));
}
