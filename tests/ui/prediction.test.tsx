// While a prediction is asked for, nothing on the page answers for the reader.

import { cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SCENARIOS } from '../../src/labs/scenarios/index.ts';
import { choiceEntries } from '../../src/store/choice-entries.ts';
import { withChoice } from '../../src/store/explorer-text.ts';
import type { PageStore } from '../../src/store/page-store.ts';
import { selectShownResult } from '../../src/store/prediction.ts';
import { selectView } from '../../src/store/selectors.ts';
import { selectSentences } from '../../src/store/sentences.ts';
import { ExplorerPane } from '../../src/ui/explorer/ExplorerPane.tsx';
import { VerdictBanner } from '../../src/ui/schedule/VerdictBanner.tsx';
import { LoadedMachine } from '../../src/ui/shell/LoadedMachine.tsx';
import { LoadedTimeline } from '../../src/ui/shell/LoadedTimeline.tsx';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { buildTimeline } from '../../src/ui/timeline/lanes.ts';
import type { ExploreClient } from '../../src/worker/explore-client.ts';
import { createExplorer } from '../../src/worker/explorer.ts';
import { LocalEngine, openPage, settled } from '../unit/store/local-engine.ts';
import { MemoryStorage } from '../unit/store/memory-storage.ts';

configure({ defaultHidden: true });
// The search is a real one.
vi.setConfig({ testTimeout: 30_000 });

const DELETE = SCENARIOS.find(({ id }) => id === 'delete')?.text ?? '';
const RACE = withChoice(DELETE, 'map_poke', 't3_restore_at_once');
/** Both sites are nops for a while, whoever runs. */
const OPEN = withChoice(DELETE, 'map_poke', 't4_always_jmp');

function realExplorer(): ExploreClient {
  const api = createExplorer();
  return { explore: api.explore, cancel: api.cancelExplore };
}

beforeEach(() => {
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
  }));
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(400);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1400);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Panes come a little after the page. */
const PATIENT = { timeout: 10_000 };

const settle = () => act(async () => settled());

/** The page behind the failing step of the race, as the search finds it. */
async function failingRun(): Promise<PageStore> {
  const store = openPage(new MemoryStorage(), new LocalEngine(), realExplorer());
  await store.start('');
  store.getState().openText(RACE);
  await settled();
  store.getState().check();
  await vi.waitFor(() => expect(store.getState().search.kind).toBe('done'), { timeout: 20_000 });
  const { search } = store.getState();
  const failure = search.kind === 'done' ? search.result.failures[0] : undefined;
  if (!failure) throw new Error('the race was not found');
  store.getState().showFinding(failure);
  await settled();
  return store;
}

function Page() {
  return (
    <>
      <VerdictBanner />
      <LoadedTimeline />
      <LoadedMachine />
    </>
  );
}

const TELLING = /fell through|forbidden|wrong registers|falls through/i;

