import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LABS } from '../../../src/labs/index.ts';
import { linkReader } from '../../../src/store/link-reader.ts';
import { createPageStore, type PageStore } from '../../../src/store/page-store.ts';
import { safeStorage, type WebStorage } from '../../../src/store/safe-storage.ts';
import { sharingWith } from '../../../src/store/share.ts';
import { linkCodec } from '../../../src/url/codec.ts';
import { FakeEngine } from './fake-engine.ts';
import { FakeExplorer } from './fake-explorer.ts';
import { memoryShelf } from './memory-shelf.ts';
import { MemoryStorage } from './memory-storage.ts';

const MINE = '.prog mine tc\n exit\n';
const OTHER = '.prog other tc\n exit\n';

const sharing = sharingWith(linkCodec);

let local: MemoryStorage;
let ids: number;

/** A tab: its own session storage, the browser's local storage. */
function tab(session = new MemoryStorage(), disk: () => WebStorage | undefined = () => local) {
  const store = createPageStore({
    engine: new FakeEngine(),
    explorer: new FakeExplorer(),
    loadReader: async () => linkReader,
    loadTools: () => Promise.reject(new Error('not here')),
    loadShelf: memoryShelf(),
    local: safeStorage(disk),
    session: safeStorage(() => session),
    now: () => Date.now(),
    newId: () => `id-${ids++}`,
  });
  void store.start('');
  return store;
}

function textOf(store: PageStore): string {
  return store.getState().text;
}

beforeEach(() => {
  vi.useFakeTimers();
  local = new MemoryStorage();
  ids = 0;
});

afterEach(() => {
  vi.useRealTimers();
});

