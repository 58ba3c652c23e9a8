import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Choice, MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type {
  Addressing,
  Breakpoint,
  BytesLayout,
  Highlight,
  Selection,
} from '../../store/model.ts';
import { useSignal } from '../shared/signals.ts';
import { useSize } from '../shared/use-size.ts';
import '../shared/shared.css';
import './bytes.css';
import './byte-grid.css';
import './site-rows.css';
import './pointers.css';
import './grid-margin.css';
import './legend.css';
import './bytes-narrow.css';
import { BlankBytes, StaleStrip } from './BlankBytes.tsx';
import { ByteColumn, type FoundRows, type JumpTo } from './ByteColumn.tsx';
import { BytesFoot } from './BytesFoot.tsx';
import { rowBytes } from './byte-cells.ts';
import { buildRowTable, type FuncSection, type RowTable, rowAt } from './byte-rows.ts';
import type { InsidePlace } from './cpu-pointers.ts';
import { type DockChoice, openTab } from './dock-tab.ts';
import type { ExplainInput } from './explain-context.ts';
import { FuncTabs } from './FuncTabs.tsx';
import type { Syntax } from './insn-text.ts';
import { progTables } from './prog-table.ts';
import { firstLitRow } from './selection.ts';
import { useCopyObjdump } from './use-copy-objdump.ts';
import type { PointedByte } from './use-grid-pointer.ts';

const load = () => import('./around-set.ts');
const LazyToolbar = lazy(async () => ({ default: (await load()).BytesToolbar }));
const LazySearch = lazy(async () => ({ default: (await load()).SearchBar }));
const LazyDock = lazy(async () => ({ default: (await load()).DockPanel }));

const NO_CHOICES: readonly Choice[] = [];
const NO_BREAKPOINTS: readonly Breakpoint[] = [];
const nothing = (): void => undefined;

