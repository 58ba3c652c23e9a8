// An embedded page: opens what its address says, stays within its steps, and changes nothing when it may not.

import { afterEach, describe, expect, it } from 'vitest';
import { startEmbed } from '../../../src/store/embed.ts';
import { LABS } from '../../../src/store/labs.ts';
import type { Page } from '../../../src/store/model.ts';
import { moveStep } from '../../../src/store/move-step.ts';
import type { PageStore } from '../../../src/store/page-store.ts';
import { choicesAt } from '../../../src/store/run-selectors.ts';
import { safeStorage, setKeeping } from '../../../src/store/safe-storage.ts';
import { sharingWith } from '../../../src/store/share.ts';
import { linkCodec } from '../../../src/url/codec.ts';
import { openPage, settled } from './local-engine.ts';
import { MemoryStorage } from './memory-storage.ts';
import { RACE } from './race-lab.ts';

const sharing = sharingWith(linkCodec);

async function embed(parts: string, disk = new MemoryStorage()): Promise<PageStore> {
  const store = openPage(disk);
  await startEmbed(store, `#embed${parts}`);
  await settled();
  return store;
}

/** A link to the race's own run at `cursor`. */
async function link(cursor: number): Promise<string> {
  const store = openPage();
  store.getState().openText(RACE);
  await settled();
  store.getState().seek(cursor);
  return sharing.fragment(store.getState(), 'here').slice(1);
}

function ids({ notices }: Page): string[] {
  return notices.map((notice) => notice.id);
}

afterEach(() => setKeeping(true));

describe('startEmbed', () => {
  it('opens the state of its address at its step', async () => {
    const store = await embed(`&ro&${await link(9)}&theme=dark`);
    expect(store.getState()).toMatchObject({ text: RACE, cursor: 9, notices: [] });
    expect(store.getState().embed).toMatchObject({ theme: 'dark', readOnly: true, steps: null });
  });

  it('opens a built-in lab by its id, and the first one without', async () => {
    expect((await embed('&lab=two-tables')).getState().labId).toBe('two-tables');
    expect((await embed('')).getState().labId).toBe(LABS[0]?.id);
  });

  it('says what is wrong with an address, and opens no other lab instead', async () => {
    const good = await link(9);
    const wrong = ['&lab=nonsense', `&${good.slice(0, -40)}`, `&${good}%%%`, '&v99.abc'];
    for (const parts of wrong) {
      const page = (await embed(parts)).getState();
      expect(page.text, parts).toBe('');
      expect(page.notices, parts).toHaveLength(1);
      expect(page.notices[0], parts).toMatchObject({ tone: 'error' });
    }
  });

  it('says that an address comes from a newer page', async () => {
    const { notices } = (await embed('&v99.abc')).getState();
    expect(notices[0]?.body).toContain('has format 99');
    expect(notices[0]?.body).not.toContain('Your text');
  });

  it('names the parts that it does not know', async () => {
    const page = (await embed('&lab=slot-life&autoplay')).getState();
    expect(ids(page)).toEqual(['embed-ignored']);
    expect(page.notices[0]?.body).toContain('autoplay');
  });
});

describe('an embed with a range of steps', () => {
  it('holds the cursor inside, whatever moves it', async () => {
    const store = await embed(`&steps=12-20&${await link(40)}`);
    const page = () => store.getState();
    expect(page().cursor).toBe(20);
    const moves: ((to: Page) => void)[] = [
      (to) => to.seek(0),
      (to) => to.seek(1_000),
      (to) => to.step(-30),
      (to) => to.step(30),
      (to) => to.continueTo('previous'),
      (to) => to.continueTo('next'),
      () => store.setState({ cursor: 3 }),
      () => store.setState({ cursor: 99 }),
      (to) => to.stepInsn(40),
      (to) => to.stepInsn(-40),
      (to) => to.choose(choicesAt(to)[0]?.action ?? -1),
    ];
    const seen: number[] = [];
    store.subscribe(() => seen.push(page().cursor));
    for (const move of moves) move(page());
    expect(seen.length).toBeGreaterThan(6);
    expect(Math.min(...seen)).toBe(12);
    expect(Math.max(...seen)).toBe(20);
  });

  it('stands still when the range is one step', async () => {
    const store = await embed(`&steps=12-12&${await link(40)}`);
    store.getState().playPause();
    store.getState().step(1);
    expect(store.getState()).toMatchObject({ cursor: 12, playing: false });
  });

  it('ends with the run when the range does not', async () => {
    const store = await embed(`&steps=5-99999&${await link(40)}`);
    store.getState().seek(99_999);
    expect(store.getState().cursor).toBe(store.getState().result?.timeline?.steps.length);
  });
});

