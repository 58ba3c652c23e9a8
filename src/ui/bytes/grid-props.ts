import type { RefObject } from 'react';
import type { Choice, MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Addressing, Breakpoint, Highlight, Selection } from '../../store/model.ts';
import type { RowTable } from './byte-rows.ts';
import type { InsidePlace } from './cpu-pointers.ts';
import type { Syntax } from './insn-text.ts';
import type { PointedByte } from './use-grid-pointer.ts';
import type { GridScroll } from './use-grid-scroll.ts';

/** What a grid shows beyond the bytes themselves; each has a sensible absence. */
export interface GridOptions {
  /** What a screen reader calls the grid. */
  readonly label?: string;
  readonly addressing?: Addressing;
  /** The lab text that the result is of, for the lines of the lab. */
  readonly text?: string;
  readonly breakpoints?: readonly Breakpoint[];
  onToggleBreakpoint?(breakpoint: Breakpoint): void;
  /** Rows that a search hit, and the hit at hand. */
  readonly found?: ReadonlySet<number> | null;
  readonly foundRow?: number | null;
}

export interface ByteGridProps extends GridOptions {
  readonly result: LabResult;
  readonly table: RowTable;
  readonly view: MachineView | null;
  readonly choices: readonly Choice[];
  readonly insidePlace: InsidePlace | null;
  readonly highlight: Highlight;
  readonly hoveredHighlight: Highlight;
  readonly syntax: Syntax;
  readonly scroll: GridScroll;
  readonly gridRef: RefObject<HTMLDivElement | null>;
  /** The row under the pointer, and the byte in it; null when the pointer leaves. */
  onPoint(pointed: PointedByte | null): void;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}
