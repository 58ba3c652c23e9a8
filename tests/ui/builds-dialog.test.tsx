// Two builds side by side, as a reader meets them.

import {
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
import { BuildsDialog } from '../../src/ui/compare/BuildsDialog.tsx';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { openPage, settled } from '../unit/store/local-engine.ts';
import { MemoryStorage } from '../unit/store/memory-storage.ts';

// Builds and runs take their time on a busy machine.
configure({ asyncUtilTimeout: 15_000 });

let store: PageStore;

async function open(labId: string) {
  store = openPage(new MemoryStorage());
  store.getState().openLab(labId);
  await settled();
  render(
    <PageProvider store={store}>
      <BuildsDialog isOpen onClose={() => undefined} />
    </PageProvider>,
  );
  return within(await screen.findByRole('dialog', { name: 'Compare kernels byte by byte' }));
}

beforeEach(() => {
  // jsdom has none; the dialog's library asks for it.
  vi.stubGlobal('CSS', { escape: (name: string) => name });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

type Dialog = Awaited<ReturnType<typeof open>>;

async function choose(dialog: Dialog, label: string, value: string): Promise<void> {
  const before = dialog.queryByRole('status')?.textContent;
  fireEvent.change(dialog.getByLabelText(label, { selector: 'select' }), { target: { value } });
  await waitFor(() => {
    expect(dialog.queryByText('Both are built…')).toBeNull();
    expect(document.querySelector('.is-waiting')).toBeNull();
    expect(dialog.getByRole('status').textContent).not.toBe(before);
  });
}

const marked = (): string[] =>
  [...document.querySelectorAll('mark')].map(({ textContent }) => textContent ?? '');

describe('BuildsDialog', { timeout: 60_000 }, () => {
  it('begins with the lab under its kernel and under the next one, and says why they differ', async () => {
    const dialog = await open('delete-waits');
    expect((await dialog.findByRole('status')).textContent).toBe(
      '2 of 15 groups differ, for 1 reason.',
    );
    expect(marked()).toEqual(Array.from({ length: 4 }, () => ['f3', '0f', '1e', 'fa']).flat());
    expect(dialog.getAllByText(/6\.6 begins an image with endbr64/).length).toBe(3);
  });

  it('takes other kernels, options and labs on either side', async () => {
    const dialog = await open('delete-waits');
    await dialog.findByRole('status');
    await choose(dialog, 'Kernel of B', '6.12');
    expect(dialog.getAllByText(/6\.12 keeps a count that comes in rax/).length).toBeGreaterThan(0);
    await choose(dialog, 'Kernel of B', '6.1');
    expect(dialog.getByRole('status').textContent).toMatch(/^All 15 groups are the same/);
    fireEvent.click(dialog.getByLabelText('hardened of B'));
    await dialog.findAllByText(/6\.1 hardened returns by a jump to srso_return_thunk/, {
      selector: '.builds-why p',
    });
    // Options of one group exclude each other.
    fireEvent.click(dialog.getByLabelText('lfence of B'));
    expect((dialog.getByLabelText('hardened of B') as HTMLInputElement).checked).toBe(false);
    await choose(dialog, 'Lab of B', 'lab:subprog');
    expect(dialog.getAllByText(/^Only .* has this (code|insn)/).length).toBeGreaterThan(0);
  });

  it('goes from difference to difference by keys, and shows all groups on request', async () => {
    const dialog = await open('delete-waits');
    await dialog.findByRole('status');
    const view = dialog.getByRole('group', { name: 'Bytes of both' });
    fireEvent.keyDown(view, { key: '.' });
    expect(dialog.getByText('difference 1 of 2')).toBeTruthy();
    expect(document.activeElement?.textContent).toContain('prologue');
    fireEvent.keyDown(view, { key: ',' });
    expect(dialog.getByText('difference 2 of 2')).toBeTruthy();
    const few = dialog.getAllByRole('row').length;
    fireEvent.click(dialog.getByLabelText('only differences'));
    expect(dialog.getAllByRole('row').length).toBeGreaterThan(few + 20);
    expect(dialog.getAllByText('P1 bypass').length).toBe(2);
  });

  it('plays one schedule on both, with one cursor', async () => {
    const dialog = await open('history');
    await dialog.findByRole('status');
    fireEvent.click(dialog.getByLabelText('Runs'));
    const cursor = await dialog.findByLabelText('Cursor of both timelines');
    fireEvent.change(cursor, { target: { value: '0' } });
    expect(cursor.getAttribute('aria-valuetext')).toMatch(/^step 1\. A: .+ B: .+/);
    expect(dialog.getByText('v5_9', { selector: '.compare-name' })).toBeTruthy();
    expect(dialog.getByText('v5_10', { selector: '.compare-name' })).toBeTruthy();
  });

  it('leads through the chapters of a lab', async () => {
    const dialog = await open('history');
    expect(dialog.getByText('chapter 1 of 6')).toBeTruthy();
    for (let nth = 0; nth < 4; nth++) {
      fireEvent.click(dialog.getByRole('button', { name: 'Next chapter' }));
    }
    expect(dialog.getByRole('heading', { name: /6\.6 to 6\.12: one count/ })).toBeTruthy();
    const [counter] = await dialog.findAllByText(/6\.12 keeps a count that comes in rax/);
    expect(counter).toBeTruthy();
  });
});
