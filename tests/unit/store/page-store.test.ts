import { beforeEach, describe, expect, it } from 'vitest';
import { LABS } from '../../../src/labs/index.ts';
import { linkReader } from '../../../src/store/link-reader.ts';
import type { Page } from '../../../src/store/model.ts';
import { createPageStore, type PageStore } from '../../../src/store/page-store.ts';
import { safeStorage } from '../../../src/store/safe-storage.ts';
import { sharingWith } from '../../../src/store/share.ts';
import { createLinkCodec, linkCodec } from '../../../src/url/codec.ts';
import { NO_CHECKS } from '../../../src/url/run-checks.ts';
import { LINK_UPGRADERS, LINK_VERSION } from '../../../src/url/schema.ts';
import { errorAt, FakeEngine, resultOf, stepOf } from './fake-engine.ts';
import { FakeExplorer } from './fake-explorer.ts';
import { memoryShelf } from './memory-shelf.ts';
import { MemoryStorage } from './memory-storage.ts';

const TEN_STEPS = Array.from({ length: 10 }, () => stepOf('sync'));
const OWN = '.prog mine tc\n exit\n';

const sharing = sharingWith(linkCodec);

/** A link that does not say how panes show things, as those of version 2. */
const SILENT = { addressing: undefined, bytesLayout: undefined, timelineView: undefined };

let engine: FakeEngine;
let store: PageStore;

function page() {
  return store.getState();
}

function open(): PageStore {
  let ids = 0;
  const disk = new MemoryStorage();
  engine = new FakeEngine();
  return createPageStore({
    engine,
    explorer: new FakeExplorer(),
    loadReader: async () => linkReader,
    loadTools: () => Promise.reject(new Error('not here')),
    loadShelf: memoryShelf(),
    local: safeStorage(() => disk),
    session: safeStorage(() => disk),
    now: () => 0,
    newId: () => `id-${ids++}`,
  });
}

function noticeIds(): string[] {
  return page().notices.map((notice) => notice.id);
}

beforeEach(() => {
  store = open();
});

describe('start', () => {
  it('opens the first lab at its telling step for a first visit', async () => {
    await store.start('');
    expect(page().labId).toBe(LABS[0]?.id);
    expect(engine.texts).toEqual([LABS[0]?.text]);
    await engine.done(resultOf({ steps: [...TEN_STEPS, stepOf('rcu-begin'), stepOf('rcu-end')] }));
    expect(page().cursor).toBe(11);
  });

  it('opens a link instead, compiled once', async () => {
    const fragment = sharing.fragment({ ...page(), text: OWN, cursor: 4 }, 'here');
    await store.start(fragment);
    expect(engine.texts).toEqual([OWN]);
    await engine.done(resultOf({ steps: TEN_STEPS }));
    expect(page()).toMatchObject({ text: OWN, cursor: 4, labId: null, fragment });
    expect(noticeIds()).toEqual([]);
  });

  it('explains a bad link and opens what it would have opened without', async () => {
    await store.start('#v9.abc');
    expect(page().labId).toBe(LABS[0]?.id);
    expect(page().notices[0]).toMatchObject({ id: 'link-error', tone: 'error' });
    expect(page().notices[0]?.body).toContain('format 9');
  });
});

describe('compile', () => {
  beforeEach(async () => {
    await store.start('');
    await engine.done(resultOf({ steps: TEN_STEPS }));
  });

  it('follows every change of the text', async () => {
    page().edit('a');
    page().edit('ab');
    expect(engine.texts.slice(-2)).toEqual(['a', 'ab']);
  });

  it('keeps the last good picture, marked, while the text is broken', async () => {
    const good = page().result;
    page().edit('broken');
    await engine.done(resultOf({ steps: null, diagnostics: [errorAt(0)] }));
    expect(page()).toMatchObject({ result: good, stale: true, diagnostics: [errorAt(0)] });
    page().edit('good again');
    const better = resultOf({ steps: TEN_STEPS });
    await engine.done(better);
    expect(page()).toMatchObject({ result: better, stale: false, resultText: 'good again' });
  });

  it('shows a broken lab as it is when it was opened, not typed', async () => {
    page().openText(OWN);
    const broken = resultOf({ steps: null, diagnostics: [errorAt(0)] });
    await engine.done(broken);
    expect(page()).toMatchObject({ result: broken, stale: false });
  });

  it('keeps the cursor within a run that got shorter', async () => {
    page().seek(9);
    page().edit('shorter');
    await engine.done(resultOf({ steps: TEN_STEPS.slice(0, 3) }));
    expect(page().cursor).toBe(3);
  });

  it('keeps text and picture when the engine fails, and says so until the next success', async () => {
    const good = page().result;
    page().edit('hang');
    engine.restart('it took more than 10 s');
    await engine.settle({ kind: 'crashed', reason: 'hung', message: 'it took more than 10 s' });
    expect(page()).toMatchObject({ text: 'hang', result: good, engine: 'crashed', stale: true });
    expect(noticeIds()).toContain('engine-failed');
    page().edit('fine');
    await engine.done(resultOf({ steps: TEN_STEPS }));
    expect(page().engine).toBe('ready');
    expect(noticeIds()).not.toContain('engine-failed');
  });

  it('counts an end of line as one character, whatever was pasted', async () => {
    page().edit('a\r\nb\rc\n');
    expect(page().text).toBe('a\nb\nc\n');
  });
});

