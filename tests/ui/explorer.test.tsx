import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { act } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SCENARIOS } from '../../src/labs/scenarios/index.ts';
import { withChoice } from '../../src/store/explorer-text.ts';
import type { PageStore } from '../../src/store/page-store.ts';
import { COMMANDS } from '../../src/ui/commands/registry.ts';
import { ExplorerPane } from '../../src/ui/explorer/ExplorerPane.tsx';
import { searchJson, searchMarkdown } from '../../src/ui/explorer/result-report.ts';
import { layOutSites, NODE_HEIGHT } from '../../src/ui/explorer/site-graph-layout.ts';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import type { ExploreClient } from '../../src/worker/explore-client.ts';
import { createExplorer } from '../../src/worker/explorer.ts';
import { FakeExplorer } from '../unit/store/fake-explorer.ts';
import { LocalEngine, openPage, settled } from '../unit/store/local-engine.ts';
import { MemoryStorage } from '../unit/store/memory-storage.ts';

const DELETE = SCENARIOS.find(({ id }) => id === 'delete')?.text ?? '';
const RACE = withChoice(DELETE, 'map_poke', 't3_restore_at_once');

/** The search itself, on this thread. */
function realExplorer(): ExploreClient {
  const api = createExplorer();
  return { explore: api.explore, cancel: api.cancelExplore };
}

