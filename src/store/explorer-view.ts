// What the explorer's panel shows: what of a search still counts, and the way that the run on screen takes.

import { type ExploreResult, PROPERTIES, type PropertyId } from '../core/explore/index.ts';
import { type SiteState, stateLetter } from '../core/machine/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import { selectFinding } from './explorer-finding.ts';
import type { ExplorerSettings, Finding } from './explorer-model.ts';
import { sameSettings } from './explorer-settings.ts';
import { lastFew } from './last-few.ts';
import type { Page } from './model.ts';
import { viewOf } from './selectors.ts';

/** Why a result is not about what one sees; null while it is. */
export function selectOutdated(page: Page): 'text' | 'settings' | null {
  const { search, text, explorer } = page;
  if (search.kind === 'none') return null;
  if (search.text !== text) return 'text';
  return sameSettings(search.settings, explorer) ? null : 'settings';
}

/** Properties that a search with these settings judges by. */
export function judgedBy({ properties }: ExplorerSettings): readonly PropertyId[] {
  return properties ?? PROPERTIES.filter(({ onByDefault }) => onByDefault).map(({ id }) => id);
}

/** The settings with one property switched; back to the defaults where nothing differs from them. */
export function withProperty(
  settings: ExplorerSettings,
  id: PropertyId,
  on: boolean,
): ExplorerSettings['properties'] {
  const judged = judgedBy(settings);
  const next = PROPERTIES.filter((one) => (one.id === id ? on : judged.includes(one.id)));
  const isDefault = PROPERTIES.every((one) => next.includes(one) === one.onByDefault);
  return isDefault ? null : next.map((one) => one.id);
}

export interface GuessOutcome {
  readonly isRight: boolean;
  /** The verdict was right, the property was not. */
  readonly isNear: boolean;
}

/** How a guess fares; null while the search has no verdict. */
export function judgeGuess(
  guess: { readonly verdict: 'pass' | 'fail'; readonly property: PropertyId | null },
  { verdict, failures }: ExploreResult,
): GuessOutcome | null {
  if (verdict === 'not-finished') return null;
  if (guess.verdict !== verdict) return { isRight: false, isNear: false };
  const named =
    guess.property === null || failures.some(({ property }) => property === guess.property);
  return { isRight: named, isNear: !named };
}

/** One for each letter of a node of the site graph. */
export const STATE_OF_LETTER: Readonly<Record<string, SiteState>> = {
  C: 'empty',
  D: 'armed',
  B: 'live',
  A: 'forbidden',
  N: 'empty',
  J: 'live',
  '~': 'moving',
};

export interface SitePath {
  /** Site states one after another, from time zero on. */
  readonly nodes: readonly string[];
  /** Index of each in the run: it stands behind so many steps. */
  readonly cursors: readonly number[];
}

const NO_PATH: SitePath = { nodes: [], cursors: [] };

function sitesAt(result: LabResult, cursor: number): string {
  const descs = viewOf(result, cursor)?.descs ?? [];
  return descs
    .flatMap((ofProg) => ofProg.map(({ state, bypass }) => stateLetter(state, bypass === null)))
    .join('');
}

const pathFor = lastFew((result: LabResult | null, finding: Finding | null): SitePath => {
  const timeline = result?.timeline;
  if (!result || !timeline || !finding) return NO_PATH;
  const nodes: string[] = [];
  const cursors: number[] = [];
  for (let cursor = timeline.zero; cursor <= timeline.steps.length; cursor++) {
    const sites = sitesAt(result, cursor);
    if (sites === nodes.at(-1)) continue;
    nodes.push(sites);
    cursors.push(cursor);
  }
  return { nodes, cursors };
});

/** The way of the run on screen through the states of the sites; empty unless it was found by a search. */
export function selectSitePath(page: Page): SitePath {
  return pathFor(page.result, selectFinding(page));
}
