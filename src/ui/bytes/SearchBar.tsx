import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { Button, Input, Label, SearchField } from 'react-aria-components';
import type { FoundRows } from './ByteColumn.tsx';
import { parseQuery, QUERY_WORDS, type SearchQuery } from './search-query.ts';
import { firstHitFrom, hitCount, nextHit, runScan, type SearchState } from './search-run.ts';
import { type ScanInput, type SearchHit, scanFor } from './search-scan.ts';
import './search.css';

export interface SearchBarProps extends ScanInput {
  /** First row in view: the search begins there. */
  readonly fromRow: RefObject<number>;
  /** Raised when the field is asked for again. */
  readonly calls: number;
  onFound(found: FoundRows | null): void;
  onClose(): void;
}

const NOTHING: SearchState = { hits: [], done: true };
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

function marked(hits: readonly SearchHit[]): Set<number> {
  const rows = new Set<number>();
  for (const { row, last } of hits) for (let at = row; at <= last; at++) rows.add(at);
  return rows;
}

interface Search {
  readonly state: SearchState;
  readonly current: number;
  go(delta: 1 | -1): void;
}

/** Hits of `query`, and the one at hand: the first in view until the user goes on. */
function useSearch(props: SearchBarProps, query: SearchQuery | null): Search {
  const { result, table, syntax, fromRow, onFound } = props;
  const view = useRested(props.view);
  const [state, setState] = useState(NOTHING);
  const [chosen, setChosen] = useState<{ query: SearchQuery; nth: number } | null>(null);
  const [start, setStart] = useState(0);
  useEffect(() => {
    setStart(fromRow.current);
    if (!query) {
      setState(NOTHING);
      return undefined;
    }
    return runScan(scanFor({ result, table, view, syntax }, query), setState);
  }, [result, table, view, syntax, query, fromRow]);

  const { hits } = query ? state : NOTHING;
  const own = chosen && chosen.query === query ? chosen.nth : -1;
  const current = own >= 0 && own < hits.length ? own : firstHitFrom(hits, start);
  const rows = useMemo(() => marked(hits), [hits]);
  const row = hits[current]?.row ?? null;
  useEffect(() => {
    onFound(query ? { rows, row } : null);
  }, [query, rows, row, onFound]);
  return {
    state: query ? state : NOTHING,
    current,
    go: (delta) => query && setChosen({ query, nth: nextHit(hits.length, current, delta) }),
  };
}

/** The search field of the pane, with the number of hits and ways between them. */
export function SearchBar(props: SearchBarProps) {
  const { table, calls, onClose, onFound } = props;
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const funcNames = useMemo(
    () => new Set(table.sections.map((section) => section.name.toLowerCase())),
    [table],
  );
  const query = useMemo(() => parseQuery(typed, funcNames), [typed, funcNames]);
  const { state, current, go } = useSearch(props, query);
  useEffect(() => {
    if (calls > 0) input.current?.select();
  }, [calls]);
  useEffect(() => () => onFound(null), [onFound]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && event.target === input.current) go(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the field inside, before its own
    <div className="search-bar" onKeyDownCapture={onKeyDown}>
      <SearchField className="search-field" value={typed} onChange={setTyped} autoFocus>
        <Label className="visually-hidden">
          Search the bytes: an address, an offset, a mnemonic, bytes or a BPF insn
        </Label>
        <Input
          ref={input}
          className="search-input"
          placeholder="jmp · %rbp · +3b · e9 ?? ?? ?? ?? · #7"
          spellCheck={false}
        />
      </SearchField>
      <output className="search-count" aria-live="polite">
        {query && (
          <>
            <span className="search-kind">{QUERY_WORDS[query.kind]}</span>
            {hitCount(state, current)}
          </>
        )}
      </output>
      <Button
        className="bytes-tool"
        aria-label="Previous hit, Shift Enter"
        isDisabled={state.hits.length === 0}
        onPress={() => go(-1)}
      >
        <Chevron d="M4 10l4-4 4 4" />
      </Button>
      <Button
        className="bytes-tool"
        aria-label="Next hit, Enter"
        isDisabled={state.hits.length === 0}
        onPress={() => go(1)}
      >
        <Chevron d="M4 6l4 4 4-4" />
      </Button>
      <Button className="bytes-tool" aria-label="Close the search, Esc" onPress={onClose}>
        <Chevron d="M4.5 4.5l7 7M11.5 4.5l-7 7" />
      </Button>
    </div>
  );
}

function Chevron({ d }: { readonly d: string }) {
  return (
    <svg className="bytes-tool-icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}