beforeEach(() => {
  vi.stubGlobal('CSS', { escape: (text: string) => text });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function show(text: string, explorer: ExploreClient = realExplorer()): Promise<PageStore> {
  const store = openPage(new MemoryStorage(), new LocalEngine(), explorer);
  await store.start('');
  store.getState().openText(text);
  await settled();
  render(
    <PageProvider store={store}>
      <ExplorerPane />
    </PageProvider>,
  );
  return store;
}

async function check(): Promise<HTMLElement> {
  fireEvent.click(screen.getByRole('button', { name: /Check every order/ }));
  return screen.findByRole('region', { name: 'Verdict of the search' }, { timeout: 20_000 });
}

const settle = () => act(async () => settled());
const choose = (label: string, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};

describe('ExplorerPane', () => {
  it('writes each choice into the lab', async () => {
    const store = await show(DELETE);
    expect(screen.getByLabelText('Scenario')).toHaveProperty('value', 'delete');
    choose('map_poke', 't7_grace_period');
    await settle();
    expect(store.getState().text).toContain('.protocol map_poke t7_grace_period\n');
    choose('Scenario', 'replace');
    await settle();
    expect(store.getState().text).toContain('.protocol map_poke t7_grace_period\n');
    expect(store.getState().notices).toEqual([]);
    act(() => store.getState().undo());
    expect(screen.getByLabelText('Scenario')).toHaveProperty('value', 'delete');
    choose('map_poke', '');
    expect(store.getState().text).toBe(DELETE);
  });

  it('drops options that another kernel does not have, and keeps those that it has', async () => {
    const store = await show(withChoice(DELETE, 'kernel', '6.12 hardened bmi2'));
    const folded = screen.getByText(/6\.12/, { selector: '.setup-rest' }).closest('details');
    if (!folded) throw new Error('nothing is folded');
    folded.open = true;
    fireEvent(folded, new Event('toggle'));
    choose('Kernel', '6.1');
    await settle();
    expect(store.getState().text).toContain('.kernel 6.1 hardened\n');
  });

  it('writes a library entry out in the lab, to be edited', async () => {
    const store = await show(RACE);
    fireEvent.click(screen.getByRole('button', { name: 'Edit t3_restore_at_once in the lab' }));
    await settle();
    expect(store.getState().text).toContain('.protocol map_poke my_t3_restore_at_once\nfor_each');
    const own = 'my_t3_restore_at_once (the lab’s own)';
    expect(screen.getByRole('option', { name: own })).toHaveProperty('selected', true);
  });

  it('says how a protocol fails, shows the run, and leads to its steps and its invariant', async () => {
    const store = await show(RACE);
    const verdict = await check();
    expect(verdict.textContent).toContain('Fails: fell through');
    expect(screen.getAllByRole('status')[0]?.textContent).toContain('Fails: fell through');
    const card = within(screen.getByRole('article', { name: 'Fell through' }));
    fireEvent.click(card.getByRole('button', { name: 'Show in the timeline' }));
    await settle();
    const { cursor, result } = store.getState();
    expect(cursor).toBe(result?.timeline?.steps.length);
    const steps = card.getAllByRole('button', { name: /^Go to step/ });
    fireEvent.click(steps[0] as HTMLElement);
    expect(store.getState().cursor).toBeLessThan(cursor);
    fireEvent.click(card.getByRole('button', { name: 'the invariant that it breaks' }));
    expect(screen.getByText(/^A CPU that passes P1 as a nop/).closest('details')?.open).toBe(true);
  });

  it('lists the other failures, each with its run', async () => {
    const store = await show(RACE);
    await check();
    const list = within(screen.getByRole('region', { name: 'Counterexamples' }));
    fireEvent.click(list.getByRole('button', { name: /^Broken registers/ }));
    await settle();
    expect(screen.getByRole('article', { name: 'Broken registers' })).toBeTruthy();
    expect(store.getState().finding?.property).toBe('broken-registers');
  });

  it('says what was covered when all is well, and shows a run of each outcome', async () => {
    const store = await show(DELETE);
    const verdict = await check();
    expect(verdict.textContent).toMatch(/Holds in every order.*states.*transitions.*orders/);
    const outcomes = within(screen.getByRole('region', { name: 'Outcomes' }));
    const shows = outcomes.getAllByRole('button', { name: /^Show a run in which CPU 0 returned/ });
    expect(shows).toHaveLength(2);
    fireEvent.click(shows[1] as HTMLElement);
    await settle();
    expect(shows[1]?.getAttribute('aria-pressed')).toBe('true');
    expect(store.getState().steered).toBe(true);
  });

  it('marks a verdict that is of an older lab, and checks again', async () => {
    const store = await show(RACE);
    await check();
    act(() => store.getState().edit(`${RACE}// changed\n`));
    expect(screen.getByText(/The lab has changed since/)).toBeTruthy();
    const card = within(screen.getByRole('article', { name: 'Fell through' }));
    const button = card.getByRole('button', { name: 'Show in the timeline' });
    expect(button).toHaveProperty('disabled', true);
    fireEvent.click(screen.getByRole('button', { name: 'Check again' }));
    await waitFor(() => expect(screen.queryByText(/The lab has changed since/)).toBeNull());
  });

  it('hides the verdict until the reader has answered', async () => {
    await show(RACE);
    fireEvent.click(screen.getByLabelText('Predict first'));
    expect(screen.queryByText(/Expected:/)).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: /Check every order/ }));
    await waitFor(() => expect(screen.getByRole('status').textContent).toMatch(/answer to see/), {
      timeout: 20_000,
    });
    expect(screen.queryByRole('region', { name: 'Verdict of the search' })).toBeNull();
    expect(document.body.textContent).not.toContain('Fails');
    fireEvent.click(screen.getByLabelText('Some order breaks it'));
    choose('How, if you like', 'deadlock');
    fireEvent.click(screen.getByRole('button', { name: 'Commit and reveal' }));
    const verdict = screen.getByRole('region', { name: 'Verdict of the search' });
    expect(verdict.textContent).toContain('It fails, but in another way.');
    fireEvent.click(screen.getByRole('button', { name: 'Answer again' }));
    fireEvent.click(screen.getByLabelText('Some order breaks it'));
    fireEvent.click(screen.getByRole('button', { name: 'Commit and reveal' }));
    expect(document.body.textContent).toContain('You were right.');
  });

  it('tells how far it is, seldom aloud, and can be cancelled', async () => {
    const explorer = new FakeExplorer();
    await show(DELETE, explorer);
    fireEvent.click(screen.getByRole('button', { name: /Check every order/ }));
    act(() => explorer.progress({ states: 12_345, bytes: 3 * 1024 * 1024, depth: 44 }, 1000));
    expect(document.body.textContent).toContain('12,345');
    expect(document.body.textContent).toContain('3.0 MB of 512 MB');
    const said = screen.getByRole('status').textContent;
    act(() => explorer.progress({ states: 20_000 }, 2000));
    expect(screen.getByRole('status').textContent).toBe(said);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(explorer.cancels).toBe(1);
    await act(() => explorer.finish({ verdict: 'not-finished', unfinished: 'it was cancelled' }));
    const verdict = screen.getByRole('region', { name: 'Verdict of the search' });
    expect(verdict.textContent).toContain('Not finished: it was cancelled');
    expect(verdict.textContent).toContain('may still fail');
  });

  it('says why a lab cannot be searched', async () => {
    await show('.prog x tc\n r99 = 1\n');
    const verdict = await check();
    expect(verdict.textContent).toContain('This lab cannot be searched');
  });

  it('begins a search by its key', async () => {
    const explorer = new FakeExplorer();
    const store = await show(DELETE, explorer);
    const command = COMMANDS.find(({ keys }) => keys.includes('c'));
    const nothing = (): void => undefined;
    act(() => command?.run({ open: nothing, signal: nothing, page: store.getState() }, 'c'));
    expect(explorer.asked).toHaveLength(1);
    expect(store.getState().pane).toBe('explore');
  });
});

