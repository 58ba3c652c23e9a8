// Choices at the cursor for all who show them, computed once. While the cursor is dragged they wait for it to
// rest: nobody takes a choice in passing, and each costs a step of the machine.

import { useMemo, useSyncExternalStore } from 'react';
import type { LabResult } from '../../core/pipeline/index.ts';
import { type ChoiceEntry, choiceEntries } from '../../store/choice-entries.ts';
import type { Page } from '../../store/model.ts';
import type { PageStore } from '../../store/page-store.ts';
import { selectView } from '../../store/selectors.ts';
import { createDragSense, REST_MS } from '../shared/cursor-leaps.ts';
import { labNames } from '../shared/lab-names.ts';
import { usePageStore } from '../shell/page-context.tsx';
import { type ChoiceWords, choiceWords, type Waiting, waitingActors } from './choice-words.ts';

/** One button. */
export interface ShownChoice extends ChoiceEntry, ChoiceWords {
  /** Key that takes it, from 1; beyond 9 there is none. */
  readonly nth: number;
}

export interface ChoiceSnapshot {
  readonly result: LabResult | null;
  readonly cursor: number;
  /** False until the machine is here: before that there are no choices, whatever the run. */
  readonly canSteer: boolean;
  readonly choices: readonly ShownChoice[];
  readonly waiting: readonly Waiting[];
  /** False while the cursor is elsewhere already. */
  readonly isFresh: boolean;
}

function snapshotOf(page: Page): ChoiceSnapshot {
  const { result, cursor, canSteer } = page;
  const entries = choiceEntries(page);
  const names = result && labNames(result);
  const choices = entries.flatMap((entry, idx) => {
    if (!names) return [];
    const siblings = entries.filter(({ choice }) => choice.actor === entry.choice.actor);
    return { ...entry, ...choiceWords(entry, siblings, names), nth: idx + 1 };
  });
  const view = selectView(page);
  const nameOf = (actor: number): string => result?.timeline?.actors[actor]?.name ?? 'the worker';
  const canChange = canSteer && !page.embed?.readOnly;
  const waiting = view && canChange ? waitingActors({ view, entries, nameOf }) : [];
  return { result, cursor, canSteer, choices, waiting, isFresh: true };
}

interface ChoiceFeed {
  readonly get: () => ChoiceSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
}

function createFeed(store: PageStore): ChoiceFeed {
  const listeners = new Set<() => void>();
  const isDragged = createDragSense();
  let snapshot = snapshotOf(store.getState());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unsubscribe: (() => void) | null = null;

  const isCurrent = (page: Page): boolean =>
    snapshot.result === page.result &&
    snapshot.cursor === page.cursor &&
    snapshot.canSteer === page.canSteer;
  const read = (): ChoiceSnapshot => snapshotOf(store.getState());
  const publish = (next: ChoiceSnapshot): void => {
    snapshot = next;
    for (const listener of listeners) listener();
  };
  const onPage = (page: Page, before: Page): void => {
    if (isCurrent(page) && snapshot.isFresh) return;
    const moved = page.cursor !== before.cursor || page.result !== before.result;
    if (!moved && !snapshot.isFresh) return;
    clearTimeout(timer);
    const dragged = moved && isDragged(page.cursor);
    if (!dragged) return publish(read());
    if (snapshot.isFresh) publish({ ...snapshot, isFresh: false });
    timer = setTimeout(() => publish(read()), REST_MS);
  };
  return {
    get: () => {
      if (!unsubscribe && !isCurrent(store.getState())) snapshot = read();
      return snapshot;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      unsubscribe ??= store.subscribe(onPage);
      if (!isCurrent(store.getState())) snapshot = read();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        unsubscribe?.();
        unsubscribe = null;
      };
    },
  };
}

const feeds = new WeakMap<PageStore, ChoiceFeed>();

function feedOf(store: PageStore): ChoiceFeed {
  const known = feeds.get(store);
  if (known) return known;
  const feed = createFeed(store);
  feeds.set(store, feed);
  return feed;
}

/** All that can be done at the cursor. */
export function useChoices(): ChoiceSnapshot {
  const feed = feedOf(usePageStore());
  return useSyncExternalStore(feed.subscribe, feed.get);
}

/** The same for one actor; the same object as long as its part stays the same. */
export function useChoicesOf(actor: number): ChoiceSnapshot {
  const all = useChoices();
  return useMemo(
    () => ({
      ...all,
      choices: all.choices.filter(({ choice }) => choice.actor === actor),
      waiting: all.waiting.filter((one) => one.actor === actor),
    }),
    [all, actor],
  );
}
