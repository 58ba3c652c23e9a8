// Searches of all schedules: what is asked, how far it is, what came of it, and the run that it showed.

import type { ExploreOptions, ExploreProgress } from '../core/explore/index.ts';
import type { ExploreAnswer, ExploreClient } from '../worker/explore-client.ts';
import { selectFinding } from './explorer-finding.ts';
import type {
  ExplorerActions,
  ExplorerSettings,
  ExplorerState,
  RunningSearch,
  Search,
} from './explorer-model.ts';
import { DEFAULT_SETTINGS } from './explorer-settings.ts';
import type { Page, Slice } from './model.ts';
import { ownRun } from './run-slice.ts';
import { labAfterEdit } from './same-lab.ts';
import { cutOf } from './steering.ts';

/** Weight of the newest report in the rate that is shown. */
const NEWEST = 0.4;

function optionsOf({ reduction, properties, megabytes }: ExplorerSettings): ExploreOptions {
  return {
    reduction,
    maxBytes: megabytes * 1024 * 1024,
    ...(properties && { properties }),
  };
}

function rateOf(search: RunningSearch, progress: ExploreProgress, ms: number): number | null {
  const added = progress.states - (search.progress?.states ?? 0);
  const took = ms - search.milliseconds;
  if (took <= 0) return search.rate;
  const newest = (1000 * added) / took;
  return search.rate === null ? newest : NEWEST * newest + (1 - NEWEST) * search.rate;
}

const STOPPED = 'It did not answer in time, so its worker was stopped and nothing is known.';

/** What the page makes of an answer; null where another search has taken its place. */
function outcomeOf(search: RunningSearch, answer: ExploreAnswer): Search | null {
  const { text, settings } = search;
  switch (answer.kind) {
    case 'done':
      return { ...answer, text, settings };
    case 'superseded':
      return null;
    case 'stopped':
      return { kind: 'failed', reason: 'stopped', text, settings, message: STOPPED };
    default:
      return { kind: 'failed', reason: answer.kind, text, settings, message: answer.message };
  }
}

type Key = keyof ExplorerState | keyof ExplorerActions;

type Set = Parameters<Slice<Key>>[0];
type Get = Parameters<Slice<Key>>[1];

/** The run on screen is the one that was shown last, with nothing behind it. */
function isFinding(page: Page): boolean {
  return selectFinding(page)?.schedule.length === page.schedule.length;
}

/** What a search leads to: another run on screen, another text. */
function changes(set: Set, get: Get): Pick<ExplorerActions, 'showFinding' | 'rewrite'> {
  return {
    showFinding: ({ property, schedule, causal }) => {
      const page = get();
      set({
        finding: { property, schedule, causal },
        schedule,
        policy: null,
        steered: true,
        // From finding to finding the way back stays that to the run before them all.
        cut: isFinding(page) && page.cut ? page.cut : cutOf(page),
        inside: 0,
        loop: null,
        playing: false,
        fragment: '',
        // Nobody goes on behind the schedule: the end of the run is its last step.
        arrival: {
          opensAt: Number.MAX_SAFE_INTEGER,
          inside: 0,
          pinned: page.pinned,
          check: null,
        },
      });
      get().compile();
    },
    rewrite: (text) => {
      const before = get();
      if (text === before.text) return;
      const labId = labAfterEdit(before.labId, before.text, text);
      set({
        ...ownRun(labId),
        labId,
        text,
        rewrites: before.rewrites + 1,
        fragment: '',
        arrival: null,
        cut: null,
        inside: 0,
        pinned: null,
        hovered: null,
        playing: false,
      });
      get().compile();
    },
  };
}

export const explorerSlice =
  (client: ExploreClient): Slice<Key> =>
  (set, get) => {
    const running = (): RunningSearch | null => {
      const { search } = get();
      return search.kind === 'running' ? search : null;
    };
    return {
      explorer: DEFAULT_SETTINGS,
      predict: false,
      guess: null,
      search: { kind: 'none' },
      finding: null,
      rewrites: 0,

      check: () => {
        const { text, explorer: settings } = get();
        const asked = { text, settings, rate: null, milliseconds: 0 } as const;
        set({ search: { ...asked, kind: 'running', progress: null, cancelling: false } });
        const onProgress = (progress: ExploreProgress, milliseconds: number): void => {
          const search = running();
          if (!search) return;
          const rate = rateOf(search, progress, milliseconds);
          set({ search: { ...search, progress, milliseconds, rate } });
        };
        void client.explore(text, optionsOf(settings), onProgress).then((answer) => {
          const search = running();
          const next = search && outcomeOf(search, answer);
          if (next) set({ search: next });
        });
      },
      cancelCheck: () => {
        const search = running();
        if (!search) return;
        set({ search: { ...search, cancelling: true } });
        client.cancel();
      },
      setExplorer: (part) => set({ explorer: { ...get().explorer, ...part }, fragment: '' }),
      setPredict: (predict) => set({ predict, guess: null, fragment: '' }),
      setGuess: (guess) => set({ guess: guess && { ...guess, text: get().text } }),
      ...changes(set, get),
    };
  };