describe('autosave', () => {
  it('brings text, cursor and preferences back after a reload', async () => {
    const session = new MemoryStorage();
    const before = tab(session);
    before.getState().edit(MINE);
    before.getState().setTheme('dark');
    before.getState().setSyntax('intel');
    before.getState().closeWelcome();
    vi.advanceTimersByTime(1000);
    const after = tab(session);
    expect(after.getState()).toMatchObject({
      text: MINE,
      theme: 'dark',
      syntax: 'intel',
      welcome: false,
    });
  });

  it('writes once for many letters', async () => {
    const set = vi.spyOn(local, 'setItem');
    const store = tab();
    vi.advanceTimersByTime(1000);
    set.mockClear();
    for (let i = 0; i < 50; i++) store.getState().edit(`${MINE}// ${i}`);
    vi.advanceTimersByTime(1000);
    expect(set).toHaveBeenCalledTimes(1);
  });

  it('writes at once when the page is left', async () => {
    const session = new MemoryStorage();
    const before = tab(session);
    before.getState().edit(MINE);
    before.flush();
    expect(textOf(tab(session))).toBe(MINE);
  });

  it('goes on with the newest text in a new tab', async () => {
    const first = tab();
    first.getState().edit(MINE);
    first.flush();
    expect(textOf(tab())).toBe(MINE);
  });

  it('keeps the texts of two tabs apart', async () => {
    const sessions = [new MemoryStorage(), new MemoryStorage()];
    const [a, b] = sessions.map((session) => tab(session));
    a?.getState().edit(MINE);
    b?.getState().edit(OTHER);
    a?.flush();
    b?.flush();
    expect(sessions.map((session) => textOf(tab(session)))).toEqual([MINE, OTHER]);
  });

  it('keeps a tab’s text when a new tab that began with it goes another way', () => {
    const session = new MemoryStorage();
    const a = tab(session);
    a.getState().edit(MINE);
    a.flush();
    const b = tab();
    expect(textOf(b)).toBe(MINE);
    b.getState().setPane('machine');
    b.getState().edit(`${MINE} `);
    b.getState().edit(MINE);
    b.flush();
    b.getState().edit(OTHER);
    b.flush();
    expect(textOf(tab(session))).toBe(MINE);
  });

  it('parts with a duplicated tab that shares its session', async () => {
    const session = new MemoryStorage();
    const a = tab(session);
    a.getState().edit(MINE);
    a.flush();
    const copy = new MemoryStorage();
    for (const [key, value] of session.items) copy.setItem(key, value);
    const b = tab(copy);
    b.getState().edit(OTHER);
    b.flush();
    const [key, value] = [...local.items].find(([k]) => k.startsWith('pokescope:draft:')) ?? [];
    a.onForeignWrite(key ?? null, value ?? null);
    a.getState().edit(`${MINE}// more`);
    a.flush();
    expect(textOf(tab(session))).toBe(`${MINE}// more`);
    expect(textOf(tab(copy))).toBe(OTHER);
  });

  it('keeps the user’s text on record when a lab takes its place', async () => {
    const store = tab();
    store.getState().edit(MINE);
    store.getState().openLab(LABS[1]?.id ?? '');
    store.getState().edit(OTHER);
    store.flush();
    expect(
      store
        .getState()
        .keptTexts()
        .map((kept) => kept.text),
    ).toContain(MINE);
    expect(
      store
        .getState()
        .keptTexts()
        .map((kept) => kept.text),
    ).toContain(OTHER);
  });

  it('keeps the user’s text on record when a link takes its place', async () => {
    const session = new MemoryStorage();
    const store = tab(session);
    store.getState().edit(MINE);
    store.flush();
    const fragment = sharing.fragment({ ...store.getState(), text: OTHER }, 'here');
    const again = createPageStore({
      engine: new FakeEngine(),
      explorer: new FakeExplorer(),
      loadReader: async () => linkReader,
      loadTools: () => Promise.reject(new Error('not here')),
      loadShelf: memoryShelf(),
      local: safeStorage(() => local),
      session: safeStorage(() => session),
      now: () => Date.now(),
      newId: () => `id-${ids++}`,
    });
    await again.start(fragment);
    again.getState().edit(`${OTHER}// edited`);
    again.flush();
    const kept = again
      .getState()
      .keptTexts()
      .map((entry) => entry.text);
    expect(kept).toEqual(expect.arrayContaining([MINE, `${OTHER}// edited`]));
  });

  it('does not count built-in labs among the user’s texts', async () => {
    const store = tab();
    store.flush();
    expect(store.getState().keptTexts()).toEqual([]);
  });

  it('keeps a bounded number of texts, the newest', async () => {
    const store = tab();
    for (let i = 0; i < 40; i++) {
      vi.setSystemTime(i * 1000);
      store.getState().openText(`${MINE}// ${i}`);
      store.flush();
    }
    const kept = store.getState().keptTexts();
    expect(kept.length).toBeLessThanOrEqual(12);
    expect(kept[0]?.text).toBe(`${MINE}// 39`);
  });
});

describe('autosave without good storage', () => {
  it('says once that nothing is kept, and the page works on', async () => {
    local.capacity = 100;
    const store = tab();
    const big = MINE.repeat(50);
    store.getState().edit(big);
    store.flush();
    store.getState().edit(`${big}//`);
    store.flush();
    const notices = store.getState().notices.filter((notice) => notice.id === 'not-saved');
    expect(notices).toHaveLength(1);
    expect(textOf(store)).toBe(`${big}//`);
  });

  it('works where naming the storage already throws', async () => {
    const store = tab(new MemoryStorage(), () => {
      throw new Error('SecurityError');
    });
    store.getState().edit(MINE);
    store.flush();
    expect(store.getState().notices.map((notice) => notice.id)).toEqual(['not-saved']);
  });

  it('ignores records that are damaged or of another shape', async () => {
    local.setItem('pokescope:draft:a', '{"text":12}');
    local.setItem('pokescope:draft:b', 'not json');
    local.setItem('pokescope:draft:c', 'null');
    local.setItem('pokescope:preferences', '{"theme":"mauve","speed":"fast","welcome":0}');
    const { text, theme, speed, welcome } = tab().getState();
    expect({ text, theme, speed, welcome }).toEqual({
      text: LABS[0]?.text,
      theme: 'system',
      speed: 1,
      welcome: true,
    });
  });
});
