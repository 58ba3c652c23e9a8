// Every name of a text with the places that mean it: what definition, references, rename and hover stand on.
// Authority: GRAMMAR.md: maps, programs and functions share one set of names, each body has labels of its own;
// core/protocol: variables of a protocol are its own.

import { NUMBER, WORD } from '../asm/index.ts';
import { at, type Span } from '../base/index.ts';
import { helperByName } from '../bpf/index.ts';
import { lexProtocol } from '../protocol/index.ts';
import { joinedAt } from './joined.ts';
import { isProtocolWord, isTypeWord } from './protocol-words.ts';
import {
  bodyOf,
  headerOf,
  isCode,
  labelsOf,
  lastBefore,
  type Part,
  type Reading,
  type Statement,
  type Word,
} from './reading.ts';
import { type Symbol, symbolOf } from './symbols.ts';

export type NameKind = 'map' | 'program' | 'function' | 'label' | 'protocol' | 'local';

export interface Entity {
  readonly name: string;
  readonly kind: NameKind;
  /** Index of the part that declares it; of a label or variable, the part that it belongs to. */
  readonly part: number;
  readonly declared: Span | null;
  /** Every place that means it, its declaration included, in the order of the text. */
  readonly places: readonly Span[];
}

interface Draft {
  readonly name: string;
  readonly kind: NameKind;
  readonly part: number;
  declared: Span | null;
  readonly places: Span[];
}

interface Place extends Span {
  readonly entity: Draft;
}

export interface Names {
  readonly entities: readonly Entity[];
  /** Places of all entities, ascending. */
  readonly places: readonly (Span & { readonly entity: Entity })[];
}

const DECLARING: Readonly<Partial<Record<Part['kind'], NameKind>>> = {
  map: 'map',
  prog: 'program',
  func: 'function',
};
const OPS: ReadonlySet<string> = new Set(['run', 'update', 'delete', 'load', 'unload', 'close']);
const SUBJECTS: ReadonlySet<string> = new Set(['retval', 'slot']);

class Collector {
  private readonly reading: Reading;
  private readonly byKey = new Map<string, Draft>();
  private readonly places: Place[] = [];

  constructor(reading: Reading) {
    this.reading = reading;
  }

  collect(): Names {
    for (const part of this.reading.parts) this.declarations(part);
    for (const part of this.reading.parts) this.uses(part);
    this.places.sort((a, b) => a.start - b.start);
    for (const { entity, start, end } of this.places) entity.places.push({ start, end });
    return { entities: [...this.byKey.values()], places: this.places };
  }

  private entity(key: string, name: string, kind: NameKind, part: number): Draft {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const made: Draft = { name, kind, part, declared: null, places: [] };
    this.byKey.set(key, made);
    return made;
  }

  private declare(entity: Draft, span: Span): void {
    entity.declared ??= { start: span.start, end: span.end };
    this.use(entity, span);
  }

  private use(entity: Draft, { start, end }: Span): void {
    this.places.push({ start, end, entity });
  }

  private declarations(part: Part): void {
    const kind = DECLARING[part.kind];
    const words = headerOf(this.reading, part);
    const name = words[1];
    if (kind !== undefined && name?.kind === WORD) {
      this.declare(this.entity(`name ${name.text}`, name.text, kind, part.idx), name);
    }
    if (part.kind === 'protocol') this.protocolName(part, words);
    if (isCode(part)) for (const each of bodyOf(this.reading, part)) this.labels(each);
  }

  private protocolName(part: Part, words: readonly Word[]): void {
    const name = joinedAt(words, 2);
    if (name === null) return;
    const entity = this.entity(`protocol ${part.idx}`, name.text, 'protocol', part.idx);
    this.declare(entity, name);
  }

  /** How often a numbered label has been defined in its part. */
  private readonly counts = new Map<string, number>();

  private labelKey(part: number, name: string): string {
    return `label ${part} ${name}`;
  }

  private labels(statement: Statement): void {
    const { part } = statement;
    for (const { kind, text, start, end } of labelsOf(statement).labels) {
      let key = this.labelKey(part, text);
      if (kind === NUMBER) {
        const count = (this.counts.get(key) ?? 0) + 1;
        this.counts.set(key, count);
        key += `:${count}`;
      }
      this.declare(this.entity(key, text, 'label', part), { start, end });
    }
  }

  private uses(part: Part): void {
    if (part.kind === 'protocol') this.protocolBody(part);
    else if (isCode(part)) this.code(part);
    else if (part.kind === 'init' || part.kind === 'cpu') {
      for (const { words } of bodyOf(this.reading, part)) this.operation(words, part.idx);
    } else if (part.kind === 'expect') {
      for (const { words } of bodyOf(this.reading, part)) this.condition(words, part.idx);
    }
  }