describe('playback', () => {
  beforeEach(async () => {
    await store.start('');
    await engine.done(resultOf({ steps: TEN_STEPS }));
    page().seek(0);
  });

  it('keeps the cursor on the timeline', async () => {
    page().seek(-3);
    expect(page().cursor).toBe(0);
    page().seek(99);
    expect(page().cursor).toBe(10);
    page().step(-2);
    expect(page().cursor).toBe(8);
  });

  it('stops at the end, and begins anew from there', async () => {
    page().seek(9);
    page().playPause();
    page().step(1);
    expect(page()).toMatchObject({ cursor: 10, playing: false });
    page().playPause();
    expect(page()).toMatchObject({ cursor: 0, playing: true });
  });

  it('stops when the user takes over', async () => {
    page().playPause();
    page().seek(5);
    expect(page().playing).toBe(false);
  });

  it('does not play a lab without steps', async () => {
    page().openText(OWN);
    await engine.done(resultOf({ steps: null }));
    page().playPause();
    expect(page().playing).toBe(false);
  });
});

describe('openFragment', () => {
  beforeEach(async () => {
    await store.start('');
    await engine.done(resultOf({ steps: TEN_STEPS, images: [Uint8Array.of(1, 2, 3)] }));
  });

  it('gives the same picture as was shared', async () => {
    page().edit(OWN);
    const result = resultOf({ steps: TEN_STEPS, images: [Uint8Array.of(1, 2, 3)] });
    await engine.done(result);
    page().seek(7);
    page().pin({ kind: 'slot', mapIdx: 0, key: 1 });
    page().setSyntax('intel');
    const before = page();
    const fragment = sharing.fragment(before, 'here');
    store = open();
    await store.start(fragment);
    await engine.done(result);
    const { text, cursor, pinned, syntax } = before;
    expect(page()).toMatchObject({ text, cursor, pinned, syntax, notices: [] });
    expect(sharing.fragment(page(), 'here')).toBe(fragment);
  });

  it('can leave the step out', async () => {
    page().seek(7);
    const other = sharing.fragment(page(), 'beginning');
    store = open();
    await store.start(other);
    expect(page().arrival?.opensAt).toBe(0);
  });

  it('offers the text that it replaced, if that was the user’s own', async () => {
    const fragment = sharing.fragment(page(), 'here');
    page().edit(OWN);
    await page().openFragment(fragment);
    expect(page().notices[0]).toMatchObject({ id: 'put-aside', offer: { text: OWN } });
  });

  it('changes nothing when the link is bad', async () => {
    page().openText(OWN);
    const good = sharing.fragment(page(), 'here');
    for (const bad of [
      good.slice(0, 60),
      '#v9.x',
      '#v1.%',
      '#other',
      `#v1.${'A'.repeat(70_000)}`,
    ]) {
      await page().openFragment(bad);
      expect(page(), bad.slice(0, 20)).toMatchObject({ text: OWN, fragment: '' });
      expect(noticeIds()).toEqual(['link-error']);
    }
  });

  it('lets go of the address when the text is edited', async () => {
    const fragment = sharing.fragment({ ...page(), text: OWN }, 'here');
    await page().openFragment(fragment);
    expect(page().fragment).toBe(fragment);
    page().edit(`${OWN}\n`);
    expect(page().fragment).toBe('');
  });

  it('says when the page now makes other bytes of the same text', async () => {
    const fragment = sharing.fragment(page(), 'here');
    store = open();
    await store.start(fragment);
    await engine.done(resultOf({ steps: TEN_STEPS, images: [Uint8Array.of(1, 2, 4)] }));
    expect(noticeIds()).toEqual(['link-drift']);
  });

  it('says when the page now takes another kernel', async () => {
    const fragment = sharing.fragment(page(), 'here');
    store = open();
    await store.start(fragment);
    await engine.done(resultOf({ steps: TEN_STEPS, version: '6.12' }));
    expect(page().notices[0]?.title).toContain('kernel 6.1');
  });

  it('shows things as they were shared, and as the reader likes where it does not say', async () => {
    page().setAddressing('address');
    page().setTimelineView('events');
    const fragment = sharing.fragment(page(), 'here');
    const silent = sharing.fragment({ ...page(), ...SILENT } as unknown as Page, 'here');
    store = open();
    page().setBytesLayout('side-by-side');
    await store.start(silent);
    expect(page()).toMatchObject({ addressing: 'offset', bytesLayout: 'side-by-side' });
    await page().openFragment(fragment);
    expect(page()).toMatchObject({
      addressing: 'address',
      bytesLayout: 'stacked',
      timelineView: 'events',
    });
  });

  it('opens the text alone when the steps are numbered differently', async () => {
    page().seek(7);
    const other = createLinkCodec({ version: LINK_VERSION, model: 99, upgraders: LINK_UPGRADERS });
    const { text, syntax, pane } = page();
    const run = { schedule: [], policy: 'fair', steered: false, inside: 0 } as const;
    const input = { text, syntax, pane, profile: null, imageSum: null, cursor: 7, pinned: null };
    store = open();
    const seen = { checks: NO_CHECKS, breakpoints: [], watches: [] };
    await store.start(other.encode({ ...input, ...run, ...seen, schedule: [] }));
    await engine.done(resultOf({ steps: TEN_STEPS }));
    expect(page()).toMatchObject({ text, cursor: 0 });
    expect(noticeIds()).toEqual(['link-model']);
  });
});

describe('openFile', () => {
  it('takes what the share dialog saved', async () => {
    await store.start('');
    const file = sharing.file({ ...page(), text: OWN, cursor: 3 }, 'here');
    await page().openFile(file);
    await engine.done(resultOf({ steps: TEN_STEPS }));
    expect(page()).toMatchObject({ text: OWN, cursor: 3 });
  });

  it('takes any other file for a lab', async () => {
    await store.start('');
    await page().openFile(OWN);
    expect(page().text).toBe(OWN);
  });
});
