import {
  act,
  cleanup,
  configure,
  fireEvent,
  render,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageStore } from '../../src/store/page-store.ts';
import { CompareDialog } from '../../src/ui/compare/CompareDialog.tsx';
import { ReferenceDialog } from '../../src/ui/reference/ReferenceDialog.tsx';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { createExploreClient } from '../../src/worker/explore-client.ts';
import { createExplorer } from '../../src/worker/explorer.ts';
import { openPage, settled } from '../unit/store/local-engine.ts';
import { MemoryStorage } from '../unit/store/memory-storage.ts';

// Two runs of a lab take their time on a busy machine.
configure({ asyncUtilTimeout: 15_000 });

let store: PageStore;

beforeEach(async () => {
  store = openPage(new MemoryStorage());
  store.getState().openLab('cover-letter-race');
  await settled();
  // jsdom has none; the dialog's library asks for it.
  vi.stubGlobal('CSS', { escape: (name: string) => name });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function dialogOf(Dialog: typeof CompareDialog, name: string) {
  render(
    <PageProvider store={store}>
      <Dialog isOpen onClose={() => undefined} />
    </PageProvider>,
  );
  return screen.findByRole('dialog', { name }).then((dialog) => within(dialog));
}

/** Cells of a row of the summary, by its head. */
function summaryOf(
  dialog: { getByRole(role: string, options: { name: string }): HTMLElement },
  head: string,
): (string | null)[] {
  const row = dialog.getByRole('rowheader', { name: head }).closest('tr');
  return [...(row?.querySelectorAll('td') ?? [])].map(({ textContent }) => textContent);
}

describe('ReferenceDialog at an address', { timeout: 60_000 }, () => {
  it('opens at the entry that the address names, and leaves the address behind', async () => {
    const scrolled = vi.fn();
    Element.prototype.scrollIntoView = scrolled;
    location.hash = '#protocol-language/synchronize_rcu_tasks_trace';
    const onClose = vi.fn();
    render(<ReferenceDialog isOpen onClose={onClose} />);
    const dialog = within(await screen.findByRole('dialog', { name: 'Protocol language' }));
    const entry = () => document.querySelector('.ref-row[aria-current]');
    expect(entry()?.querySelector('dt')?.textContent).toBe('synchronize_rcu_tasks_trace');
    expect(scrolled.mock.contexts).toContain(entry());
    const link = dialog.getByRole('link', { name: 'rewind' });
    expect(link.getAttribute('href')).toBe('#protocol-language/piece-rewind');
    location.hash = link.getAttribute('href') ?? '';
    await waitFor(() => expect(entry()?.querySelector('dt')?.textContent).toBe('rewind'));
    fireEvent.click(dialog.getByRole('button', { name: 'Close' }));
    expect(location.hash).toBe('');
    expect(onClose).toHaveBeenCalled();
  });
});

describe('CompareDialog', { timeout: 30_000 }, () => {
  const open = () => dialogOf(CompareDialog, 'Compare protocols');

  it("begins with the lab's own protocol and that of its kernel, on the run of the page", async () => {
    const dialog = await open();
    await dialog.findByText('t3_restore_at_once', { selector: '.compare-name' });
    expect(dialog.getByText('v6_1', { selector: '.compare-name' })).toBeTruthy();
    const [a, b] = summaryOf(dialog, 'On this schedule');
    expect(a).toContain('CPU 0: unwound, fell through');
    expect(b).toBe('Nothing went wrong');
    expect(summaryOf(dialog, 'RCU waits')).toEqual(['none', '1, for readers']);
  });

  it('shows where the two part, and folds what is the same before', async () => {
    const dialog = await open();
    const mark = await dialog.findByText('From here on they do not do the same');
    const first = mark.closest('tr')?.nextElementSibling;
    expect(first?.textContent).toContain('synchronize_rcu();');
    const shown = dialog.getAllByRole('row').length;
    fireEvent.click(dialog.getByRole('button', { name: 'Show them all' }));
    expect(dialog.getAllByRole('row').length).toBeGreaterThan(shown + 10);
    expect(dialog.getByText('The schedule is over: the actors take turns')).toBeTruthy();
  });

  it('runs again with what is chosen, and with the sides changed over', async () => {
    const dialog = await open();
    await dialog.findByText('v6_1', { selector: '.compare-name' });
    const choice = dialog.getByLabelText('text_poke of B', { selector: 'select' });
    fireEvent.change(choice, { target: { value: 'memcpy5' } });
    await dialog.findByText(/^memcpy5, Linux/);
    expect(summaryOf(dialog, 'Stores to text')).toEqual(['6', '4']);
    fireEvent.click(dialog.getByRole('button', { name: 'Swap' }));
    await waitFor(() => expect(summaryOf(dialog, 'Stores to text')).toEqual(['4', '6']));
  });

  it('says that both do the same where nothing differs', async () => {
    const dialog = await open();
    await dialog.findByText('v6_1', { selector: '.compare-name' });
    const choice = dialog.getByLabelText('map_poke of B', { selector: 'select' });
    fireEvent.change(choice, { target: { value: '' } });
    await dialog.findByText(/^All \d+ steps are the same on both sides/);
    expect(dialog.queryByRole('rowheader', { name: 'RCU waits' })).toBeNull();
  });
});

describe('CompareDialog, searching', { timeout: 30_000 }, () => {
  /** Searches for real, on the test's own thread. */
  function realExplorer() {
    const api = createExplorer();
    return createExploreClient(() => ({
      explore: api.explore,
      cancel: api.cancelExplore,
      terminate: () => undefined,
    }));
  }

  async function openSearching() {
    store = openPage(new MemoryStorage(), undefined, realExplorer());
    store.getState().openLab('delete-waits');
    await settled();
    return dialogOf(CompareDialog, 'Compare protocols');
  }

  const press = (dialog: Awaited<ReturnType<typeof openSearching>>): void => {
    fireEvent.click(dialog.getByRole('button', { name: 'Find a schedule that tells them apart' }));
  };

  it('says nothing of what goes wrong while a prediction is asked for', async () => {
    store.setState({ predict: true });
    const b = { mapPoke: 't3_restore_at_once' };
    const choice = { a: {}, b, found: null, cursor: null };
    store.getState().setView({ kind: 'compare', choice });
    const dialog = await dialogOf(CompareDialog, 'Compare protocols');
    await dialog.findByRole('rowheader', { name: 'On this schedule' });
    const box = dialog.getByRole('region', { name: 'Both timelines' }).closest('.compare');
    expect(summaryOf(dialog, 'On this schedule')).toEqual(['You predict', 'You predict']);
    expect(box?.querySelectorAll('.is-fault, .is-forbidden')).toHaveLength(0);
    expect(dialog.queryByRole('button', { name: /tells them apart/ })).toBeNull();
    act(() => store.setState({ predict: false }));
    await waitFor(() => expect(summaryOf(dialog, 'On this schedule')[1]).not.toBe('You predict'));
  });

  it('finds an order that fails on one side only, and follows it on both', async () => {
    const dialog = await openSearching();
    await dialog.findByText('t3_restore_at_once', { selector: '.compare-name' });
    press(dialog);
    await dialog.findByText(/^Both follow a schedule that fails on B: /);
    await waitFor(() => {
      const [a, b] = summaryOf(dialog, 'On this schedule');
      expect(a).toBe('Nothing went wrong');
      expect(b).toContain('fell through');
    });
    fireEvent.click(dialog.getByRole('button', { name: 'Follow the run on the page again' }));
    expect(dialog.queryByText(/^Both follow a schedule/)).toBeNull();
  });

  it('says that there is none where both pass in every order', async () => {
    const dialog = await openSearching();
    const choice = dialog.getByLabelText('map_poke of B', { selector: 'select' });
    fireEvent.change(choice, { target: { value: 't7_grace_period' } });
    press(dialog);
    const none =
      'No schedule was found that only one side fails on: B passes in every order; A passes in every order.';
    expect(await dialog.findByText(none)).toBeTruthy();
  });
});

describe('ReferenceDialog', { timeout: 30_000 }, () => {
  const open = () => dialogOf(ReferenceDialog, 'Protocol language');

  it('has the language in sections, and finds words in them', async () => {
    const dialog = await open();
    expect(dialog.getByRole('region', { name: 'Statements' })).toBeTruthy();
    const search = dialog.getByRole('searchbox', { name: 'Search the reference' });
    fireEvent.change(search, { target: { value: 'tasks trace wait' } });
    expect(dialog.getByRole('status').textContent).toMatch(/^\d+ entr/);
    expect(dialog.queryByRole('region', { name: 'By example' })).toBeNull();
    fireEvent.change(search, { target: { value: 'qqq' } });
    expect(dialog.getByText(/^Nothing has all of these words/)).toBeTruthy();
    fireEvent.change(search, { target: { value: '' } });
    expect(dialog.getByRole('region', { name: 'By example' })).toBeTruthy();
  });

  it('prints', async () => {
    const print = vi.fn();
    vi.stubGlobal('print', print);
    const dialog = await open();
    fireEvent.click(dialog.getByRole('button', { name: 'Print' }));
    expect(print).toHaveBeenCalledOnce();
  });
});