describe('a pending prediction', () => {
  it('takes verdict, flags, marks, the way of the sites and telling words off the page', async () => {
    const store = await failingRun();
    render(
      <PageProvider store={store}>
        <Page />
      </PageProvider>,
    );
    await settle();
    const telling = () => ({
      words: TELLING.test(document.body.textContent ?? ''),
      flags: document.querySelectorAll('.verdict-flag').length > 0,
      marks: document.querySelectorAll('.mark.is-verdict, .verdict-marks path').length > 0,
      causal: document.querySelectorAll('.is-causal, .bar-causal').length > 0,
      diagram: document.querySelector('.state-diagram') !== null,
    });
    const nothing = Object.fromEntries(Object.keys(telling()).map((key) => [key, false]));
    const everything = Object.fromEntries(Object.keys(telling()).map((key) => [key, true]));
    await waitFor(() => expect(telling()).toEqual(everything), PATIENT);
    act(() => store.getState().setPredict(true));
    await waitFor(() => expect(telling()).toEqual(nothing), PATIENT);
    expect(screen.getByRole('region', { name: 'Verdict' }).textContent).toMatch(
      /hidden until you have answered/,
    );
    act(() => store.getState().setGuess({ verdict: 'pass', property: null }));
    await settle();
    await waitFor(() => expect(telling()).toEqual(everything), PATIENT);
  });

  it('says nothing of it in a step’s sentence, nor on the button that would take the step', async () => {
    const store = await failingRun();
    const { result } = store.getState();
    const last = (result?.timeline?.steps.length ?? 0) - 1;
    const told = selectSentences(store.getState())(last);
    store.getState().setPredict(true);
    const muted = selectSentences(store.getState())(last);
    expect(told).toMatch(TELLING);
    expect(muted).not.toMatch(TELLING);
    expect(muted).not.toBe('');
    store.getState().seek(last);
    const events = choiceEntries(store.getState()).flatMap(({ step }) => step.events);
    expect(events.length).toBeGreaterThan(0);
    expect(events.filter(({ kind }) => kind === 'verdict')).toEqual([]);
    store.getState().setPredict(false);
    const judged = choiceEntries(store.getState()).flatMap(({ step }) => step.events);
    expect(judged.some(({ kind }) => kind === 'verdict')).toBe(true);
  });

  it('says that both sites are nops, not that this is forbidden', async () => {
    const store = openPage();
    store.getState().openText(OPEN);
    await settled();
    const steps = store.getState().result?.timeline?.steps.length ?? 0;
    const seen = () => {
      const states = new Set<string>();
      for (let cursor = 0; cursor <= steps; cursor++) {
        store.getState().seek(cursor);
        for (const { state } of selectView(store.getState())?.descs.flat() ?? []) states.add(state);
      }
      return [...states].sort();
    };
    const lanes = (isMuted: boolean) => {
      const result = selectShownResult(store.getState());
      if (!result) throw new Error('no result');
      const sites = buildTimeline(result, isMuted).lanes.filter(({ kind }) => kind === 'site');
      return sites.flatMap(({ bands }) => bands.map(({ label }) => label));
    };
    expect(seen()).toContain('forbidden');
    expect(lanes(false)).toContain('forbidden');
    store.getState().setPredict(true);
    expect(seen()).not.toContain('forbidden');
    expect(seen()).toContain('nops');
    expect(lanes(true)).not.toContain('forbidden');
    expect(lanes(true)).toContain('both nops');
  });

  it('leads from the banner to the place to answer', async () => {
    const store = await failingRun();
    store.getState().setPredict(true);
    render(
      <PageProvider store={store}>
        <VerdictBanner />
      </PageProvider>,
    );
    fireEvent.click(screen.getByRole('button', { name: 'Answer' }));
    expect(store.getState().pane).toBe('explore');
  });

  it('hides nothing in a frame that has no place to answer', async () => {
    const store = await failingRun();
    store.getState().setPredict(true);
    const embed = { theme: null, panes: ['timeline'], steps: null, readOnly: true } as const;
    act(() => store.setState({ embed }));
    render(
      <PageProvider store={store}>
        <VerdictBanner />
      </PageProvider>,
    );
    expect(screen.getByRole('region', { name: 'Verdict' }).textContent).not.toMatch(/hidden/);
    act(() => store.setState({ embed: { ...embed, panes: ['timeline', 'explore'] } }));
    expect(screen.getByRole('region', { name: 'Verdict' }).textContent).toMatch(/hidden/);
  });
});

describe('a run that was found, in a read-only frame', () => {
  const FRAME = { theme: null, panes: ['explore'], steps: null, readOnly: true } as const;

  async function framed(steps: { from: number; to: number } | null): Promise<PageStore> {
    const store = await failingRun();
    store.getState().undoCut();
    store.setState({ embed: { ...FRAME, steps } });
    render(
      <PageProvider store={store}>
        <ExplorerPane />
      </PageProvider>,
    );
    await settle();
    return store;
  }

  it('goes on screen and off again', async () => {
    const store = await framed(null);
    const own = store.getState().result?.timeline?.steps;
    fireEvent.click(screen.getByRole('button', { name: 'Show in the timeline' }));
    await settle();
    expect(store.getState().finding?.property).toBe('fell-through');
    expect(store.getState().result?.timeline?.steps).not.toBe(own);
    fireEvent.click(
      screen.getAllByRole('button', { name: /^Show a run in which/ })[0] as HTMLElement,
    );
    await settle();
    fireEvent.click(screen.getByRole('button', { name: 'Back to the frame’s own run' }));
    await settle();
    expect(store.getState().result?.timeline?.steps).toBe(own);
    expect(screen.queryByRole('button', { name: 'Back to the frame’s own run' })).toBeNull();
  });

  it('is not offered where the frame keeps to some steps, and why is said', async () => {
    await framed({ from: 3, to: 9 });
    const show = screen.getByRole('button', { name: 'Show in the timeline' });
    expect(show).toHaveProperty('disabled', true);
    expect(show.title).toMatch(/keeps to steps 3 to 9/);
    expect(screen.getByText(/This frame keeps to steps 3 to 9/)).toBeTruthy();
  });
});
