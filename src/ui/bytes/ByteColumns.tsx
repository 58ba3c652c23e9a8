import { useMemo } from 'react';
import { StaleStrip } from './BlankBytes.tsx';
import { ByteColumn, type ByteColumnProps } from './ByteColumn.tsx';
import type { RowTable } from './byte-rows.ts';
import type { FullProps } from './bytes-pane-props.ts';
import { progTables } from './prog-table.ts';

interface ByteColumnsProps
  extends Pick<ByteColumnProps, 'search' | 'jump' | 'onTopRow' | 'onTop' | 'onPoint' | 'onPin'> {
  readonly props: FullProps;
  readonly table: RowTable;
}

/** One grid, or one for each program. */
export function ByteColumns({ props, table, ...rest }: ByteColumnsProps) {
  const { layout, stale } = props;
  const parts = useMemo(() => progTables(table, layout), [table, layout]);
  return (
    <div className={layout === 'stacked' ? 'byte-columns' : 'byte-columns is-side'}>
      {stale && <StaleStrip problem={props.problem} />}
      {parts.map((part) => (
        <ByteColumn
          key={part.progIdx}
          {...rest}
          {...(part.name === '' ? {} : { label: `Bytes of ${part.name}` })}
          part={part}
          isFirst={part === parts[0]}
          result={props.result}
          view={props.view}
          choices={props.choices}
          insidePlace={props.insidePlace}
          highlight={props.highlight}
          hoveredHighlight={props.hoveredHighlight}
          syntax={props.syntax}
          addressing={props.addressing}
          text={props.text}
          breakpoints={props.breakpoints}
          onToggleBreakpoint={props.onToggleBreakpoint}
          onHover={props.onHover}
        />
      ))}
    </div>
  );
}