describe('searchMarkdown and searchJson', () => {
  it('hold verdict, coverage, accounts, schedules, outcomes, the lab and the link', async () => {
    const store = await show(RACE);
    await check();
    const { search, result } = store.getState();
    if (search.kind !== 'done' || !result) throw new Error('no result');
    const input = { title: 'My lab', search, result, link: 'https://host.example/#v4.x' };
    const text = searchMarkdown(input);
    expect(text).toMatch(/^# My lab: Fails: fell through\n/);
    const failure = search.result.failures[0];
    for (const part of [failure?.message, failure?.account[0], failure?.schedule.join(' ')]) {
      expect(text).toContain(part);
    }
    expect(text).toContain(RACE.trimEnd());
    expect(text).toContain('<https://host.example/#v4.x>');
    const json = JSON.parse(searchJson(input)) as Record<string, unknown>;
    expect(json).toMatchObject({
      format: 'pokescope-search',
      version: 1,
      verdict: 'fail',
      lab: RACE,
      orders: search.result.orders?.toString() ?? null,
      failures: search.result.failures.map(({ property, schedule }) => ({ property, schedule })),
    });
  });
});

describe('layOutSites', () => {
  const edge = (from: number, to: number, line: number) => ({
    from,
    to,
    line,
    statement: `statement of line ${line};`,
    count: 1,
  });
  const room = { width: 300, layerHeight: 66, gap: 22, labelOf: () => 'line 10' };

  it('puts each state a layer below the one that leads there first', () => {
    const nodes = ['B', '~', 'D', 'C'].map((sites) => ({ sites, states: 1 }));
    const edges = [edge(0, 1, 10), edge(1, 2, 10), edge(2, 1, 12), edge(1, 3, 12)];
    const layout = layOutSites({ nodes, edges, cut: false }, room);
    expect(layout.nodes.map(({ y }) => Math.round((y - NODE_HEIGHT / 2) / 66))).toEqual([
      0, 1, 2, 2,
    ]);
    expect(layout.edges).toHaveLength(4);
    expect(layout.left).toBe(0);
  });

  it('covers no node with another, nor words with words', () => {
    const nodes = Array.from({ length: 9 }, (_, i) => ({ sites: 'CDB'.slice(i % 3), states: i }));
    const edges = nodes.slice(1).map((_, i) => edge(Math.floor(i / 3), i + 1, i));
    const layout = layOutSites({ nodes, edges, cut: false }, room);
    for (const [i, a] of layout.nodes.entries()) {
      for (const b of layout.nodes.slice(i + 1)) {
        if (a.y !== b.y) continue;
        expect(Math.abs(a.x - b.x)).toBeGreaterThanOrEqual((a.width + b.width) / 2);
      }
    }
    const spots = layout.edges.map(({ labelX, labelY }) => `${labelX} ${labelY}`);
    expect(new Set(spots).size).toBe(spots.length);
  });

  it('makes one edge of several statements, and says what it leaves out', () => {
    const two = ['B', 'C'].map((sites) => ({ sites, states: 1 }));
    const both = layOutSites(
      { nodes: two, edges: [edge(0, 1, 3), edge(0, 1, 5), edge(1, 1, 6)], cut: false },
      room,
    );
    expect(both.edges.map(({ statements }) => statements.length)).toEqual([2]);
    const many = Array.from({ length: 200 }, (_, i) => ({ sites: `${i}`, states: 1 }));
    expect(layOutSites({ nodes: many, edges: [], cut: true }, room).left).toBe(120);
  });
});
