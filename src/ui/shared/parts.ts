// Letters and words of the image parts: colour never stands alone.

import type { Part } from '../../core/jit/index.ts';

/** As `PARTS` of core/jit, whose indices images use; the page sees only types of that package. */
export const PART_ORDER = [
  'prologue',
  'body',
  'check',
  'bypass',
  'unwind',
  'target',
  'epilogue',
] as const satisfies readonly Part[];

export interface PartLabel {
  readonly letter: string;
  readonly word: string;
  readonly meaning: string;
}

export const PART_LABELS: Readonly<Record<Part, PartLabel>> = {
  prologue: {
    letter: 'P',
    word: 'prologue',
    meaning: 'builds the frame; byte 11 on is where a tail call lands',
  },
  body: { letter: '·', word: 'body', meaning: 'code of one BPF instruction' },
  check: {
    letter: 'C',
    word: 'check',
    meaning: 'compares the tail call counter with the limit and counts',
  },
  bypass: {
    letter: 'P1',
    word: 'bypass',
    meaning: 'jumps over the tail call while its slot is empty',
  },
  unwind: { letter: 'U', word: 'unwind', meaning: 'gives the frame back before the jump' },
  target: { letter: 'P2', word: 'target', meaning: 'jumps into the program of the slot' },
  epilogue: { letter: 'E', word: 'epilogue', meaning: 'restores registers and returns' },
};
