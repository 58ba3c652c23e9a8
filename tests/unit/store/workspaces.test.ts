import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PageStore } from '../../../src/store/page-store.ts';
import { freeName } from '../../../src/store/workspace-slice.ts';
import { openPage, settled } from './local-engine.ts';
import { MemoryStorage } from './memory-storage.ts';

const OWN = '.prog mine tc\n        r0 = 1\n        exit\n';

let store: PageStore;

function page() {
  return store.getState();
}

function names(): string[] {
  return page().workspaces?.map((lab) => lab.name) ?? [];
}

beforeEach(async () => {
  vi.useFakeTimers();
  store = openPage();
  await store.start('');
  await settled();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('saveAs', () => {
  it('keeps the text on screen under a name, and the page goes by that name', async () => {
    page().edit(OWN);
    await page().saveAs('Mine');
    expect(names()).toEqual(['Mine']);
    expect(page().workspace?.name).toBe('Mine');
    expect(page().workspaces?.[0]?.draft.text).toBe(OWN);
  });

  it('never takes a name twice', async () => {
    await page().saveAs('Mine');
    await page().saveAs('Mine');
    expect(names().sort()).toEqual(['Mine', 'Mine 2']);
  });

  it('saves what is edited afterwards, to that lab alone', async () => {
    page().edit(OWN);
    await page().saveAs('First');
    await page().saveAs('Second');
    page().edit(`${OWN}\n// more`);
    await vi.advanceTimersByTimeAsync(1_000);
    await page().loadWorkspaces();
    const texts = Object.fromEntries(
      (page().workspaces ?? []).map((lab) => [lab.name, lab.draft.text]),
    );
    expect(texts).toEqual({ First: OWN, Second: `${OWN}\n// more` });
  });
});

describe('openWorkspace', () => {
  it('goes on where the lab was left, with its breakpoints', async () => {
    page().edit(OWN);
    page().toggleBreakpoint({ kind: 'event', event: 'sync' });
    await page().saveAs('Mine');
    const id = page().workspace?.id ?? '';
    page().openLab('slot-life');
    expect(page().workspace).toBeNull();
    page().openWorkspace(id);
    expect(page().text).toBe(OWN);
    expect(page().breakpoints).toEqual([{ kind: 'event', event: 'sync' }]);
    expect(page().workspace).toEqual({ id, name: 'Mine' });
  });

  it('does not put a named lab aside: it is where it was', async () => {
    page().edit(OWN);
    await page().saveAs('Mine');
    page().openLab('slot-life');
    expect(page().notices.map(({ id }) => id)).not.toContain('put-aside');
  });
});

describe('removeWorkspace', () => {
  it('offers to bring the lab back, and does', async () => {
    page().edit(OWN);
    await page().saveAs('Mine');
    await page().removeWorkspace(page().workspace?.id ?? '');
    expect(names()).toEqual([]);
    expect(page().text).toBe(OWN);
    const notice = page().notices.find(({ id }) => id === 'lab-removed');
    if (notice) page().takeOffer(notice);
    await settled();
    await page().loadWorkspaces();
    expect(names()).toEqual(['Mine']);
  });
});

describe('importLabs', () => {
  it('names labs after their files, and gives line ends their plain form', async () => {
    await page().importLabs([
      { name: 'race.lab', text: 'a\r\nb' },
      { name: 'race.lab', text: 'c' },
    ]);
    expect(names().sort()).toEqual(['race', 'race 2']);
    expect(page().workspaces?.find(({ name }) => name === 'race')?.draft.text).toBe('a\nb');
  });
});

describe('the tab’s own record', () => {
  it('knows the named lab again after a reload', async () => {
    const disk = new MemoryStorage();
    const first = openPage(disk);
    await first.start('');
    first.getState().edit(OWN);
    await first.getState().saveAs('Mine');
    first.flush();
    const again = openPage(disk);
    await again.start('');
    expect(again.getState().workspace?.name).toBe('Mine');
    expect(again.getState().text).toBe(OWN);
  });
});

describe('freeName', () => {
  it('gives nameless labs a name and cuts endless ones', () => {
    expect(freeName('  ', [])).toBe('Lab');
    expect(freeName('x'.repeat(500), [])).toHaveLength(80);
  });
});