export interface BytesPaneProps {
  readonly result: LabResult;
  /** True when `result` is not of the present text. */
  readonly stale: boolean;
  /** What is wrong with the present text, in a line. */
  readonly problem?: string | null;
  /** The machine at the cursor; null shows the images as the JIT made them. */
  readonly view: MachineView | null;
  /** What can be done at the cursor, for what CPUs may fetch. */
  readonly choices?: readonly Choice[];
  /** Where a CPU is inside of a folded step. */
  readonly insidePlace?: InsidePlace | null;
  readonly highlight: Highlight;
  readonly hoveredHighlight: Highlight;
  readonly pinned?: Selection | null;
  readonly syntax: Syntax;
  readonly addressing?: Addressing;
  readonly layout?: BytesLayout;
  /** The lab text that the result is of. */
  readonly text?: string;
  readonly breakpoints?: readonly Breakpoint[];
  /** Goes into the detail of the `bytes-painted` mark. */
  readonly revision?: number;
  onHover(selection: Selection | null): void;
  onPin(selection: Selection | null): void;
  onToggleBreakpoint?(breakpoint: Breakpoint): void;
  onSeek?(cursor: number): void;
  onSyntax?(syntax: Syntax): void;
  onAddressing?(addressing: Addressing): void;
  onLayout?(layout: BytesLayout): void;
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

type ExplainProps = Pick<BytesPaneProps, 'result' | 'view' | 'syntax'>;

/** The insn of a row with the bytes that memory holds; null for a header. */
function useInsn(
  { result, view, syntax }: ExplainProps,
  table: RowTable,
  at: number | null,
): ExplainInput | null {
  return useMemo(() => {
    const row = at === null ? null : rowAt(table, at);
    if (row?.kind !== 'insn') return null;
    const desc = row.site && view?.descs[row.site.progIdx]?.[row.site.pokeIdx];
    const site = row.site && desc ? desc[row.site.which] : null;
    const freed = view?.progs[row.section.progIdx] === 'freed';
    const bytes = rowBytes(row.image, row.start, row.end, { site, freed });
    return { result, row, bytes, syntax };
  }, [result, view, syntax, table, at]);
}

/** What is pointed at, and what was when the pin was set here. */
function usePointed(onPin: BytesPaneProps['onPin']) {
  const [pointed, setPointed] = useState<PointedByte | null>(null);
  const [pinnedByte, setPinnedByte] = useState<PointedByte | null>(null);
  const pin = (selection: Selection | null) => {
    setPinnedByte(pointed);
    onPin(selection);
  };
  return { pointed, setPointed, pinnedByte, pin };
}

/** The search field: open or not, how often it was asked for, and what it found. */
function useSearchField() {
  const [isOpen, setOpen] = useState(false);
  const [calls, setCalls] = useState(0);
  const [found, setFound] = useState<FoundRows | null>(null);
  useSignal('search-bytes', () => {
    setOpen(true);
    setCalls((count) => count + 1);
  });
  return { isOpen, setOpen, calls, found, setFound };
}

/** Every program's image as rows of byte cells, and what helps to read them. */
export function BytesPane(props: BytesPaneProps) {
  const { result, stale, problem = null } = props;
  const table = useMemo(() => buildRowTable(result), [result]);
  usePaintMark(result, props.revision);
  if (table.sections.length === 0) return <BlankBytes stale={stale} problem={problem} />;
  return <FilledPane {...props} table={table} />;
}

function FilledPane(props: BytesPaneProps & { readonly table: RowTable }) {
  const { result, stale, problem = null, view, syntax, table } = props;
  const { addressing = 'offset', layout = 'stacked', pinned = null } = props;
  const paneRef = useRef<HTMLElement>(null);
  const size = useSize(paneRef);
  const parts = useMemo(() => progTables(table, layout), [table, layout]);
  const [top, setTop] = useState<FuncSection | null>(null);
  const topRow = useRef(0);
  const [jump, setJump] = useState<JumpTo | null>(null);
  const { pointed, setPointed, pinnedByte, pin } = usePointed(props.onPin);
  const search = useSearchField();
  const [dock, setDock] = useState<DockChoice>('auto');

  const current = sameSection(table.sections, top);
  const copying = useCopyObjdump({ result, view, syntax, sections: table.sections, current });
  const pinnedRow = useMemo(() => firstLitRow(table, props.highlight), [table, props.highlight]);
  const pointedInsn = useInsn(props, table, pointed?.row ?? null);
  const pinnedInsn = useInsn(props, table, pinnedRow);
  const nth = pinnedInsn ? (pinnedByte?.row === pinnedRow ? pinnedByte?.nth : null) : pointed?.nth;
  const hasPokes = view !== null && result.progs.some((prog) => prog.jit?.pokeTab.length);
  const open = openTab(dock, size, pinned?.kind ?? null, hasPokes);
  useSignal('bytes-dock', (tab) => setDock(open === tab ? 'none' : tab));
  const closeSearch = useCallback(() => {
    search.setOpen(false);
    paneRef.current?.querySelector<HTMLElement>('.byte-grid')?.focus();
  }, [search.setOpen]);

  return (
    <section
      ref={paneRef}
      className={stale ? 'bytes-pane is-stale' : 'bytes-pane'}
      aria-label="Bytes"
    >
      <header className="bytes-bar">
        <FuncTabs
          sections={table.sections}
          current={current}
          onGo={(section) => setJump({ section })}
        />
        <Suspense fallback={<span className="bytes-tools" />}>
          <LazyToolbar
            syntax={syntax}
            addressing={addressing}
            layout={layout}
            isSearching={search.isOpen}
            copied={copying.copied}
            onSyntax={props.onSyntax ?? nothing}
            onAddressing={props.onAddressing ?? nothing}
            onLayout={props.onLayout ?? nothing}
            onSearch={() => (search.isOpen ? closeSearch() : search.setOpen(true))}
            onCopy={copying.copy}
          />
        </Suspense>
      </header>
      {search.isOpen && (
        <Suspense fallback={<div className="search-bar" />}>
          <LazySearch
            result={result}
            table={table}
            view={view}
            syntax={syntax}
            fromRow={topRow}
            calls={search.calls}
            onFound={search.setFound}
            onClose={closeSearch}
          />
        </Suspense>
      )}
      <div className={layout === 'stacked' ? 'byte-columns' : 'byte-columns is-side'}>
        {stale && <StaleStrip problem={problem} />}
        {parts.map((part) => (
          <ByteColumn
            key={part.progIdx}
            part={part}
            search={search.found}
            jump={jump}
            isFirst={part === parts[0]}
            topRow={topRow}
            {...(part.name === '' ? {} : { label: `Bytes of ${part.name}` })}
            result={result}
            view={view}
            choices={props.choices ?? NO_CHOICES}
            insidePlace={props.insidePlace ?? null}
            highlight={props.highlight}
            hoveredHighlight={props.hoveredHighlight}
            syntax={syntax}
            addressing={addressing}
            text={props.text ?? ''}
            breakpoints={props.breakpoints ?? NO_BREAKPOINTS}
            onToggleBreakpoint={props.onToggleBreakpoint ?? nothing}
            onTop={setTop}
            onPoint={setPointed}
            onHover={props.onHover}
            onPin={pin}
          />
        ))}
      </div>
      {open && (
        <Suspense fallback={<section className="dock" />}>
          <LazyDock
            open={open}
            poke={{
              result,
              cursor: view?.cursor ?? 0,
              site: pinned?.kind === 'site' ? pinned.site : null,
              syntax,
              onSeek: props.onSeek ?? nothing,
            }}
            encoding={{
              input: pinnedInsn ?? pointedInsn,
              nth: nth ?? null,
              pinned: pinnedInsn !== null,
            }}
          />
        </Suspense>
      )}
      <BytesFoot
        pointed={pointedInsn}
        nth={pointed?.nth ?? null}
        open={open}
        isFlying={isFlying(view)}
        onOpen={(tab) => setDock(tab ?? 'none')}
      />
    </section>
  );
}

function isFlying(view: MachineView | null): boolean {
  return view?.descs.some((descs) => descs.some(({ state }) => state === 'moving')) ?? false;
}

/** The section of the whole table for one of a column's. */
function sameSection(
  sections: readonly FuncSection[],
  wanted: FuncSection | null,
): FuncSection | null {
  return (
    sections.find(
      ({ progIdx, funcIdx }) => progIdx === wanted?.progIdx && funcIdx === wanted.funcIdx,
    ) ??
    sections[0] ??
    null
  );
}
