// A compiled protocol: what core/machine interprets statement by statement.

import type { Span } from '../base/index.ts';

export type ProtocolRole = 'map_poke' | 'text_poke';

/** A protocol after parsing, checking and compiling. `text` is what the page shows. */
export interface Protocol {
  readonly role: ProtocolRole;
  readonly name: string;
  readonly text: string;
  readonly code: readonly ProtocolStep[];
}

/** One interpretable statement; `span` and `line` (1-based) are in `text`. */
export interface ProtocolStep {
  readonly span: Span;
  readonly line: number;
  readonly stmt: unknown;
}
