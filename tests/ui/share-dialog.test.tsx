import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageStore } from '../../src/store/page-store.ts';
import { sharingWith } from '../../src/store/share.ts';
import { ShareDialog } from '../../src/ui/share/ShareDialog.tsx';
import { PageProvider } from '../../src/ui/shell/page-context.tsx';
import { linkCodec } from '../../src/url/codec.ts';
import { parseEmbed } from '../../src/url/embed.ts';
import { openPage, settled } from '../unit/store/local-engine.ts';
import { MemoryStorage } from '../unit/store/memory-storage.ts';

const sharing = sharingWith(linkCodec);

let disk: MemoryStorage;
let store: PageStore;
let copied: string[];

beforeEach(async () => {
  disk = new MemoryStorage();
  copied = [];
  store = openPage(disk);
  store.getState().openLab('slot-life');
  await settled();
  // jsdom has none; the dialog's library asks for it.
  vi.stubGlobal('CSS', { escape: (name: string) => name });
  const clipboard = { writeText: async (text: string) => void copied.push(text) };
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function open() {
  render(
    <PageProvider store={store}>
      <ShareDialog isOpen onClose={() => undefined} />
    </PageProvider>,
  );
  const dialog = await screen.findByRole('dialog', { name: 'Share this lab' });
  await within(dialog).findByRole('textbox', { name: 'Link' });
  return within(dialog);
}

function here(start: 'here' | 'beginning' = 'here'): string {
  return `${location.origin}/${sharing.fragment(store.getState(), start)}`;
}

// Looking things up by role takes long in a busy machine's jsdom.
describe('ShareDialog', { timeout: 30_000 }, () => {
  it('shows the link, its length and what it holds, and stores nothing', async () => {
    store.flush();
    const before = [...disk.items];
    const replaced = vi.spyOn(history, 'replaceState');
    const pushed = vi.spyOn(history, 'pushState');
    const dialog = await open();
    const link = dialog.getByRole<HTMLInputElement>('textbox', { name: 'Link' }).value;
    expect(link).toBe(here());
    expect(
      dialog.getByText(`${link.length} characters, short enough for any program.`),
    ).toBeTruthy();
    const items = dialog.getAllByRole('listitem').map((item) => item.textContent);
    expect(items[0]).toMatch(/^the lab text, \d+ characters$/);
    expect(items).toContain('the lab’s own run');
    expect(items.join()).toMatch(/step 82 of 129, the pinned poke site/);
    store.flush();
    expect([...disk.items]).toEqual(before);
    expect(replaced).not.toHaveBeenCalled();
    expect(pushed).not.toHaveBeenCalled();
  });

  it('can leave the step out', async () => {
    const dialog = await open();
    fireEvent.click(dialog.getByRole('radio', { name: 'At the beginning' }));
    const link = dialog.getByRole<HTMLInputElement>('textbox', { name: 'Link' });
    expect(link.value).toBe(here('beginning'));
    expect(link.value).not.toBe(here());
    expect(dialog.queryByText(/^step 82/)).toBeNull();
  });

  it('copies and says so', async () => {
    const dialog = await open();
    fireEvent.click(dialog.getByRole('button', { name: 'Copy link' }));
    await waitFor(() => {
      const spoken = dialog.getAllByRole('status').map((status) => status.textContent);
      expect(spoken).toContain('Copied');
    });
    expect(copied).toEqual([here()]);
  });

  it('warns of a long link, and refuses one beyond the limit', async () => {
    const noise = (count: number) =>
      Array.from({ length: count }, (_, i) => `// ${(i * 2654435761) % 4294967296}\n`).join('');
    store.getState().openText(noise(400));
    await settled();
    let dialog = await open();
    expect(dialog.getByText(/some mail and chat programs cut addresses off at 2,048/)).toBeTruthy();
    expect(dialog.getByText(/No link may have more than 65,536/)).toBeTruthy();
    fireEvent.click(dialog.getByRole('tab', { name: 'QR code' }));
    expect(dialog.getByText(/holds about 1,500/)).toBeTruthy();
    cleanup();
    store.getState().openText(noise(20_000));
    await settled();
    dialog = await open();
    expect(dialog.getByText(/no link may have more than 65,536/)).toBeTruthy();
    const button = dialog.getByRole<HTMLButtonElement>('button', { name: 'Copy link' });
    expect(button.disabled).toBe(true);
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: 'Save as a file' }).disabled).toBe(
      false,
    );
  });

  it('makes code for what was chosen', async () => {
    const dialog = await open();
    fireEvent.click(dialog.getByRole('tab', { name: 'Embed' }));
    fireEvent.click(dialog.getByRole('radio', { name: 'Dark' }));
    fireEvent.click(dialog.getByRole('checkbox', { name: 'Bytes' }));
    fireEvent.click(dialog.getByRole('checkbox', { name: 'Machine' }));
    fireEvent.click(dialog.getByRole('switch', { name: 'Read-only' }));
    fireEvent.click(dialog.getByRole('switch', { name: 'Only some' }));
    const first = dialog.getByRole('textbox', { name: 'First step' });
    fireEvent.change(first, { target: { value: '7' } });
    fireEvent.blur(first);
    const code = dialog.getByRole<HTMLTextAreaElement>('textbox', { name: 'Embed code' }).value;
    const holder = document.createElement('div');
    holder.innerHTML = code;
    const frame = holder.querySelector('iframe');
    expect(frame?.title).toMatch(/^pokescope: The life of a slot/);
    const src = new URL(frame?.getAttribute('src') ?? '');
    expect(src.search).toBe('');
    expect(parseEmbed(src.hash)).toEqual({
      options: {
        theme: 'dark',
        panes: ['timeline', 'machine'],
        steps: { from: 7, to: 129 },
        readOnly: true,
      },
      link: sharing.fragment(store.getState(), 'here'),
      labId: null,
      ignored: [],
    });
  });

  it('always leaves one pane', async () => {
    const dialog = await open();
    fireEvent.click(dialog.getByRole('tab', { name: 'Embed' }));
    for (const name of ['Bytes', 'Timeline', 'Timeline']) {
      fireEvent.click(dialog.getByRole('checkbox', { name }));
    }
    const code = dialog.getByRole<HTMLTextAreaElement>('textbox', { name: 'Embed code' }).value;
    expect(code).toContain('panes=timeline&amp;');
  });

  it('draws the code of a short link', async () => {
    const dialog = await open();
    fireEvent.click(dialog.getByRole('tab', { name: 'QR code' }));
    expect(await dialog.findByRole('img', { name: 'QR code of the link' })).toBeTruthy();
  });
});
