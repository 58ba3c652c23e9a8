import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { LabResult } from '../../core/pipeline/index.ts';
import { useSignal } from '../shared/signals.ts';
import { useSize } from '../shared/use-size.ts';
import { useSteady } from '../shared/use-steady.ts';
import '../shared/shared.css';
import './bytes.css';
import './byte-grid.css';
import './site-rows.css';
import './pointers.css';
import './grid-margin.css';
import './legend.css';
import './bytes-narrow.css';
import { BlankBytes } from './BlankBytes.tsx';
import type { JumpTo } from './ByteColumn.tsx';
import { ByteColumns } from './ByteColumns.tsx';
import { BytesFoot } from './BytesFoot.tsx';
import { buildRowTable, type FuncSection, type RowTable } from './byte-rows.ts';
import { type BytesPaneProps, type FullProps, fullProps } from './bytes-pane-props.ts';
import { type DockChoice, type DockTab, openTab } from './dock-tab.ts';
import { FuncTabs } from './FuncTabs.tsx';
import { isFlying, usePointed, useSearchField } from './use-bytes-pane.ts';
import { useCopyObjdump } from './use-copy-objdump.ts';

export type { BytesPaneProps } from './bytes-pane-props.ts';

const load = () => import('./around-set.ts');
const LazyToolbar = lazy(async () => ({ default: (await load()).BytesToolbar }));
const LazySearch = lazy(async () => ({ default: (await load()).SearchBar }));
const LazyDock = lazy(async () => ({ default: (await load()).DockPanel }));

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

/** Every program's image as rows of byte cells, and what helps to read them. */
export function BytesPane(props: BytesPaneProps) {
  const { result, stale, problem = null } = props;
  const table = useMemo(() => buildRowTable(result), [result]);
  usePaintMark(result, props.revision);
  if (table.sections.length === 0) return <BlankBytes stale={stale} problem={problem} />;
  return <FilledPane props={fullProps(props)} table={table} />;
}

interface FilledProps {
  readonly props: FullProps;
  readonly table: RowTable;
}

type Field = ReturnType<typeof useSearchField>;

function FilledPane({ props, table }: FilledProps) {
  const { result, view, syntax, pinned } = props;
  const paneRef = useRef<HTMLElement>(null);
  const topRow = useRef(0);
  const noteTopRow = useCallback((row: number) => {
    topRow.current = row;
  }, []);
  const [top, setTop] = useState<FuncSection | null>(null);
  const [jump, setJump] = useState<JumpTo | null>(null);
  const at = usePointed({ result, table, view, syntax }, props.highlight, props.onPin);
  const search = useSearchField(paneRef);
  const [dock, setDock] = useState<DockChoice>('auto');
  const size = useSize(paneRef);
  const hasPokes = view !== null && result.progs.some((prog) => prog.jit?.pokeTab.length);
  const open = openTab(dock, size, pinned?.kind ?? null, hasPokes);
  const onOpen = useCallback((tab: DockTab | null) => setDock(tab ?? 'none'), []);
  useSignal('bytes-dock', (tab) => setDock(open === tab ? 'none' : tab));
  return (
    <section
      ref={paneRef}
      className={props.stale ? 'bytes-pane is-stale' : 'bytes-pane'}
      aria-label="Bytes"
    >
      <BytesBar props={props} table={table} top={top} search={search} onJump={setJump} />
      {search.isOpen && (
        <Suspense fallback={<div className="search-bar" />}>
          <LazySearch
            {...{ result, table, view, syntax }}
            firstRow={() => topRow.current}
            calls={search.calls}
            onFound={search.setFound}
            onClose={search.close}
          />
        </Suspense>
      )}
      <ByteColumns
        props={props}
        table={table}
        search={search.found}
        jump={jump}
        onTopRow={noteTopRow}
        onTop={setTop}
        onPoint={at.setPointed}
        onPin={at.pin}
      />
      {open && <Dock props={props} open={open} at={at} />}
      <BytesFoot
        progs={result.progs}
        pointed={at.under.input}
        nth={at.under.nth}
        open={open}
        isFlying={isFlying(view)}
        onOpen={onOpen}
      />
    </section>
  );
}

interface BytesBarProps extends FilledProps {
  /** The function at the top of the view, as a section of its column's table. */
  readonly top: FuncSection | null;
  readonly search: Field;
  onJump(jump: JumpTo): void;
}

/** Ways to the functions, and the tools. */
function BytesBar({ props, table, top, search, onJump }: BytesBarProps) {
  const { result, view, syntax } = props;
  const { sections } = table;
  const current = sameSection(sections, top);
  const copying = useCopyObjdump({ result, view, syntax, sections, current });
  const onSearch = useSteady(search.isOpen ? search.close : search.open);
  const onCopy = useSteady(copying.copy);
  return (
    <header className="bytes-bar">
      <FuncTabs sections={sections} current={current} onGo={(section) => onJump({ section })} />
      <Suspense fallback={<span className="bytes-tools" />}>
        <LazyToolbar
          syntax={syntax}
          addressing={props.addressing}
          layout={props.layout}
          isSearching={search.isOpen}
          copied={copying.copied}
          onSyntax={props.onSyntax}
          onAddressing={props.onAddressing}
          onLayout={props.onLayout}
          onSearch={onSearch}
          onCopy={onCopy}
        />
      </Suspense>
    </header>
  );
}

interface DockProps {
  readonly props: FullProps;
  readonly open: 'poke' | 'encoding';
  readonly at: ReturnType<typeof usePointed>;
}

function Dock({ props, open, at }: DockProps) {
  const { result, view, syntax, pinned, onSeek } = props;
  const site = pinned?.kind === 'site' ? pinned.site : null;
  const isPinned = at.pinned.input !== null;
  return (
    <Suspense fallback={<section className="dock" />}>
      <LazyDock
        open={open}
        poke={{ result, cursor: view?.cursor ?? 0, site, syntax, onSeek }}
        encoding={{ ...(isPinned ? at.pinned : at.under), pinned: isPinned }}
      />
    </Suspense>
  );
}

/** The section of the whole table for one of a column's. */
function sameSection(
  sections: readonly FuncSection[],
  wanted: FuncSection | null,
): FuncSection | null {
  const same = sections.find(
    ({ progIdx, funcIdx }) => progIdx === wanted?.progIdx && funcIdx === wanted.funcIdx,
  );
  return same ?? sections[0] ?? null;
}
