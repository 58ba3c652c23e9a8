// What `clang -S` writes around a function body, so that its output can be pasted between directives.
// Authority: the directives of LLVM's MCAsmStreamer for an ELF target.

import { parseProgSection } from '../bpf/index.ts';
import type { Cursor } from './cursor.ts';
import { SECTION_DIRECTIVES } from './vocabulary.ts';

/** What a section directive switches to. */
export type SectionKind =
  | 'code'
  /** Map definitions, which a lab declares with `.map`. */
  | 'maps'
  /** Variables, which a lab declares as array maps. */
  | 'variables'
  /** Licence, debug information and whatever else has no meaning here. */
  | 'other';

const VARIABLES = /^\.(?:data|bss|rodata)(?:\.|$)/;

function kindOf(name: string, flags: string): SectionKind {
  if (name === '.maps' || name === 'maps') return 'maps';
  if (VARIABLES.test(name)) return 'variables';
  if (/^\.text(?:\.|$)/.test(name) || flags.includes('x')) return 'code';
  return parseProgSection(name) === null ? 'other' : 'code';
}

/** Takes `.text`, `.bss` and the like, or `.section NAME[,"FLAGS"...]`; null if neither is here. */
export function takeSection(cur: Cursor): SectionKind | null {
  if (!cur.isWordToken || !SECTION_DIRECTIVES.has(cur.word)) return null;
  const directive = cur.word;
  cur.next();
  if (directive !== '.section') return kindOf(directive, '');
  const nameStart = cur.start;
  let nameEnd = nameStart;
  while (!cur.atEnd && !cur.is(',')) {
    nameEnd = cur.end;
    cur.next();
  }
  const name = cur.text.slice(nameStart, nameEnd).replace(/^"|"$/g, '');
  const flags = cur.take(',') && cur.isString ? cur.word : '';
  return kindOf(name, flags);
}

/** Takes `.type NAME,@function` and returns NAME; null for any other statement. */
export function takeFunctionType(cur: Cursor): string | null {
  if (!cur.isWord('.type')) return null;
  cur.next();
  const name = cur.isWordToken ? cur.word : '';
  cur.next();
  const isFunction = cur.take(',') && (cur.take('@') || cur.take('%')) && cur.isWord('function');
  return isFunction ? name : '';
}
