// A search as state: its hits so far, and the one at hand.

import { useEffect, useMemo, useState } from 'react';
import { bytesToHex } from '../../core/base/index.ts';
import type { MachineView } from '../../core/machine/index.ts';
import { siteViews } from '../shared/desc-sites.ts';
import type { FoundRows } from './ByteColumn.tsx';
import type { SearchQuery } from './search-query.ts';
import { firstHitFrom, nextHit, runScan, type SearchState } from './search-run.ts';
import { type ScanInput, type SearchHit, scanFor } from './search-scan.ts';

export interface SearchInput extends ScanInput {
  onFound(found: FoundRows | null): void;
}

export interface Search {
  readonly state: SearchState;
  readonly current: number;
  go(delta: 1 | -1): void;
}

const NOTHING: SearchState = { hits: [], done: true };
const SEARCHING: SearchState = { hits: [], done: false };
/** A cursor that rests this long shows its own bytes to the search. */
const REST_MS = 250;

/** `value` as it was when it had not changed for a while. */
function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

/** Equal for views whose images hold the same bytes. */
function memoryKey(view: MachineView | null): string {
  if (!view) return '';
  const sites = view.descs.flat().map((desc) =>
    siteViews(desc)
      .map(({ bytes }) => bytesToHex(bytes))
      .join(''),
  );
  return `${sites.join()} ${view.progs.map((state) => (state === 'freed' ? 1 : 0)).join('')}`;
}

/** The last view whose memory is other than that of the one before. */
function useMemory(view: MachineView | null): MachineView | null {
  const rested = useRested(view);
  const key = memoryKey(rested);
  const [kept, setKept] = useState({ key, view: rested });
  if (kept.key !== key) setKept({ key, view: rested });
  return kept.key === key ? kept.view : rested;
}

function marked(hits: readonly SearchHit[]): Set<number> {
  const rows = new Set<number>();
  for (const { row, last } of hits) for (let at = row; at <= last; at++) rows.add(at);
  return rows;
}

/** Hits of a query so far. */
interface Held {
  readonly query: SearchQuery | null;
  readonly state: SearchState;
}

/** The hit that the user went to. */
interface Chosen {
  readonly query: SearchQuery | null;
  readonly nth: number;
}

/** Hits of `query`, and the one at hand: the first at or behind row `from` until the user goes on. */
export function useSearch(input: SearchInput, query: SearchQuery | null, from: number): Search {
  const { result, table, syntax, onFound } = input;
  const view = useMemory(input.view);
  const [held, setHeld] = useState<Held>({ query: null, state: NOTHING });
  const [chosen, setChosen] = useState<Chosen>({ query: null, nth: 0 });
  useEffect(() => {
    if (!query) return undefined;
    const scan = scanFor({ result, table, view, syntax }, query);
    return runScan(scan, (state) => setHeld({ query, state }));
  }, [result, table, view, syntax, query]);

  const state = query ? (held.query === query ? held.state : SEARCHING) : NOTHING;
  const { hits } = state;
  const isOn = chosen.query === query && chosen.nth < hits.length;
  const current = isOn ? chosen.nth : firstHitFrom(hits, from);
  const rows = useMemo(() => marked(hits), [hits]);
  const row = hits[current]?.row ?? null;
  useEffect(() => {
    onFound(query ? { rows, row } : null);
  }, [query, rows, row, onFound]);
  return {
    state,
    current,
    go: (delta) => setChosen({ query, nth: nextHit(hits.length, current, delta) }),
  };
}