  private global({ text, start, end }: Word, kind: NameKind, part: number): void {
    this.use(this.entity(`name ${text}`, text, kind, part), { start, end });
  }

  private operation(words: readonly Word[], part: number): void {
    const named = words[1]?.text !== '[' && OPS.has(words[0]?.text ?? '');
    const from = named ? 1 : 0;
    words.forEach((word, idx) => {
      const next = words[idx + 1]?.text;
      const option = next === '=' && (word.text === 'times' || word.text === 'len');
      if (idx < from || word.kind !== WORD || (option && idx > from)) return;
      const isMap = next === '[' || words[0]?.text === 'close';
      this.global(word, isMap ? 'map' : 'program', part);
    });
  }

  private condition(words: readonly Word[], part: number): void {
    words.forEach((word, idx) => {
      const { kind, text } = word;
      if (kind !== WORD || (idx === 0 && SUBJECTS.has(text)) || text === 'in' || text === 'none') {
        return;
      }
      this.global(word, words[idx + 1]?.text === '[' ? 'map' : 'program', part);
    });
  }

  private code(part: Part): void {
    const counts = new Map<string, number>();
    for (const statement of bodyOf(this.reading, part)) {
      const { labels, from } = labelsOf(statement);
      for (const { kind, text } of labels) {
        if (kind === NUMBER) counts.set(text, (counts.get(text) ?? 0) + 1);
      }
      const symbol = symbolOf(statement.words, from);
      if (symbol === null) continue;
      if (/^[0-9]/.test(symbol.name)) this.numbered(symbol, part.idx, counts);
      else if (symbol.use === 'jump') this.jump(symbol, part.idx);
      else if (symbol.use === 'address') this.address(symbol, part.idx);
      else this.call(symbol, part.idx);
    }
  }

  private numbered(symbol: Symbol, part: number, counts: ReadonlyMap<string, number>): void {
    const digits = symbol.name.slice(0, -1);
    const count = (counts.get(digits) ?? 0) + (symbol.name.endsWith('f') ? 1 : 0);
    const entity = this.byKey.get(`${this.labelKey(part, digits)}:${count}`);
    if (entity !== undefined) this.use(entity, symbol);
  }

  private jump(symbol: Symbol, part: number): void {
    this.use(this.entity(this.labelKey(part, symbol.name), symbol.name, 'label', part), symbol);
  }

  private address(symbol: Symbol, part: number): void {
    this.use(this.entity(`name ${symbol.name}`, symbol.name, 'map', part), symbol);
  }

  /** A function wins over a label, a label over a helper. */
  private call(symbol: Symbol, part: number): void {
    const { name, use } = symbol;
    const global = this.byKey.get(`name ${name}`);
    const label = this.byKey.get(this.labelKey(part, name));
    const found = global?.kind === 'function' ? global : (label ?? global);
    if (found !== undefined) this.use(found, symbol);
    else if (use === 'local-call' || helperByName(name) === null) {
      this.use(this.entity(`name ${name}`, name, 'function', part), symbol);
    }
  }

  private protocolBody(part: Part): void {
    const header = this.reading.statements[part.header];
    const from = header?.end ?? part.start;
    const { tokens } = lexProtocol(this.reading.text.slice(from, part.end));
    tokens.forEach(({ kind, text, span }, idx) => {
      const next = tokens[idx + 1]?.text ?? '';
      if (kind !== 'word' || isProtocolWord(text) || next === '(' || next === '[') return;
      const entity = this.entity(`local ${part.idx} ${text}`, text, 'local', part.idx);
      const place = { start: span.start + from, end: span.end + from };
      const before = tokens[idx - 1]?.text ?? '';
      if (next === '=' || isTypeWord(before)) this.declare(entity, place);
      else this.use(entity, place);
    });
  }
}

export function collectNames(reading: Reading): Names {
  return new Collector(reading).collect();
}

/** What the word at an offset means; behind a word counts as in it. */
export function entityAt({ places }: Names, offset: number): Entity | null {
  const idx = lastBefore(places, offset);
  if (idx < 0) return null;
  const { end, entity } = at(places, idx);
  return offset <= end ? entity : null;
}

/** The map, program or function of this name, declared or not. */
export function globalNamed({ entities }: Names, name: string): Entity | null {
  const global = (kind: NameKind): boolean =>
    kind === 'map' || kind === 'program' || kind === 'function';
  return entities.find((entity) => entity.name === name && global(entity.kind)) ?? null;
}
