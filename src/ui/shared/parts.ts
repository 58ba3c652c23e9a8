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
  'site',
  'rewind',
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
    meaning: 'builds the frame; a tail call lands within it or behind it',
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
  site: {
    letter: 'S',
    word: 'site',
    meaning: 'the one poke site: jumps into the program of the slot, or is a nop',
  },
  rewind: { letter: 'R', word: 'rewind', meaning: 'builds the frame again for a call not taken' },
};
