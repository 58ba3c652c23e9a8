import { memo, useLayoutEffect, useRef } from 'react';
import { type RowTable, rowAt, topOf } from './byte-rows.ts';
import { ARC_GUTTER, type ArcMark, drawArcs } from './draw-arcs.ts';
import { jumpsOf, layArcs } from './jump-arcs.ts';

interface ArcGutterProps {
  readonly table: RowTable;
  /** Rows on screen, `last` exclusive. */
  readonly first: number;
  readonly last: number;
  readonly activeRow: number;
}

const LANES = 4;
const MIDDLE = 12;

function marksIn({ table, first, last, activeRow }: ArcGutterProps): ArcMark[] {
  return table.sections.flatMap((section) => {
    const base = section.headRow + 1;
    if (!section.image || base >= last || base + section.insnCount <= first) return [];
    const near = (insn: number) => base + insn >= first && base + insn < last;
    const jumps = jumpsOf(section.image).filter(({ from, to }) => near(from) || near(to));
    return layArcs(jumps, LANES).map((arc) => ({
      ...arc,
      id: `${section.headRow}:${arc.from}`,
      yFrom: topOf(table, base + arc.from) + MIDDLE,
      yTo: topOf(table, base + arc.to) + MIDDLE,
      lit: activeRow === base + arc.from || activeRow === base + arc.to,
    }));
  });
}

/** Arcs from jumps to their targets; decoration beside the mnemonics, which name the targets. */
export const ArcGutter = memo(function ArcGutter(props: ArcGutterProps) {
  const ref = useRef<SVGSVGElement>(null);
  useLayoutEffect(() => {
    if (ref.current) drawArcs(ref.current, marksIn(props));
  });
  const firstRow = rowAt(props.table, 0);
  return firstRow ? (
    <svg
      ref={ref}
      className="arc-gutter"
      width={ARC_GUTTER}
      height={props.table.height}
      aria-hidden="true"
    />
  ) : null;
});
