// State of the bytes pane: what is pointed at, what is searched, and what is open.

import { type RefObject, useCallback, useMemo, useState } from 'react';
import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight, Selection } from '../../store/model.ts';
import { useSignal } from '../shared/signals.ts';
import type { FoundRows } from './ByteColumn.tsx';
import { rowBytes } from './byte-cells.ts';
import { type RowTable, rowAt } from './byte-rows.ts';
import type { ExplainInput } from './explain-context.ts';
import type { Syntax } from './insn-text.ts';
import { firstLitRow } from './selection.ts';
import type { PointedByte } from './use-grid-pointer.ts';

export interface Shown {
  readonly result: LabResult;
  readonly table: RowTable;
  readonly view: MachineView | null;
  readonly syntax: Syntax;
}

/** The insn of a row with the bytes that memory holds; null for a header. */
function useInsn({ result, table, view, syntax }: Shown, at: number | null): ExplainInput | null {
  return useMemo(() => {
    const row = at === null ? null : rowAt(table, at);
    if (row?.kind !== 'insn') return null;
    const desc = row.site && view?.descs[row.site.progIdx]?.[row.site.pokeIdx];
    const site = row.site && desc ? desc[row.site.which] : null;
    const freed = view?.progs[row.section.progIdx] === 'freed';
    const bytes = rowBytes(row.image, row.start, row.end, { site, freed });
    return { result, row, bytes, syntax };
  }, [result, table, view, syntax, at]);
}

export interface InsnAtHand {
  readonly input: ExplainInput | null;
  /** The byte meant, or null for the whole insn. */
  readonly nth: number | null;
}

/** The insns that are pointed at and pinned; of a pin that was set here, also its byte. */
export function usePointed(
  shown: Shown,
  highlight: Highlight,
  onPin: (selection: Selection | null) => void,
) {
  const { table } = shown;
  const [pointed, setPointed] = useState<PointedByte | null>(null);
  const [pinnedByte, setPinnedByte] = useState<PointedByte | null>(null);
  const pinnedRow = useMemo(() => firstLitRow(table, highlight), [table, highlight]);
  const under: InsnAtHand = {
    input: useInsn(shown, pointed?.row ?? null),
    nth: pointed?.nth ?? null,
  };
  const pinned: InsnAtHand = {
    input: useInsn(shown, pinnedRow),
    nth: pinnedByte?.row === pinnedRow ? (pinnedByte?.nth ?? null) : null,
  };
  const pin = (selection: Selection | null) => {
    setPinnedByte(pointed);
    onPin(selection);
  };
  return { under, pinned, setPointed, pin };
}

/** The search field: open or not, how often it was asked for, and what it found. */
export function useSearchField(paneRef: RefObject<HTMLElement | null>) {
  const [isOpen, setOpen] = useState(false);
  const [calls, setCalls] = useState(0);
  const [found, setFound] = useState<FoundRows | null>(null);
  const open = useCallback(() => {
    setOpen(true);
    setCalls((count) => count + 1);
  }, []);
  const close = useCallback(() => {
    setOpen(false);
    paneRef.current?.querySelector<HTMLElement>('.byte-grid')?.focus();
  }, [paneRef]);
  useSignal('search-bytes', open);
  return { isOpen, calls, found, setFound, open, close };
}

/** True while bytes of any site are in flight. */
export function isFlying(view: MachineView | null): boolean {
  return view?.descs.some((descs) => descs.some(({ state }) => state === 'moving')) ?? false;
}
