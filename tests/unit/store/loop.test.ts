import { beforeEach, describe, expect, it } from 'vitest';
import { linkReader } from '../../../src/store/link-reader.ts';
import { createPageStore, type PageStore } from '../../../src/store/page-store.ts';
import { selectLoop } from '../../../src/store/playback-slice.ts';
import { safeStorage } from '../../../src/store/safe-storage.ts';
import { FakeEngine, resultOf, stepOf } from './fake-engine.ts';
import { FakeExplorer } from './fake-explorer.ts';
import { memoryShelf } from './memory-shelf.ts';
import { MemoryStorage } from './memory-storage.ts';

const LAST = 10;

let store: PageStore;

const page = () => store.getState();

/** Cursors that `count` beats lead to. */
function beats(count: number): number[] {
  return Array.from({ length: count }, () => {
    page().beat();
    return page().cursor;
  });
}

beforeEach(async () => {
  const disk = new MemoryStorage();
  const engine = new FakeEngine();
  store = createPageStore({
    engine,
    explorer: new FakeExplorer(),
    loadReader: async () => linkReader,
    loadTools: () => Promise.reject(new Error('not here')),
    loadShelf: memoryShelf(),
    local: safeStorage(() => disk),
    session: safeStorage(() => disk),
    now: () => 0,
    newId: () => 'id',
  });
  page().openText('.prog mine tc\n exit\n');
  await engine.done(resultOf({ steps: Array.from({ length: LAST }, () => stepOf('sync')) }));
  page().seek(0);
});

describe('setLoop', () => {
  it('keeps the loop within the run', () => {
    page().setLoop({ from: -3, to: 99 });
    expect(page().loop).toEqual({ from: 0, to: LAST });
  });

  it('takes a range without a step for none', () => {
    page().setLoop({ from: 4, to: 4 });
    expect(page().loop).toBeNull();
    page().setLoop({ from: 6, to: 4 });
    expect(page().loop).toBeNull();
  });
});

describe('beat', () => {
  it('goes round in the loop', () => {
    page().setLoop({ from: 2, to: 4 });
    page().seek(3);
    expect(beats(4)).toEqual([4, 2, 3, 4]);
  });

  it('begins the loop from anywhere outside it', () => {
    page().setLoop({ from: 2, to: 4 });
    expect(beats(2)).toEqual([2, 3]);
    page().seek(9);
    expect(beats(1)).toEqual([2]);
  });

  it('plays on over a loop that ends with the run, and stops at the end without one', () => {
    page().setLoop({ from: 8, to: LAST });
    page().seek(8);
    page().playPause();
    expect(beats(3)).toEqual([9, 10, 8]);
    expect(page().playing).toBe(true);
    page().setLoop(null);
    expect(beats(2)).toEqual([9, 10]);
    expect(page().playing).toBe(false);
  });
});

describe('selectLoop', () => {
  it('is cut to a run that has become shorter, and none when nothing is left', () => {
    page().setLoop({ from: 2, to: 9 });
    const { timeline } = page().result ?? {};
    const shorten = (count: number) => {
      const { result } = page();
      if (!result || !timeline) throw new Error('no run');
      store.setState({
        result: { ...result, timeline: { ...timeline, steps: timeline.steps.slice(0, count) } },
      });
    };
    shorten(5);
    expect(selectLoop(page())).toEqual({ from: 2, to: 5 });
    shorten(2);
    expect(selectLoop(page())).toBeNull();
  });

  it('is forgotten with the text that it was of', () => {
    page().setLoop({ from: 2, to: 9 });
    page().openText('.prog other tc\n exit\n');
    expect(page().loop).toBeNull();
  });
});