describe('a read-only embed', () => {
  it('moves its cursor and changes nothing else', async () => {
    const store = await embed(`&ro&${await link(20)}`);
    const { text, result, schedule, steered, cut } = store.getState();
    const page = () => store.getState();
    const CPU0 = 1;
    const changes: (() => unknown)[] = [
      () => page().edit('exit'),
      () => page().openText('exit'),
      () => page().undo(),
      () => page().redo(),
      () => page().saveAs('Mine'),
      () => page().importLabs([{ name: 'a.lab', text: 'exit' }]),
      () => page().openLab('two-tables'),
      () => page().openFile('exit'),
      async () => page().openFragment(`#${await link(3)}`),
      () => page().choose(33),
      () => page().runTo(CPU0, { kind: 'end' }),
      () => page().runOn(7),
      () => page().takeRun(result?.timeline?.steps.slice(0, 4) ?? [], 2),
      () => page().cutHere(),
      () => page().resetRun(),
      () => page().undoCut(),
      () => page().takeOffer({ ...NOTICE, offer: { label: 'open', text: 'exit' } }),
    ];
    for (const change of changes) {
      await change();
      await settled();
      expect(page()).toMatchObject({ text, schedule, steered, cut, notices: [] });
      expect(page().result).toBe(result);
    }
    expect(moveStep(page(), 20, 21)).toBe('This run cannot be changed.');
    page().seek(3);
    expect(page().cursor).toBe(3);
  });

  it('shows a run that a search found, and goes back, without a word in its address', async () => {
    const store = await embed(`&ro&${await link(20)}`);
    const own = store.getState().result?.timeline;
    const { fragment } = store.getState();
    const schedule = (await embed(`&${await link(20)}`))
      .getState()
      .result?.timeline?.steps.slice(own?.zero, (own?.zero ?? 0) + 3)
      .map(({ action }) => action);
    store.getState().showFinding({ property: null, schedule: schedule ?? [], causal: [] });
    await settled();
    expect(store.getState().result?.timeline?.steps).toHaveLength((own?.zero ?? 0) + 3);
    store.getState().undoCut();
    expect(store.getState().result?.timeline).toBe(own);
    expect(fragment).not.toBe('');
  });

  it('shows no other run where its author chose the steps', async () => {
    const store = await embed(`&steps=3-9&${await link(5)}`);
    const { result } = store.getState();
    store.getState().showFinding({ property: null, schedule: [], causal: [] });
    await settled();
    expect(store.getState().result).toBe(result);
  });

  it('offers no choices, which one that can be changed does', async () => {
    const cursor = 20;
    expect(choicesAt((await embed(`&ro&${await link(cursor)}`)).getState())).toEqual([]);
    expect(choicesAt((await embed(`&${await link(cursor)}`)).getState()).length).toBeGreaterThan(0);
  });

  it('offers nothing in its notices either', async () => {
    const store = await embed('&ro&lab=slot-life');
    store.getState().notify({ ...NOTICE, offer: { label: 'open', text: 'exit' } });
    expect(store.getState().notices[0]).toEqual(NOTICE);
  });
});

const NOTICE = { id: 'x', tone: 'info', title: 'x', body: 'x' } as const;

describe('setKeeping', () => {
  it('leaves storage alone, and is no failure', async () => {
    const disk = new MemoryStorage();
    disk.setItem('pokescope:preferences', '{"syntax":"intel"}');
    setKeeping(false);
    const before = [...disk.items];
    const store = await embed('&lab=slot-life', disk);
    store.getState().edit('.prog mine tc\n exit\n');
    store.getState().setSyntax('intel');
    store.getState().openText('.prog other tc\n exit\n');
    store.flush();
    expect([...disk.items]).toEqual(before);
    expect(ids(store.getState())).toEqual([]);
  });

  it('reads nothing of the reader’s own page', () => {
    const disk = new MemoryStorage();
    disk.setItem('a', 'b');
    const storage = safeStorage(() => disk);
    expect(storage.get('a')).toBe('b');
    setKeeping(false);
    expect(storage.get('a')).toBeNull();
    expect(storage.keys()).toEqual([]);
    storage.remove('a');
    expect(disk.items.size).toBe(1);
  });
});
