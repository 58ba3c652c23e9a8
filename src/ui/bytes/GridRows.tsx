import { memo } from 'react';
import { ByteRow } from './ByteRow.tsx';
import { type RowTable, topOf } from './byte-rows.ts';
import { FuncHeader } from './FuncHeader.tsx';
import type { Looks } from './grid-looks.ts';
import type { GridScene } from './row-look.ts';

interface GridRowsProps {
  readonly table: RowTable;
  readonly looks: Looks;
  readonly scene: GridScene;
  readonly baseId: string;
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  readonly activeRow: number;
  /** The last move of the cursor was more than a step: nothing flips. */
  readonly leapt: boolean;
}

/** The rows in view, as text. With a canvas they are its twin: in place over it, and transparent. */
export const GridRows = memo(function GridRows(props: GridRowsProps) {
  const { table, looks, scene, baseId } = props;
  const rows = [];
  for (let nth = props.first; nth < props.last; nth++) {
    const look = looks.at(nth, scene);
    if (!look) continue;
    const place = {
      id: `${baseId}-${nth}`,
      ariaRow: nth + 2,
      top: topOf(table, nth),
      active: nth === props.activeRow,
    };
    rows.push(
      look.kind === 'func' ? (
        <FuncHeader key={nth} {...place} look={look} />
      ) : (
        <ByteRow key={nth} {...place} look={look} />
      ),
    );
  }
  return (
    <div
      role="rowgroup"
      className={props.leapt ? 'grid-body is-leaping' : 'grid-body'}
      style={{ height: table.height }}
    >
      {rows}
    </div>
  );
});
