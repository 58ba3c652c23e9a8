// The headers of `.kernel`, `.map`, `.prog`, `.func`, `.cpu`, `.protocol` and `.layout`.
// Authority: map_check of the map types in Linux 6.1 for sizes; libbpf for section names.
// Simplification: a prog array has at most 65,536 slots, far more than can be shown.

import type { Span } from '../base/index.ts';
import {
  MAP_TYPES,
  type MapTypeInfo,
  mapTypeInfo,
  PROG_SECTION_NAMES,
  type ProgType,
  parseProgSection,
} from '../bpf/index.ts';
import type { Cursor } from './cursor.ts';
import { parseImmediate } from './expression.ts';
import type { LabKernel, LabMap, LabName, LabProtocol } from './lab.ts';

const MAX_PROG_ARRAY = 65_536;
const MAX_KEY_SIZE = 512;
const MAX_VALUE_SIZE = 0x400000;
/** CPUs that a lab can name: 0 to this one. */
const LAST_CPU = 63;

/** A whole number in `low..high`; `what` names it in the message. */
export function parseCount(cur: Cursor, low: number, high: number, what: string): number | null {
  const { start } = cur;
  if (!cur.isNumber && !cur.is('-') && !cur.is('+')) return cur.failExpected(what);
  const value = parseImmediate(cur);
  if (value === null) return null;
  if (value >= low && value <= high) return Number(value);
  const span = { start, end: cur.lastEnd };
  return cur.fail('number-range', span, `${what} must be ${low} to ${high}`);
}

/** `.kernel PROFILE [OPTION...]`. */
export function parseKernel(cur: Cursor): LabKernel | null {
  const profile = cur.takeJoined();
  if (profile === null) return cur.failExpected('a kernel profile such as 6.1');
  const options: LabName[] = [];
  for (let word = cur.takeJoined(); word !== null; word = cur.takeJoined()) options.push(word);
  return { profile, options, span: cur.statementSpan };
}

interface MapSizes {
  keySize: number | null;
  valueSize: number | null;
  maxEntries: number | null;
}

const MAP_ATTRIBUTES: ReadonlyMap<string, keyof MapSizes> = new Map([
  ['max_entries', 'maxEntries'],
  ['key_size', 'keySize'],
  ['value_size', 'valueSize'],
]);

function limitOf(attribute: keyof MapSizes, info: MapTypeInfo): number {
  if (attribute === 'keySize') return MAX_KEY_SIZE;
  if (attribute === 'valueSize') return MAX_VALUE_SIZE;
  return info.type === 'prog_array' ? MAX_PROG_ARRAY : 0xffffffff;
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? 'an' : 'a';
}

/** The kernel answers EINVAL to a size that the map type does not take. */
function sizeError(attribute: keyof MapSizes, size: number, info: MapTypeInfo): string | null {
  const fixed =
    attribute === 'keySize' ? info.fixedKey : attribute === 'valueSize' && info.fixedValue;
  const only = attribute === 'keySize' ? info.keySize : info.valueSize;
  if (!fixed || size === only) return null;
  const what = attribute === 'keySize' ? 'keys' : 'values';
  return `${article(info.type)} ${info.type} has ${what} of ${only} bytes`;
}

function parseAttribute(cur: Cursor, sizes: MapSizes, info: MapTypeInfo): boolean {
  const attribute = cur.isWordToken ? MAP_ATTRIBUTES.get(cur.word) : undefined;
  if (attribute === undefined) {
    const hint = cur.suggest(MAP_ATTRIBUTES.keys());
    cur.failExpected('max_entries=N, key_size=N or value_size=N', hint);
    return false;
  }
  const { word, span } = cur;
  cur.next();
  if (sizes[attribute] !== null) {
    cur.fail('duplicate-attribute', span, `${word} is given twice`);
    return false;
  }
  if (!cur.take('=')) {
    cur.failExpected("'='");
    return false;
  }
  const { start } = cur;
  const value = parseCount(cur, 1, limitOf(attribute, info), word);
  if (value === null) return false;
  sizes[attribute] = value;
  const problem = sizeError(attribute, value, info);
  if (problem === null) return true;
  cur.fail('map-size', { start, end: cur.lastEnd }, problem, 'the kernel answers EINVAL');
  return false;
}

