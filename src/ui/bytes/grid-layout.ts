// Where the columns stand, in whole pixels: one answer for the twin in the document and its picture.

import type { Addressing } from '../../store/model.ts';

/** How much room there is; the style sheet sizes its type by it. */
export type GridSize = 'wide' | 'middle' | 'narrow' | 'tiny';

export interface Column {
  readonly x: number;
  readonly width: number;
}

export interface GridLayout {
  readonly size: GridSize;
  readonly width: number;
  /** Width of one byte. */
  readonly cell: number;
  /** Kernel addresses are cut to their low half where they do not fit. */
  readonly longAddress: boolean;
  readonly off: Column;
  readonly letter: Column;
  readonly bytes: Column;
  readonly asm: Column;
  /** The xlated insn, and the line of the lab; null where there is no room. */
  readonly xlated: Column | null;
  readonly source: Column | null;
}

interface Measures {
  readonly margin: number;
  readonly off: number;
  /** Of a kernel address. */
  readonly address: number;
  readonly letter: number;
  readonly cell: number;
  /** Around the bytes. */
  readonly pad: number;
}

const MEASURES: Readonly<Record<GridSize, Measures>> = {
  wide: { margin: 28, off: 44, address: 136, letter: 28, cell: 22, pad: 24 },
  middle: { margin: 28, off: 36, address: 72, letter: 26, cell: 19, pad: 20 },
  narrow: { margin: 28, off: 36, address: 72, letter: 24, cell: 19, pad: 20 },
  tiny: { margin: 4, off: 32, address: 68, letter: 22, cell: 16, pad: 16 },
};

/** Narrower columns say too little to stand there. */
const LEAST = { asm: 160, xlated: 90, source: 150 } as const;
/** Of the room that text has; the x86 text is the shortest, and what is asked for first. */
const SHARES = { two: [0.46, 0.54], three: [0.32, 0.34, 0.34] } as const;

function sizeOf(width: number): GridSize {
  if (width > 760) return 'wide';
  if (width > 560) return 'middle';
  return width > 430 ? 'narrow' : 'tiny';
}

/** Widths of the text columns in `room` px. */
function textWidths(room: number): readonly number[] {
  const shares =
    room >= 3 * LEAST.asm ? SHARES.three : room >= LEAST.asm + LEAST.xlated ? SHARES.two : [1];
  const widths = shares.map((share) => Math.floor(room * share));
  const [first = room] = widths;
  // A column that is second must not starve the first.
  return shares.length === 2 && first < LEAST.asm ? [LEAST.asm, room - LEAST.asm] : widths;
}

/** Columns of a grid of `width` px whose longest insn has `cellCount` bytes. */
export function gridLayout(width: number, cellCount: number, addressing: Addressing): GridLayout {
  const size = sizeOf(width);
  const { margin, cell, pad, ...of } = MEASURES[size];
  const columns: Column[] = [];
  let x = margin;
  const put = (wide: number) => {
    const column = { x, width: wide };
    columns.push(column);
    x += wide;
    return column;
  };
  const fixed = {
    off: put(addressing === 'address' ? of.address : of.off),
    letter: put(of.letter),
    bytes: put(cellCount * cell + pad),
  };
  const texts = textWidths(Math.max(60, width - x)).map(put);
  const [asm = fixed.bytes, xlated = null, source = null] = texts;
  return { size, width, cell, longAddress: size === 'wide', ...fixed, asm, xlated, source };
}

/** The same for the style sheet: `grid-template-columns`, margin first. */
export function columnTemplate(layout: GridLayout): string {
  const { off, letter, bytes, asm, xlated, source } = layout;
  const columns = [off, letter, bytes, asm, xlated, source].filter((column) => column !== null);
  return [{ width: off.x }, ...columns].map(({ width }) => `${width}px`).join(' ');
}
