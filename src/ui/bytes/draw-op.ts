// What can be drawn in a row. Rows say what they want as data, in px from their own corner; the pen
// turns it into pixels.

import type { SiteState } from '../../core/machine/index.ts';

/** Names of the page's colours, without the dashes; the pen reads them once for each theme. */
export const INKS = [
  ...(['bg-pane', 'bg-sunken', 'line-soft', 'line-strong', 'ink', 'ink-2', 'ink-3'] as const),
  ...(['accent', 'accent-soft', 'accent-preview', 'on-hue', 'cpu-on'] as const),
  ...(['flight', 'flight-ink', 'flight-soft', 'flight-on', 'danger', 'danger-ink'] as const),
  ...(['part-prologue', 'part-prologue-soft', 'part-prologue-ink'] as const),
  ...(['part-body', 'part-body-soft', 'part-body-ink'] as const),
  ...(['part-check', 'part-check-soft', 'part-check-ink'] as const),
  ...(['part-bypass', 'part-bypass-soft', 'part-bypass-ink'] as const),
  ...(['part-unwind', 'part-unwind-soft', 'part-unwind-ink'] as const),
  ...(['part-target', 'part-target-soft', 'part-target-ink'] as const),
  ...(['part-site', 'part-site-soft', 'part-site-ink'] as const),
  ...(['part-rewind', 'part-rewind-soft', 'part-rewind-ink'] as const),
  ...(['part-epilogue', 'part-epilogue-soft', 'part-epilogue-ink'] as const),
  ...(['cpu-1', 'cpu-2', 'cpu-3', 'cpu-4', 'state-empty', 'state-armed', 'state-live'] as const),
] as const;
export type Ink = (typeof INKS)[number];

/** Typefaces by use; `code` follows the size of the grid. */
export type Face =
  | 'code'
  | 'code-strong'
  | 'code-loud'
  | 'code-small'
  | 'code-tiny'
  | 'name'
  | 'letter'
  | 'words'
  | 'words-medium'
  | 'words-strong'
  | 'words-tiny'
  | 'words-tiny-strong'
  | 'tag';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Radii of the left and of the right corners. */
export type Corners = readonly [left: number, right: number];

export interface TextOp {
  readonly kind: 'text';
  /** Of its left end, middle or right end, by `align`. */
  readonly x: number;
  /** Of the middle of its line. */
  readonly y: number;
  readonly text: string;
  readonly face: Face;
  readonly ink: Ink;
  readonly align?: 'left' | 'center' | 'right';
  /** Room in px: what is longer ends in an ellipsis. */
  readonly room?: number;
  /** Breaks into two lines of this height rather than that. */
  readonly wrap?: number;
}

export interface ByteOp extends Box {
  readonly kind: 'byte';
  /** Place among the row's bytes in memory: those may be in the middle of a flip. -1: a ghost. */
  readonly nth: number;
  readonly hex: string;
  readonly face: Face;
  readonly ink: Ink;
  readonly fill: Ink | 'hatch' | null;
  readonly corners: Corners;
  /** A line below what a poke has written. */
  readonly underline: Ink | null;
}

export type DrawOp =
  | TextOp
  | ByteOp
  | (Box & {
      readonly kind: 'rect';
      readonly fill: Ink;
      readonly alpha?: number;
      readonly corners?: Corners;
    })
  | (Box & {
      readonly kind: 'frame';
      readonly ink: Ink;
      readonly line: number;
      readonly radius: number;
      readonly dashed?: boolean;
    })
  | {
      readonly kind: 'glyph';
      readonly x: number;
      readonly y: number;
      readonly state: SiteState;
      readonly radius: number;
    }
  /** The letter of a CPU, as a card; `points`: with a tip to the right. */
  | (Box & {
      readonly kind: 'tag';
      readonly letter: string;
      readonly hue: number;
      readonly points: boolean;
      readonly haloed?: boolean;
    })
  /** Words that flow to the right, each with a gap before it: their widths are the pen's to know. */
  | {
      readonly kind: 'flow';
      readonly x: number;
      readonly room: number;
      readonly parts: FlowPart[];
    };

export interface FlowPart {
  readonly gap: number;
  /** Drawn at x = 0. */
  readonly op: Exclude<DrawOp, { kind: 'flow' }>;
}
