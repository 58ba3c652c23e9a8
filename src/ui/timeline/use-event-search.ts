// Looking for events: what is asked, what is found, and the way from one hit to the next.

import { useMemo, useState } from 'react';
import type { Step } from '../../core/machine/index.ts';
import type { Selection } from '../../store/model.ts';
import type { SentenceOf } from '../../store/sentences.ts';
import { EVENT_WORDS } from '../schedule/event-kinds.ts';
import { useSignal } from '../shared/signals.ts';
import {
  type EventQuery,
  findSteps,
  isBlank,
  kindOf,
  NO_QUERY,
  nextOfKind,
} from './event-facts.ts';
import { cursorBeyond } from './lane-steps.ts';
import { useStepTexts } from './use-step-texts.ts';

export interface EventSearch {
  readonly query: EventQuery;
  readonly isBlank: boolean;
  /** Steps that were found, ascending; none for a blank query. */
  readonly hits: readonly number[];
  /** Share of the run that has been read, 0..1. */
  readonly progress: number;
  readonly isOpen: boolean;
  setQuery(part: Partial<EventQuery>): void;
  open(): void;
  /** Also forgets what was asked. */
  close(): void;
  go(way: 'next' | 'previous'): void;
}

export interface EventSearchInput {
  readonly steps: readonly Step[];
  readonly sentenceOf: SentenceOf;
  readonly cursor: number;
  readonly pinned: Selection | null;
  onSeek(cursor: number): void;
  onPin(selection: Selection): void;
  /** Says why there is nowhere to go. */
  onNote(note: string): void;
}

const NO_HITS: readonly number[] = [];

/** The step whose like is looked for: the one pinned, else the last one done. */
function exampleOf({ pinned, cursor }: EventSearchInput): number {
  return pinned?.kind === 'step' ? pinned.step : cursor - 1;
}

/** The next step of the same kind; a reason where there is none. */
function nextAlike(input: EventSearchInput, way: 'next' | 'previous'): number | string {
  const from = exampleOf(input);
  const kind = kindOf(input.steps[from]);
  if (kind === null) return 'Pin an event first, or take a step.';
  return (
    nextOfKind(input.steps, from, kind, way) ??
    `There is no ${way === 'next' ? 'later' : 'earlier'} event of this kind: ${EVENT_WORDS[kind]}.`
  );
}

export function useEventSearch(input: EventSearchInput): EventSearch {
  const { steps, sentenceOf, cursor } = input;
  const [query, setAll] = useState(NO_QUERY);
  const [isOpen, setOpen] = useState(false);
  const blank = isBlank(query);
  const wantsText = query.text.trim() !== '';
  const texts = useStepTexts(steps, sentenceOf, wantsText);
  const hits = useMemo(
    () => (blank ? NO_HITS : findSteps(steps, query, texts.textOf)),
    [blank, steps, query, texts],
  );
  const goTo = (step: number) => {
    input.onSeek(step + 1);
    input.onPin({ kind: 'step', step });
  };
  const go = (way: 'next' | 'previous') => {
    const to = cursorBeyond(hits, cursor, way);
    if (to !== null) goTo(to - 1);
    else if (hits.length === 0) input.onNote('Nothing was found.');
    else input.onNote(`That was the ${way === 'next' ? 'last' : 'first'} hit.`);
  };
  useSignal('occurrence', (way) => {
    if (!blank) return go(way);
    const found = nextAlike(input, way);
    if (typeof found === 'number') goTo(found);
    else input.onNote(found);
  });
  return {
    query,
    isBlank: blank,
    hits,
    progress: wantsText && steps.length > 0 ? texts.done / steps.length : 1,
    isOpen,
    setQuery: (part) => setAll((was) => ({ ...was, ...part })),
    open: () => setOpen(true),
    close: () => {
      setOpen(false);
      setAll(NO_QUERY);
    },
    go,
  };
}