const MAP_TYPE_NAMES: readonly string[] = MAP_TYPES.map((info) => info.type);

function parseMapType(cur: Cursor): MapTypeInfo | null {
  const type = cur.takeName();
  if (type === null) return cur.failExpected('a map type such as prog_array');
  const info = mapTypeInfo(type.name);
  if (info !== null) return info;
  const hint =
    cur.reports.suggest(type.name, MAP_TYPE_NAMES) ?? `known types: ${MAP_TYPE_NAMES.join(', ')}`;
  return cur.fail('unknown-map-type', type.span, `unknown map type '${type.name}'`, hint);
}

/** `.map NAME TYPE ATTRIBUTE...`, behind the name. */
export function parseMap(cur: Cursor, name: LabName, directive: Span): LabMap | null {
  const info = parseMapType(cur);
  if (info === null) return null;
  const sizes: MapSizes = { keySize: null, valueSize: null, maxEntries: null };
  while (!cur.atEnd) if (!parseAttribute(cur, sizes, info)) return null;
  if (sizes.maxEntries === null) return cur.failExpected('max_entries=N');
  return {
    ...name,
    type: info.type,
    keySize: sizes.keySize ?? info.keySize,
    valueSize: sizes.valueSize ?? info.valueSize,
    maxEntries: sizes.maxEntries,
    directive,
  };
}

export interface ProgHeader {
  readonly type: ProgType;
  readonly section: string;
  readonly sleepable: boolean;
}

/** `.prog NAME TYPE [sleepable]`, behind the name. */
export function parseProgHeader(cur: Cursor): ProgHeader | null {
  const section = cur.takeJoined();
  if (section === null) return cur.failExpected('a program type such as tc or xdp');
  const found = parseProgSection(section.name);
  if (found === null) {
    const hint = cur.reports.suggest(section.name, PROG_SECTION_NAMES);
    return cur.fail(
      'unknown-prog-type',
      section.span,
      `unknown program type '${section.name}'`,
      hint,
    );
  }
  const sleepable = cur.takeWord('sleepable') || found.sleepable;
  if (!cur.atEnd) return cur.failExpected('sleepable or the end of the line');
  return { type: found.type, section: section.name, sleepable };
}

/** `.cpu N`, behind the directive. */
export function parseCpuNumber(cur: Cursor): number | null {
  const cpu = parseCount(cur, 0, LAST_CPU, 'a CPU number');
  return cpu !== null && !cur.atEnd ? cur.failExpected('the end of the line') : cpu;
}

/** `.protocol ROLE NAME`, behind the directive; the body comes later. */
export function parseProtocolHeader(cur: Cursor): Omit<LabProtocol, 'body' | 'directive'> | null {
  const role = cur.isWord('map_poke') ? 'map_poke' : cur.isWord('text_poke') ? 'text_poke' : null;
  if (role === null) return cur.failExpected('map_poke or text_poke');
  cur.next();
  const name = cur.takeJoined();
  if (name === null) return cur.failExpected('a name for the protocol');
  return cur.atEnd ? { role, ...name } : cur.failExpected('the end of the line');
}

const PIECES: readonly string[] = ['check', 'count', 'bypass', 'unwind', 'target', 'rewind'];

/** `.layout PIECE...` or `.layout NAME`, behind the directive: the pieces as one name, a space between them. */
export function parseLayout(cur: Cursor): LabName | null {
  const pieces: string[] = [];
  const { start } = cur;
  while (!cur.atEnd) {
    const piece = cur.takeJoined();
    if (piece === null) break;
    const isName = pieces.length === 0 && cur.atEnd;
    if (!isName && !PIECES.includes(piece.name)) {
      const hint = cur.reports.suggest(piece.name, PIECES) ?? `pieces: ${PIECES.join(', ')}`;
      return cur.fail('unknown-piece', piece.span, `unknown piece '${piece.name}'`, hint);
    }
    if (pieces.includes(piece.name)) {
      return cur.fail('duplicate-attribute', piece.span, `${piece.name} is given twice`);
    }
    pieces.push(piece.name);
  }
  if (pieces.length === 0) return cur.failExpected(PIECES.join(', '));
  return { name: pieces.join(' '), span: { start, end: cur.lastEnd } };
}
