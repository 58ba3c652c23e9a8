// The picture of the states of the sites: statements on its ways, and the way of the run on screen lit.

import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SCENARIOS } from '../../src/labs/scenarios/index.ts';
import { withChoice } from '../../src/store/explorer-text.ts';
import { Results } from '../../src/ui/explorer/Results.tsx';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { createExplorer } from '../../src/worker/explorer.ts';
import { LocalEngine, openPage, settled } from '../unit/store/local-engine.ts';
import { MemoryStorage } from '../unit/store/memory-storage.ts';

const DELETE = SCENARIOS.find(({ id }) => id === 'delete')?.text ?? '';
const RACE = withChoice(DELETE, 'map_poke', 't3_restore_at_once');

vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => {
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(900);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('SiteStates', () => {
  it('lights the way of a counterexample, and where it is at the cursor', async () => {
    const api = createExplorer();
    const explorer = { explore: api.explore, cancel: api.cancelExplore };
    const store = openPage(new MemoryStorage(), new LocalEngine(), explorer);
    await store.start('');
    store.getState().openText(RACE);
    await settled();
    store.getState().check();
    await vi.waitFor(() => expect(store.getState().search.kind).toBe('done'), { timeout: 20_000 });
    const { search } = store.getState();
    if (search.kind !== 'done') return;
    const [failure] = search.result.failures;
    if (!failure) throw new Error('the race was not found');
    render(
      <PageProvider store={store}>
        <Results search={search} />
      </PageProvider>,
    );
    const lit = (what: string) => [
      ...document.querySelectorAll<SVGElement>(`.site-graph ${what}.is-lit`),
    ];
    await waitFor(() => expect(document.querySelectorAll('.site-node')).toHaveLength(4));
    expect(screen.getAllByText(/text_poke\(tailcall_bypass/).length).toBeGreaterThan(0);
    expect(lit('.site-node')).toEqual([]);
    store.getState().showFinding(failure);
    await settled();
    await waitFor(() => expect(lit('.site-edge').length).toBeGreaterThan(1));
    expect(lit('.site-node').map(({ dataset }) => dataset['sites'])).toContain('D');
    expect(document.querySelectorAll('.site-node.is-current')).toHaveLength(1);
  });
});
