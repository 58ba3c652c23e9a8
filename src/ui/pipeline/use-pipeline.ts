// What the pipeline shows: which program, which of its insns, and how they are printed.

import { useMemo, useState } from 'react';
import type { Highlight, Selection } from '../../store/model.ts';
import { selectHovered, selectPinned } from '../../store/selectors.ts';
import { useLatePage } from '../shell/late-page.ts';
import { usePage } from '../shell/page-context.tsx';
import { changeMask, type PassEntry, passesOf, touchedBy } from './pipeline-passes.ts';
import { makePrinter } from './pipeline-print.ts';
import { buildRows } from './pipeline-rows.ts';

/** What is left out; both off: nothing. */
export interface RowFilter {
  readonly onlyChanged: boolean;
  /** Names of passes; an insn that any of them touched is shown. */
  readonly passes: ReadonlySet<string>;
}

const ALL: RowFilter = { onlyChanged: false, passes: new Set() };

interface ChosenProg {
  readonly progIdx: number;
  /** What was pinned when it was chosen: a pin in another program chooses that one. */
  readonly pinned: Selection | null;
}

function progOf(highlight: Highlight, chosen: number): number {
  const touched = [...highlight.insns, ...highlight.bytes].map(({ progIdx }) => progIdx);
  return touched.includes(chosen) ? chosen : (touched[0] ?? chosen);
}

function useProg(count: number) {
  const [chosen, setChosen] = useState<ChosenProg>({ progIdx: 0, pinned: null });
  const pinned = usePage((page) => page.pinned);
  const highlight = usePage(selectPinned);
  const wanted = pinned === chosen.pinned ? chosen.progIdx : progOf(highlight, chosen.progIdx);
  const choose = (progIdx: number): void => setChosen({ progIdx, pinned });
  return { progIdx: Math.min(wanted, Math.max(0, count - 1)), choose };
}

function maskOf(passes: readonly PassEntry[], names: ReadonlySet<string>): number {
  return passes.reduce((mask, pass) => (names.has(pass.name) ? mask | pass.mask : mask), 0);
}

function useFilter() {
  const [filter, setFilter] = useState(ALL);
  const toggle = (name: string): void => {
    const passes = new Set(filter.passes);
    if (!passes.delete(name)) passes.add(name);
    setFilter({ ...filter, passes });
  };
  const setOnlyChanged = (onlyChanged: boolean): void => setFilter({ ...filter, onlyChanged });
  return { filter, toggle, setOnlyChanged, showAll: () => setFilter(ALL) };
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
  const table = useMemo(() => {
    if (!result || !prog) return null;
    const picked = maskOf(passes, names);
    const mask = picked === 0 && onlyChanged ? changeMask(prog) : picked;
    return buildRows(result, progIdx, {
      isStacked,
      shows: mask === 0 ? null : touchedBy(prog, mask),
    });
  }, [result, prog, progIdx, isStacked, passes, names, onlyChanged]);
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
    table,
    printer,
  };
}
