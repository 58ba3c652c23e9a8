// The parts of a lab as a tree: programs with their labels, maps, CPUs, protocols with their blocks.

import { WORD } from '../asm/index.ts';
import type { Span } from '../base/index.ts';
import { lexProtocol, type ProtocolToken } from '../protocol/index.ts';
import { joinedAt, joinedFrom } from './joined.ts';
import { bodyOf, headerOf, isCode, labelsOf, type Part, type Reading } from './reading.ts';
import type { OutlineEntry } from './types.ts';

const KINDS: Readonly<Partial<Record<Part['kind'], OutlineEntry['kind']>>> = {
  map: 'map',
  prog: 'program',
  func: 'function',
  protocol: 'protocol',
};

/** Up to the last word of the part, comments and blank lines behind it left out. */
function wholeSpan(reading: Reading, part: Part): Span {
  const last = reading.statements[part.to - 1] ?? reading.statements[part.header];
  return { start: part.start, end: last?.end ?? part.end };
}

function labelEntries(reading: Reading, part: Part, end: number): OutlineEntry[] {
  const labels = bodyOf(reading, part)
    .flatMap((statement) => labelsOf(statement).labels)
    .filter(({ kind }) => kind === WORD);
  return labels.map(
    ({ text, ...label }, idx): OutlineEntry => ({
      name: text,
      detail: '',
      kind: 'label',
      nameSpan: { start: label.start, end: label.end },
      span: { start: label.start, end: labels[idx + 1]?.start ?? Math.max(label.end, end) },
      children: [],
    }),
  );
}

/** What a protocol is made of: its loops, and what is done at a load and later. */
const BLOCKS: ReadonlySet<string> = new Set([
  'for_each_poke',
  'fixup',
  'call_rcu',
  'call_rcu_tasks_trace',
]);

function blockEntries(reading: Reading, part: Part): OutlineEntry[] {
  const from = reading.statements[part.header]?.end ?? part.start;
  const entries: OutlineEntry[] = [];
  let head: ProtocolToken | null = null;
  let depth = 0;
  for (const token of lexProtocol(reading.text.slice(from, part.end)).tokens) {
    const { text, span } = token;
    if (depth === 0 && BLOCKS.has(text)) head = token;
    if (text === '{') depth++;
    if (text !== '}') continue;
    depth = Math.max(0, depth - 1);
    if (depth > 0 || head === null) continue;
    entries.push({
      name: head.text,
      detail: '',
      kind: 'section',
      nameSpan: { start: from + head.span.start, end: from + head.span.end },
      span: { start: from + head.span.start, end: from + span.end },
      children: [],
    });
    head = null;
  }
  return entries;
}

function childrenOf(reading: Reading, part: Part, end: number): OutlineEntry[] {
  if (isCode(part)) return labelEntries(reading, part, end);
  return part.kind === 'protocol' ? blockEntries(reading, part) : [];
}

function countOf(part: Part): string {
  const count = part.to - part.from;
  return `${count} ${count === 1 ? 'line' : 'lines'}`;
}

/** A directive with a name of its own. */
function namedEntry(reading: Reading, part: Part): OutlineEntry | null {
  const words = headerOf(reading, part);
  const kind = KINDS[part.kind];
  const [name, ...rest] = joinedFrom(words, kind === 'protocol' ? 2 : 1);
  if (kind === undefined || name === undefined) return null;
  const span = wholeSpan(reading, part);
  const role = words[1]?.text ?? '';
  return {
    name: name.text,
    detail: kind === 'protocol' ? role : rest.map(({ text }) => text).join(' '),
    kind,
    nameSpan: { start: name.start, end: name.end },
    span,
    children: childrenOf(reading, part, span.end),
  };
}

/** `.cpu 0`, `.init`, `.expect`, `.kernel` and `.layout`. */
function sectionEntry(reading: Reading, part: Part): OutlineEntry | null {
  const words = headerOf(reading, part);
  const [directive] = words;
  if (directive === undefined) return null;
  const number = part.kind === 'cpu' ? joinedAt(words, 1) : null;
  const hasBody = part.kind === 'init' || part.kind === 'cpu' || part.kind === 'expect';
  const rest = joinedFrom(words, number === null ? 1 : number.next).map(({ text }) => text);
  return {
    name: number === null ? directive.text : `${directive.text} ${number.text}`,
    detail: hasBody ? countOf(part) : rest.join(' '),
    kind: 'section',
    nameSpan: { start: directive.start, end: number?.end ?? directive.end },
    span: wholeSpan(reading, part),
    children: [],
  };
}

export function outlineOf(reading: Reading): readonly OutlineEntry[] {
  return reading.parts.flatMap((part) => {
    const entry = namedEntry(reading, part) ?? sectionEntry(reading, part);
    return entry === null ? [] : [entry];
  });
}
