import type { RefObject } from 'react';
import type { Choice, MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight, Selection } from '../../store/model.ts';
import type { RowTable } from './byte-rows.ts';
import type { InsidePlace } from './cpu-pointers.ts';
import type { Syntax } from './insn-text.ts';
import type { PointedByte } from './use-grid-pointer.ts';
import type { GridScroll } from './use-grid-scroll.ts';

export interface ByteGridProps {
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
