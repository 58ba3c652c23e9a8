// Views over the panes in links: what one page shows, another opens.

import { beforeEach, describe, expect, it } from 'vitest';
import type { OpenView } from '../../../src/store/open-view.ts';
import type { PageStore } from '../../../src/store/page-store.ts';
import { sharingWith } from '../../../src/store/share.ts';
import { linkCodec } from '../../../src/url/codec.ts';
import { openPage, settled } from './local-engine.ts';

const sharing = sharingWith(linkCodec);

let store: PageStore;

beforeEach(async () => {
  store = openPage();
  store.getState().openLab('cover-letter-race');
  await settled();
});

async function opened(fragment = sharing.fragment(store.getState(), 'here')): Promise<PageStore> {
  const other = openPage();
  await other.start(fragment);
  await settled();
  return other;
}

const NONE = { lab: 'page', kernel: '', options: [] } as const;
const BUILDS = {
  shows: 'bytes',
  onlyDifferences: true,
  group: 3,
  cursor: null,
  chapter: 0,
} as const;

const VIEWS: readonly OpenView[] = [
  {
    kind: 'compare',
    choice: {
      a: {},
      b: { mapPoke: 't3_restore_at_once', kernel: '6.12' },
      found: { of: 'b', schedule: [32, 33, 33, 48] },
      cursor: 7,
    },
  },
  { kind: 'compare', choice: { a: { layout: 'x' }, b: {}, found: null, cursor: null } },
  {
    kind: 'builds',
    choice: {
      ...BUILDS,
      a: NONE,
      b: { lab: 'lab:slot-life', kernel: '7.1', options: ['ibt'] },
    },
  },
  { kind: 'passes', choice: { progIdx: 1, funcIdx: 0, kernel: '5.10', passIdx: 2, jumpIdx: null } },
];

describe('a link from an open view', () => {
  it.each(VIEWS)('opens the same $kind, and is the same link again', async (view) => {
    store.getState().setView(view);
    const other = await opened();
    expect(other.getState().view).toEqual(view);
    expect(other.getState().notices).toEqual([]);
    expect(sharing.fragment(other.getState(), 'here')).toBe(
      sharing.fragment(store.getState(), 'here'),
    );
  });

  it("brings a lab of one's own along as a text, and keeps it in the next link", async () => {
    await store.getState().saveAs('Mine');
    const id = store.getState().workspaces?.[0]?.id ?? '';
    const a = { ...NONE, lab: `own:${id}` };
    store.getState().setView({ kind: 'builds', choice: { ...BUILDS, a, b: NONE } });
    const other = await opened();
    const given = { name: 'Mine', text: store.getState().text };
    const choice = { ...BUILDS, a: { ...NONE, lab: 'given', given }, b: NONE };
    expect(other.getState().view).toEqual({ kind: 'builds', choice });
    const third = await opened(sharing.fragment(other.getState(), 'here'));
    expect(third.getState().view).toEqual({ kind: 'builds', choice });
  });

  it('is one without a view while the view has not chosen yet', async () => {
    store.getState().setView({ kind: 'passes', choice: null });
    expect((await opened()).getState().view).toBeNull();
  });

  it('opens the pipeline with its program and its filter', async () => {
    store.getState().setLowerView('pipeline');
    const pipeline = { progIdx: 1, onlyChanged: true, passes: ['do_misc_fixups'] };
    store.getState().setPipeline(pipeline);
    const other = (await opened()).getState();
    expect(other).toMatchObject({ lowerView: 'pipeline', pipeline });
  });

  it('puts the run back where it was made with the run below, and closes what is open', async () => {
    const link = sharing.fragment(store.getState(), 'here');
    const other = openPage();
    other.getState().openLab('slot-life');
    other.getState().setLowerView('pipeline');
    other.getState().setView({ kind: 'passes', choice: null });
    await other.getState().openFragment(link);
    expect(other.getState()).toMatchObject({ lowerView: 'run', view: null });
  });
});

describe('a file from an open view', () => {
  it('opens it', async () => {
    const [view] = VIEWS;
    store.getState().setView(view ?? null);
    const other = openPage();
    await other.getState().openFile(sharing.file(store.getState(), 'here'));
    expect(other.getState().view).toEqual(view);
  });
});

describe('a link of version 4', () => {
  it('leaves what is below the panes to the reader', async () => {
    const v4 = linkCodec.encodeFile(stateOf(sharing.fragment(store.getState(), 'here')));
    const older = v4.replace(/^\{"v":5/, '{"v":4').replace(',"lowerView":"run"', '');
    expect(older).not.toBe(v4);
    const other = openPage();
    other.getState().setLowerView('pipeline');
    await other.getState().openFile(older);
    expect(other.getState()).toMatchObject({ lowerView: 'pipeline', view: null });
    expect(other.getState().text).toBe(store.getState().text);
  });
});

function stateOf(fragment: string) {
  const decoded = linkCodec.decode(fragment);
  if (!decoded.ok) throw new Error(decoded.error.kind);
  return decoded.value.state;
}
