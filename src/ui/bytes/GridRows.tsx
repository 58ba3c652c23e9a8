import { useMemo } from 'react';
import type { DescView, MachineView, SiteRef } from '../../core/machine/index.ts';
import type { HighlightIndex } from '../shared/highlight-index.ts';
import { labNames } from '../shared/lab-names.ts';
import type { ByteGridProps } from './ByteGrid.tsx';
import { ByteRow, type InsnRow } from './ByteRow.tsx';
import { rowAt, topOf } from './byte-rows.ts';
import { FuncHeader } from './FuncHeader.tsx';
import { makeBpfPrinter } from './insn-text.ts';
import { makeX86Printer } from './x86-printer.ts';

interface GridRowsProps extends ByteGridProps {
  readonly baseId: string;
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  readonly activeRow: number;
  readonly pinned: HighlightIndex;
  readonly hovered: HighlightIndex;
}

function descOf(view: MachineView | null, site: SiteRef | null): DescView | null {
  return site ? (view?.descs[site.progIdx]?.[site.pokeIdx] ?? null) : null;
}

function isLit(index: HighlightIndex, { section, start, end }: InsnRow): boolean {
  return index.bytes(section.progIdx, section.funcIdx, start, end);
}

/** The rows in view. */
export function GridRows(props: GridRowsProps) {
  const { result, table, view, syntax } = props;
  const printers = useMemo(
    () => ({
      x86: makeX86Printer(result),
      bpf: makeBpfPrinter(result),
      names: labNames(result),
    }),
    [result],
  );
  const slotWords = (site: SiteRef | null) => {
    const poke = site && result.progs[site.progIdx]?.jit?.pokeTab[site.pokeIdx];
    if (!poke) return '';
    const value = view?.slots[poke.mapIdx]?.[poke.key] ?? null;
    return `${printers.names.slot(poke.mapIdx, poke.key)} = ${printers.names.slotValue(value)}`;
  };

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
    };
    const progState = view?.progs[row.section.progIdx] ?? null;
    if (row.kind === 'func') {
      rows.push(
        <FuncHeader key={nth} {...shared} section={row.section} prog={prog} state={progState} />,
      );
      continue;
    }
    rows.push(
      <ByteRow
        key={nth}
        {...shared}
        row={row}
        syntax={syntax}
        print={printers.x86}
        printBpf={printers.bpf}
        desc={descOf(view, row.site)}
        slot={slotWords(row.site)}
        progState={progState}
        lit={isLit(props.pinned, row) ? 'pinned' : isLit(props.hovered, row) ? 'hovered' : ''}
      />,
    );
  }
  return rows;
}
