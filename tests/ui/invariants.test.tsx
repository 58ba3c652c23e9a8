// A failing step leads to the paragraph about what it breaks, whatever that is.

import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ExploreResult, type Failure, PROPERTIES } from '../../src/core/explore/index.ts';
import { DEFAULT_SETTINGS } from '../../src/store/explorer-settings.ts';
import { failureTitle } from '../../src/ui/explorer/explorer-words.ts';
import { Failures } from '../../src/ui/explorer/Failures.tsx';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { openPage } from '../unit/store/local-engine.ts';

const result: ExploreResult = {
  verdict: 'fail',
  unfinished: null,
  reduction: true,
  properties: PROPERTIES.map(({ id }) => id),
  states: 1,
  transitions: 1,
  depth: 1,
  orders: null,
  reduced: 0,
  bytes: 0,
  failures: PROPERTIES.map(
    ({ id }): Failure => ({
      property: id,
      message: `what ${id} says`,
      schedule: [1],
      switches: 0,
      causal: [0],
      account: ['CPU 0 does it.'],
    }),
  ),
  outcomes: [],
  sites: { nodes: [], edges: [], cut: false },
};

beforeEach(() => vi.stubGlobal('CSS', { escape: (text: string) => text }));

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('Failures', () => {
  it.each(PROPERTIES.map(({ id, invariant }) => [id, invariant] as const))(
    'leads from %s to its invariant',
    (id, invariant) => {
      expect(invariant.length).toBeGreaterThan(80);
      const search = {
        kind: 'done',
        text: '',
        settings: DEFAULT_SETTINGS,
        milliseconds: 1,
        result,
      };
      render(
        <PageProvider store={openPage()}>
          <Failures search={search as Parameters<typeof Failures>[0]['search']} />
        </PageProvider>,
      );
      const choice = screen.getAllByRole('button').find(({ title }) => title === `what ${id} says`);
      fireEvent.click(choice as HTMLElement);
      const card = within(screen.getByRole('article', { name: failureTitle(id) }));
      const words = card.getByText(invariant);
      expect(words.closest('details')?.open).toBe(false);
      fireEvent.click(card.getByRole('button', { name: 'the invariant that it breaks' }));
      expect(words.closest('details')?.open).toBe(true);
      expect(document.activeElement).toBe(words.closest('details')?.querySelector('summary'));
    },
  );
});
