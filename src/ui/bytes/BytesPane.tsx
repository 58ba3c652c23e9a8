import { useEffect, useMemo, useRef, useState } from 'react';
import type { Choice, MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight, Selection } from '../../store/model.ts';
import '../shared/shared.css';
import './bytes.css';
import './byte-grid.css';
import './site-rows.css';
import './pointers.css';
import './grid-margin.css';
import './legend.css';
import './bytes-narrow.css';
import { ByteGrid } from './ByteGrid.tsx';
import { rowBytes } from './byte-cells.ts';
import { type ByteNote, byteNote } from './byte-note.ts';
import { buildRowTable, type RowTable, rowAt, rowAtY } from './byte-rows.ts';
import type { InsidePlace } from './cpu-pointers.ts';
import { FuncTabs } from './FuncTabs.tsx';
import type { Syntax } from './insn-text.ts';
import { PartLegend } from './PartLegend.tsx';
import type { PointedByte } from './use-grid-pointer.ts';
import { useGridScroll } from './use-grid-scroll.ts';

const NO_CHOICES: readonly Choice[] = [];

export interface BytesPaneProps {
  readonly result: LabResult;
  /** True when `result` is not of the present text. */
  readonly stale: boolean;
  /** The machine at the cursor; null shows the images as the JIT made them. */
  readonly view: MachineView | null;
  /** What can be done at the cursor, for what CPUs may fetch. */
  readonly choices?: readonly Choice[];
  /** Where a CPU is inside of a folded step. */
  readonly insidePlace?: InsidePlace | null;
  readonly highlight: Highlight;
  readonly hoveredHighlight: Highlight;
  readonly syntax: Syntax;
  /** Goes into the detail of the `bytes-painted` mark. */
  readonly revision?: number;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
}

/** Marks the moment at which a new result is on screen, for the benchmark. */
function usePaintMark(result: LabResult, revision: number | undefined): void {
  const count = useRef(0);
  useEffect(() => {
    count.current += 1;
    const detail = { revision: revision ?? count.current };
    const frame = requestAnimationFrame(() => performance.mark('bytes-painted', { detail }));
    return () => cancelAnimationFrame(frame);
  }, [result, revision]);
}

function noteOf(pointed: PointedByte | null, table: RowTable, view: MachineView | null) {
  const row = pointed && rowAt(table, pointed.row);
  if (row?.kind !== 'insn') return null;
  const desc = row.site && view?.descs[row.site.progIdx]?.[row.site.pokeIdx];
  const site = row.site && desc ? desc[row.site.which] : null;
  const freed = view?.progs[row.section.progIdx] === 'freed';
  return byteNote(
    row,
    rowBytes(row.image, row.start, row.end, { site, freed }),
    pointed?.nth ?? null,
  );
}

function Note({ head, tail }: ByteNote) {
  return (
    <p className="byte-note">
      <b>{head}</b> {tail}
    </p>
  );
}

/** Every program's image as rows of byte cells. */
export function BytesPane(props: BytesPaneProps) {
  const { result, stale } = props;
  const table = useMemo(() => buildRowTable(result), [result]);
  const gridRef = useRef<HTMLDivElement>(null);
  const scroll = useGridScroll(gridRef, table);
  usePaintMark(result, props.revision);
  const [pointed, setPointed] = useState<PointedByte | null>(null);
  const note = noteOf(pointed, table, props.view);
  const topRow = rowAt(table, rowAtY(table, scroll.scrollTop + 1));

  if (table.sections.length === 0) {
    return (
      <section className="bytes-pane is-blank" aria-label="Bytes">
        <p>
          {stale
            ? 'The bytes appear here as soon as the text has no errors.'
            : 'No program yet. A line such as “.prog entry tc” begins one; its bytes appear here.'}
        </p>
      </section>
    );
  }
  return (
    <section className={stale ? 'bytes-pane is-stale' : 'bytes-pane'} aria-label="Bytes">
      <header className="bytes-bar">
        <FuncTabs
          sections={table.sections}
          current={topRow?.section ?? null}
          onGo={(section) => scroll.to(section.top)}
        />
        {stale && (
          <span className="stale-note" role="status">
            shows the last text without errors
          </span>
        )}
      </header>
      <ByteGrid
        {...props}
        choices={props.choices ?? NO_CHOICES}
        insidePlace={props.insidePlace ?? null}
        table={table}
        scroll={scroll}
        gridRef={gridRef}
        onPoint={setPointed}
      />
      <footer className="bytes-foot">{note ? <Note {...note} /> : <PartLegend />}</footer>
    </section>
  );
}
