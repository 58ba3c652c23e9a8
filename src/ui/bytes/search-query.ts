// What a search field's text asks for: an address as oopses and tools print it, bytes, a BPF insn, or words.

/** A byte matches if its bits under `mask` are `value`: `8?` is 80 under f0. */
export interface BytePattern {
  readonly value: number;
  readonly mask: number;
}

export type SearchQuery =
  /** A kernel address, in any image. */
  | { readonly kind: 'address'; readonly addr: bigint; readonly text: string }
  /** An offset from the start of a function; of every function when `func` is null. */
  | { readonly kind: 'offset'; readonly func: string | null; readonly byteOff: number }
  | { readonly kind: 'bytes'; readonly pattern: readonly BytePattern[] }
  /** A slot of the xlated programs. */
  | { readonly kind: 'insn'; readonly insnIdx: number }
  /** Part of the x86 or BPF text, in lower case. */
  | { readonly kind: 'text'; readonly text: string };

/** `ffffffffc00000a8`: all kernel addresses begin so. */
const ADDRESS = /^(?:0x)?(ffff[0-9a-f]{12})$/;
/** `+3b`, `+0x3b`, `entry+0x3b/0x60`, `bpf_prog_6deef7357e7b4530_entry+0x3b/0x60 [bpf]`. */
const OFFSET =
  /^(?:(?:bpf_prog_[0-9a-f]{16}_)?([a-z_.$][\w.$]*))?\+(?:0x)?([0-9a-f]+)(?:\/(?:0x)?[0-9a-f]+)?(?:\s*\[bpf\])?$/;
/** `3b:`, as bpftool and objdump begin their lines. */
const LINE = /^(?:0x)?([0-9a-f]{1,8}):$/;
const INSN = /^(?:#|insn\s+|bpf\s+)(\d+)$/;
const PAIRS = /^(?:[0-9a-f?]{2})(?:\s+[0-9a-f?]{2})*$/;
/** Without blanks, from three bytes on: two or four digits may be a number in the text. */
const PACKED = /^(?:[0-9a-f?]{2}){3,}$/;

function bytesOf(pairs: readonly string[]): SearchQuery {
  const pattern = pairs.map((pair) => ({
    value: Number.parseInt(pair.replaceAll('?', '0'), 16),
    mask: Number.parseInt(pair.replaceAll(/[^?]/g, 'f').replaceAll('?', '0'), 16),
  }));
  return { kind: 'bytes', pattern };
}

function offsetOf(text: string, funcNames: ReadonlySet<string>): SearchQuery | null {
  const [, func, hex] = OFFSET.exec(text) ?? [];
  // `rbp+0x10` is an operand, unless somebody has called a function rbp.
  if (hex === undefined || (func !== undefined && !funcNames.has(func))) return null;
  return { kind: 'offset', func: func ?? null, byteOff: Number.parseInt(hex, 16) };
}

function placeOf(text: string, funcNames: ReadonlySet<string>): SearchQuery | null {
  const [, addr] = ADDRESS.exec(text) ?? [];
  if (addr !== undefined) return { kind: 'address', addr: BigInt(`0x${addr}`), text };
  const [, line] = LINE.exec(text) ?? [];
  if (line !== undefined) return { kind: 'offset', func: null, byteOff: Number.parseInt(line, 16) };
  return offsetOf(text, funcNames);
}

/** Null for a text that asks for nothing. `funcNames` in lower case. */
export function parseQuery(typed: string, funcNames: ReadonlySet<string>): SearchQuery | null {
  const text = typed.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (text === '') return null;
  const place = placeOf(text, funcNames);
  if (place) return place;
  const [, insnIdx] = INSN.exec(text) ?? [];
  if (insnIdx !== undefined) return { kind: 'insn', insnIdx: Number(insnIdx) };
  if (PAIRS.test(text)) return bytesOf(text.split(' '));
  if (PACKED.test(text)) return bytesOf(text.match(/../g) ?? []);
  return { kind: 'text', text };
}

/** What is looked for, for the field's label. */
export const QUERY_WORDS: Readonly<Record<SearchQuery['kind'], string>> = {
  address: 'address',
  offset: 'offset',
  bytes: 'bytes',
  insn: 'BPF insn',
  text: 'text',
};
