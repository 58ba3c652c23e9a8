// What the pipeline shows: which program, which of its insns, and how they are printed.

import { useMemo, useState } from 'react';
import type { Highlight, Selection } from '../../store/model.ts';
import { selectHovered, selectPinned } from '../../store/selectors.ts';
import { useLatePage } from '../shell/late-page.ts';
import { useActions, usePage, usePageStore } from '../shell/page-context.tsx';
import { changeMask, type PassEntry, passesOf, touchedBy } from './pipeline-passes.ts';
import { makePrinter } from './pipeline-print.ts';
import { buildRows, type RowChoice } from './pipeline-rows.ts';

interface ChosenAt {
  /** What was pinned when it was chosen: a pin in another program chooses that one. */
  readonly pinned: Selection | null;
}

function progOf(highlight: Highlight, chosen: number): number {
  const touched = [...highlight.insns, ...highlight.bytes].map(({ progIdx }) => progIdx);
  return touched.includes(chosen) ? chosen : (touched[0] ?? chosen);
}

function useProg(count: number) {
  const store = usePageStore();
  const pipeline = usePage((page) => page.pipeline);
  const pinned = usePage((page) => page.pinned);
  const highlight = usePage(selectPinned);
  const [chosen, setChosen] = useState<ChosenAt>(() => {
    const page = store.getState();
    // What comes with a link was pinned before it was made.
    return { pinned: pipeline.progIdx === null ? null : (page.arrival?.pinned ?? page.pinned) };
  });
  const asked = pipeline.progIdx ?? 0;
  const wanted = pinned === null || pinned === chosen.pinned ? asked : progOf(highlight, asked);
  const choose = (progIdx: number): void => {
    setChosen({ pinned });
    store.getState().setPipeline({ ...pipeline, progIdx });
  };
  return { progIdx: Math.min(wanted, Math.max(0, count - 1)), choose };
}

function maskOf(passes: readonly PassEntry[], names: ReadonlySet<string>): number {
  return passes.reduce((mask, pass) => (names.has(pass.name) ? mask | pass.mask : mask), 0);
}

function useFilter() {
  const { setPipeline } = useActions();
  const pipeline = usePage((page) => page.pipeline);
  const passes = useMemo(() => new Set(pipeline.passes), [pipeline.passes]);
  const toggle = (name: string): void => {
    const left = pipeline.passes.filter((each) => each !== name);
    const isNew = left.length === pipeline.passes.length;
    setPipeline({ ...pipeline, passes: isNew ? [...left, name] : left });
  };
  return {
    filter: { onlyChanged: pipeline.onlyChanged, passes },
    toggle,
    setOnlyChanged: (onlyChanged: boolean): void => setPipeline({ ...pipeline, onlyChanged }),
    showAll: (): void => setPipeline({ ...pipeline, onlyChanged: false, passes: [] }),
  };
}

const NONE: ReadonlySet<number> = new Set();

/** Folds that were opened, as long as the same insns are left out. */
function useOpened(basis: RowChoice | null) {
  const [last, setLast] = useState({ basis, opened: NONE });
  const opened = last.basis === basis ? last.opened : NONE;
  const open = (fold: number): void => setLast({ basis, opened: new Set([...opened, fold]) });
  return { opened, open };
}

/** `isStacked`: the columns stand one below the other. */
export function usePipeline(isStacked: boolean) {
  const result = useLatePage((page) => page.result);
  const text = useLatePage((page) => page.resultText);
  const syntax = usePage((page) => page.syntax);
  const addressing = usePage((page) => page.addressing);
  const chosen = useProg(result?.progs.length ?? 0);
  const { progIdx } = chosen;
  const prog = result?.progs[progIdx] ?? null;
  const filtering = useFilter();
  const { onlyChanged, passes: names } = filtering.filter;
  const passes = useMemo(() => (prog ? passesOf(prog) : []), [prog]);
  const basis = useMemo((): RowChoice | null => {
    if (!prog) return null;
    const picked = maskOf(passes, names);
    const mask = picked === 0 && onlyChanged ? changeMask(prog) : picked;
    return { isStacked, shows: mask === 0 ? null : touchedBy(prog, mask) };
  }, [prog, isStacked, passes, names, onlyChanged]);
  const { opened, open } = useOpened(basis);
  const table = useMemo(
    () => result && basis && buildRows(result, progIdx, { ...basis, opened }),
    [result, progIdx, basis, opened],
  );
  const printer = useMemo(
    () => result && prog && makePrinter(result, prog, { text, syntax, addressing }),
    [result, prog, text, syntax, addressing],
  );
  return {
    result,
    prog,
    syntax,
    stale: usePage((page) => page.stale),
    pinned: usePage(selectPinned),
    hovered: usePage(selectHovered),
    chosen,
    filtering,
    passes,
    /** Places in the table stay what they are as long as this is the same: a fold opens downwards. */
    basis,
    open,
    table,
    printer,
  };
}
