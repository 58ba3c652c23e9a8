import { useMemo } from 'react';
import type { DescView, MachineView, SiteRef } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { useLeapt } from '../shared/cursor-leaps.ts';
import { freeingNote } from '../shared/freeing-note.ts';
import { type HighlightIndex, indexHighlight } from '../shared/highlight-index.ts';
import { labNames } from '../shared/lab-names.ts';
import { ByteRow, type InsnRow } from './ByteRow.tsx';
import { rowAt, topOf } from './byte-rows.ts';
import { type CpuPointer, fetchesAt, NO_FETCHES, NO_POINTERS } from './cpu-pointers.ts';
import { FuncHeader } from './FuncHeader.tsx';
import type { ByteGridProps } from './grid-props.ts';
import { makeBpfPrinter } from './insn-text.ts';
import { makeX86Printer } from './x86-printer.ts';

interface GridRowsProps extends ByteGridProps {
  readonly baseId: string;
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  readonly activeRow: number;
  /** CPUs by grid row. */
  readonly pointers: ReadonlyMap<number, readonly CpuPointer[]>;
}

function descOf(view: MachineView | null, site: SiteRef | null): DescView | null {
  return site ? (view?.descs[site.progIdx]?.[site.pokeIdx] ?? null) : null;
}

function isLit(index: HighlightIndex, { section, start, end }: InsnRow): boolean {
  return index.bytes(section.progIdx, section.funcIdx, start, end);
}

function usePrinters(result: LabResult) {
  return useMemo(
    () => ({
      x86: makeX86Printer(result),
      bpf: makeBpfPrinter(result),
      names: labNames(result),
    }),
    [result],
  );
}

type Printers = ReturnType<typeof usePrinters>;

/** "jmp_table[0] = target_a" for a site, '' for other rows. */
function slotWords({ result, view }: GridRowsProps, { names }: Printers, site: SiteRef | null) {
  const poke = site && result.progs[site.progIdx]?.jit?.pokeTab[site.pokeIdx];
  if (!poke) return '';
  const value = view?.slots[poke.mapIdx]?.[poke.key] ?? null;
  return `${names.slot(poke.mapIdx, poke.key)} = ${names.slotValue(value)}`;
}

/** The rows in view. */
export function GridRows(props: GridRowsProps) {
  const { result, table, view } = props;
  const printers = usePrinters(result);
  const leapt = useLeapt(view?.cursor ?? null);
  const pinned = useMemo(() => indexHighlight(props.highlight), [props.highlight]);
  const hovered = useMemo(() => indexHighlight(props.hoveredHighlight), [props.hoveredHighlight]);
  const litBy = (row: InsnRow) =>
    isLit(pinned, row) ? 'pinned' : isLit(hovered, row) ? 'hovered' : '';

  const rows = [];
  for (let nth = props.first; nth < props.last; nth++) {
    const row = rowAt(table, nth);
    const prog = row && result.progs[row.section.progIdx];
    if (!row || !prog) continue;
    const shared = {
      id: `${props.baseId}-${nth}`,
      ariaRow: nth + 2,
      top: topOf(table, nth),
      active: nth === props.activeRow,
      progState: view?.progs[row.section.progIdx] ?? null,
    };
    if (row.kind === 'func') {
      const gone = view && freeingNote(view, row.section.progIdx, printers.names);
      rows.push(<FuncHeader key={nth} {...shared} section={row.section} prog={prog} gone={gone} />);
      continue;
    }
    const desc = descOf(view, row.site);
    const flies = row.site !== null && Boolean(desc?.[row.site.which].poke);
    rows.push(
      <ByteRow
        key={nth}
        {...shared}
        row={row}
        syntax={props.syntax}
        print={printers.x86}
        printBpf={printers.bpf}
        desc={desc}
        fetches={flies && row.site ? fetchesAt(result, props.choices, row.site) : NO_FETCHES}
        pointers={props.pointers.get(nth) ?? NO_POINTERS}
        slot={slotWords(props, printers, row.site)}
        lit={litBy(row)}
      />,
    );
  }
  return (
    <div
      role="rowgroup"
      className={leapt ? 'grid-body is-leaping' : 'grid-body'}
      style={{ height: table.height }}
    >
      {rows}
    </div>
  );
}
