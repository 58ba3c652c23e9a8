import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Button, Input, Label, SearchField } from 'react-aria-components';
import { parseQuery, QUERY_WORDS } from './search-query.ts';
import { hitCount } from './search-run.ts';
import { type Search, type SearchInput, useSearch } from './use-search.ts';
import './search.css';

export interface SearchBarProps extends SearchInput {
  /** Raised when the field is asked for again. */
  readonly calls: number;
  /** First row in view: the search begins there. */
  firstRow(): number;
  onClose(): void;
}

/** The search field of the pane, with the number of hits and ways between them. */
export function SearchBar(props: SearchBarProps) {
  const { table, calls, firstRow, onClose, onFound } = props;
  const [typed, setTyped] = useState({ text: '', from: 0 });
  const input = useRef<HTMLInputElement>(null);
  const query = useMemo(() => {
    const names = table.sections.map((section) => section.name.toLowerCase());
    return parseQuery(typed.text, new Set(names));
  }, [typed.text, table]);
  const { state, current, go } = useSearch(props, query, typed.from);
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
      <SearchField
        className="search-field"
        value={typed.text}
        onChange={(text) => setTyped({ text, from: firstRow() })}
        autoFocus
      >
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
        {query && <span className="search-kind">{QUERY_WORDS[query.kind]}</span>}
        {query && hitCount(state, current)}
      </output>
      <Steps isDisabled={state.hits.length === 0} go={go} />
      <Button className="bytes-tool" aria-label="Close the search, Esc" onPress={onClose}>
        <Chevron d="M4.5 4.5l7 7M11.5 4.5l-7 7" />
      </Button>
    </div>
  );
}

/** To the hit before, and to the next. */
function Steps({ isDisabled, go }: { readonly isDisabled: boolean } & Pick<Search, 'go'>) {
  return (
    <>
      <Button
        className="bytes-tool"
        aria-label="Previous hit, Shift Enter"
        isDisabled={isDisabled}
        onPress={() => go(-1)}
      >
        <Chevron d="M4 10l4-4 4 4" />
      </Button>
      <Button
        className="bytes-tool"
        aria-label="Next hit, Enter"
        isDisabled={isDisabled}
        onPress={() => go(1)}
      >
        <Chevron d="M4 6l4 4 4-4" />
      </Button>
    </>
  );
}

function Chevron({ d }: { readonly d: string }) {
  return (
    <svg className="bytes-tool-icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}
