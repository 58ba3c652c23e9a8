// An instruction as parsed, before labels and symbols are known.

import type { Span } from '../base/index.ts';
import type { Insn } from '../bpf/index.ts';

/** How a name changes the insn once it is known. */
export type SymbolUse =
  /** `goto NAME` and `if ... goto NAME`: distance in off. */
  | 'jump'
  /** `gotol NAME`: distance in imm. */
  | 'long-jump'
  /** `call NAME`: a function, a label of this body or a helper. */
  | 'call'
  /** `call local NAME`: the same without helpers. */
  | 'local-call'
  /** `rX = NAME ll`: address of a map, a map value or a function. */
  | 'address';

export interface DraftSymbol {
  readonly name: string;
  readonly span: Span;
  readonly use: SymbolUse;
  /** The constant of `NAME + constant ll`, null when none was written. */
  readonly addend: number | null;
  /** A label of no definition means the body's first `exit`. */
  readonly orFirstExit?: true;
}

export interface Draft {
  readonly slots: readonly Insn[];
  readonly symbol: DraftSymbol | null;
}

/** One slot without a symbol. */
export function plain(code: number, dst: number, src: number, off: number, imm: number): Draft {
  return { slots: [{ code, dst, src, off, imm }], symbol: null };
}
