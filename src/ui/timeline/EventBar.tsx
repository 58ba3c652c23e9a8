import { type KeyboardEvent, type RefObject, useMemo } from 'react';
import { Button, Input, SearchField } from 'react-aria-components';
import type { Step } from '../../core/machine/index.ts';
import { EVENT_WORDS } from '../schedule/event-kinds.ts';
import { Choice } from './Choice.tsx';
import { kindsIn } from './event-facts.ts';
import type { EventSearch } from './use-event-search.ts';

interface EventBarProps {
  readonly steps: readonly Step[];
  readonly actors: readonly { readonly name: string }[];
  readonly search: EventSearch;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  /** The bar belongs to the table, and does not close. */
  readonly isFixed: boolean;
}

function countOf({ isBlank, hits, progress }: EventSearch, stepCount: number): string {
  if (isBlank) return `${stepCount.toLocaleString('en')} steps`;
  const found = `${hits.length.toLocaleString('en')} ${hits.length === 1 ? 'hit' : 'hits'}`;
  return progress < 1 ? `${found}, ${Math.floor(100 * progress)} % read` : found;
}

const isOneOf = <T,>(value: T | 'all', all: readonly T[]): T | 'all' =>
  value !== 'all' && all.includes(value) ? value : 'all';

/** Kind and actor. */
function Filters({ steps, actors, search }: Pick<EventBarProps, 'steps' | 'actors' | 'search'>) {
  const { query, setQuery } = search;
  const kinds = useMemo(() => kindsIn(steps), [steps]);
  return (
    <>
      <Choice
        label="Kind"
        options={[
          { id: 'all', text: 'all kinds' },
          ...kinds.map((kind) => ({ id: kind, text: EVENT_WORDS[kind] })),
        ]}
        value={isOneOf(query.kind, kinds)}
        onChange={(kind) => setQuery({ kind })}
      />
      <Choice
        label="Actor"
        options={[
          { id: 'all', text: 'all actors' },
          ...actors.map(({ name }, actor) => ({ id: `${actor}`, text: name })),
        ]}
        value={actors[Number(query.actor)] ? `${query.actor}` : 'all'}
        onChange={(id) => setQuery({ actor: id === 'all' ? 'all' : Number(id) })}
      />
    </>
  );
}

function HitButtons({ search, isFixed }: Pick<EventBarProps, 'search' | 'isFixed'>) {
  const { hits, go } = search;
  const isDisabled = hits.length === 0;
  const className = 'event-go';
  return (
    <>
      <Button
        {...{ className, isDisabled }}
        aria-label="Previous hit"
        onPress={() => go('previous')}
      >
        ‹
      </Button>
      <Button {...{ className, isDisabled }} aria-label="Next hit" onPress={() => go('next')}>
        ›
      </Button>
      {!isFixed && (
        <Button className={className} aria-label="Close the search" onPress={search.close}>
          ×
        </Button>
      )}
    </>
  );
}

/** The search: words, kind and actor; what it finds is marked on the lanes, and all that the table shows. */
export function EventBar({ steps, actors, search, inputRef, isFixed }: EventBarProps) {
  const { query, setQuery, go } = search;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') go(event.shiftKey ? 'previous' : 'next');
    else if (event.key === 'Escape' && query.text === '' && !isFixed) search.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="event-bar" role="search" aria-label="Events">
      <SearchField
        className="event-search"
        aria-label="Find events"
        value={query.text}
        onChange={(text) => setQuery({ text })}
      >
        <Input
          ref={inputRef}
          className="event-input"
          placeholder="Find events: grace period, int3, CPU 1"
          onKeyDown={onKeyDown}
        />
      </SearchField>
      <Filters steps={steps} actors={actors} search={search} />
      <span className="event-count" role="status">
        {countOf(search, steps.length)}
      </span>
      <HitButtons search={search} isFixed={isFixed} />
    </div>
  );
}
