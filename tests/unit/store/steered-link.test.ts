// Links and drafts of a run that was steered: the same picture again, or the place where it differs.

import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { LabResult, RunOptions, Timeline } from '../../../src/core/pipeline/index.ts';
import type { PageStore } from '../../../src/store/page-store.ts';
import { choicesAt } from '../../../src/store/run-selectors.ts';
import { sharingWith } from '../../../src/store/share.ts';
import { linkCodec } from '../../../src/url/codec.ts';
import type { CompileAnswer } from '../../../src/worker/client.ts';
import { LocalEngine, openPage, settled } from './local-engine.ts';
import { MemoryStorage } from './memory-storage.ts';
import { CPU0, CPU1, RACE } from './race-lab.ts';

const sharing = sharingWith(linkCodec);

let store: PageStore;

function page() {
  return store.getState();
}

function actionsOf(): number[] {
  return page().result?.timeline?.steps.map((step) => step.action) ?? [];
}

function noticeIds(): string[] {
  return page().notices.map((notice) => notice.id);
}

/** A page of another version: its runs go another way behind `keeps` steps. */
class OtherEngine extends LocalEngine {
  keeps = 0;

  override async compile(text: string, options: RunOptions = {}): Promise<CompileAnswer> {
    const answer = await super.compile(text, options);
    if (answer.kind !== 'done' || !answer.result.timeline) return answer;
    return { ...answer, result: { ...answer.result, timeline: this.altered(answer.result) } };
  }

  private altered({ timeline }: LabResult): Timeline {
    if (!timeline) throw new Error('no run');
    const steps = timeline.steps.map((step, idx) =>
      idx < this.keeps ? step : { ...step, events: [{ kind: 'preempt', flavour: 'rcu' } as const] },
    );
    return { ...timeline, steps };
  }
}

async function steer(): Promise<void> {
  page().openText(RACE);
  await settled();
  page().seek(page().result?.timeline?.zero ?? 0);
  page().runTo(CPU0, { kind: 'site', which: 'bypass' });
  page().runTo(CPU0, { kind: 'site', which: 'target' });
  page().runTo(CPU1, { kind: 'end' });
  page().runTo(CPU0, { kind: 'end' });
}

beforeEach(async () => {
  store = openPage();
  await steer();
});

describe('a link to a steered run', () => {
  it('opens the same run at the same place, with breakpoints and watches', async () => {
    page().step(-3);
    page().toggleBreakpoint({ kind: 'event', event: 'verdict' });
    page().addWatch('[rbp-8]');
    const before = page();
    const actions = actionsOf();
    const fragment = sharing.fragment(before, 'here');
    store = openPage();
    await store.start(fragment);
    await settled();
    const { cursor, schedule, breakpoints, watches } = before;
    expect(page()).toMatchObject({ cursor, schedule, breakpoints, watches, steered: true });
    expect(page()).toMatchObject({ policy: null, notices: [] });
    expect(actionsOf()).toEqual(actions);
    expect(sharing.fragment(page(), 'here')).toBe(fragment);
  });

  it('opens inside of a step', async () => {
    page().seek((page().result?.timeline?.zero ?? 0) + 1);
    page().stepInsn(4);
    const { cursor, inside } = page();
    expect(inside).toBe(4);
    const fragment = sharing.fragment(page(), 'here');
    store = openPage();
    await store.start(fragment);
    await settled();
    expect(page()).toMatchObject({ cursor, inside });
  });

  it('carries any run by a policy behind some choices', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(7), { maxLength: 15 }), fc.nat(99), async (picks, seed) => {
        page().resetRun();
        await settled();
        page().seek(page().result?.timeline?.zero ?? 0);
        for (const pick of picks) {
          const choices = choicesAt(page());
          page().choose(choices[pick % Math.max(1, choices.length)]?.action ?? -1);
        }
        page().runOn(seed);
        await settled();
        const actions = actionsOf();
        const fragment = sharing.fragment(page(), 'here');
        const other = openPage();
        await other.start(fragment);
        await settled();
        const found = other.getState().result?.timeline?.steps.map((step) => step.action);
        expect(found).toEqual(actions);
        expect(other.getState().notices).toEqual([]);
      }),
      { seed: 77, numRuns: 12 },
    );
  });

  it('is left by the address when the run is steered on', async () => {
    const fragment = sharing.fragment(page(), 'here');
    store = openPage();
    await store.start(fragment);
    await settled();
    page().step(-4);
    expect(page().fragment).toBe(fragment);
    const next = page().result?.timeline?.steps[page().cursor]?.action;
    page().choose(choicesAt(page()).find((one) => one.action !== next)?.action ?? -1);
    expect(page().fragment).toBe('');
  });
});

describe('the address of a link', () => {
  it('is let go of with a new breakpoint or watch, so that the autosave keeps them', async () => {
    const fragment = sharing.fragment(page(), 'here');
    for (const change of [
      () => page().toggleBreakpoint({ kind: 'event', event: 'store' }),
      () => page().addWatch('rax'),
    ]) {
      store = openPage();
      await store.start(fragment);
      await settled();
      change();
      expect(page().fragment).toBe('');
    }
  });
});

describe('a link whose run differs on this page', () => {
  async function openElsewhere(fragment: string, keeps: number): Promise<void> {
    const engine = new OtherEngine();
    engine.keeps = keeps;
    store = openPage(new MemoryStorage(), engine);
    await store.start(fragment);
    await settled();
  }

  it('says behind which step, and stands there with everything kept', async () => {
    const before = page();
    await openElsewhere(sharing.fragment(before, 'here'), before.cursor - 9);
    expect(noticeIds()).toEqual(['link-run']);
    const at = page().cursor;
    expect(at).toBeLessThanOrEqual(before.cursor - 9);
    expect(at).toBeGreaterThan(before.cursor - 9 - 8);
    expect(page()).toMatchObject({ text: RACE, schedule: before.schedule, steered: true });
  });

  it('goes on from there when that is asked for, and can undo it', async () => {
    const before = page();
    await openElsewhere(sharing.fragment(before, 'here'), before.cursor - 9);
    const at = page().cursor;
    const [notice] = page().notices;
    if (notice) page().takeOffer(notice);
    expect(noticeIds()).toEqual([]);
    expect(page()).toMatchObject({ cursor: at, policy: null, steered: true });
    expect(page().result?.timeline?.steps).toHaveLength(at);
    page().undoCut();
    expect(page().schedule).toEqual(before.schedule);
  });

  it('says nothing when only steps differ that nobody saw', async () => {
    page().resetRun();
    await settled();
    page().seek(20);
    await openElsewhere(sharing.fragment(page(), 'here'), 24);
    expect(noticeIds()).toEqual([]);
    expect(page().cursor).toBe(20);
  });

  it('names the step exactly when a choice is not possible', async () => {
    const { schedule, result } = page();
    const zero = result?.timeline?.zero ?? 0;
    const impossible = [...schedule.slice(0, 6), 999, ...schedule.slice(7)];
    const fragment = sharing.fragment({ ...page(), result: null, schedule: impossible }, 'here');
    store = openPage();
    await store.start(fragment);
    await settled();
    expect(page()).toMatchObject({ cursor: zero + 6, schedule: impossible });
    expect(noticeIds()).toEqual(['link-run']);
  });
});

describe('autosave of a steered run', () => {
  it('brings run, breakpoints and watches back after a reload', async () => {
    const disk = new MemoryStorage();
    store = openPage(disk);
    await steer();
    page().toggleBreakpoint({ kind: 'protocol', role: 'map_poke', line: 4 });
    page().addWatch('rax');
    const before = page();
    const actions = actionsOf();
    store.flush();
    store = openPage(disk);
    await store.start('');
    await settled();
    const { cursor, schedule, breakpoints, watches, policy, steered } = before;
    expect(page()).toMatchObject({ cursor, schedule, breakpoints, watches, policy, steered });
    expect(actionsOf()).toEqual(actions);
  });

  it('takes a damaged record for a run that nobody steered', () => {
    const disk = new MemoryStorage();
    const damaged = { text: RACE, schedule: 'x;;', policy: {}, steered: 1, watches: [1, null] };
    const breakpoints = [null, { kind: 'byte' }, { kind: 'toString' }];
    disk.setItem('pokescope:draft:a', JSON.stringify({ ...damaged, breakpoints }));
    store = openPage(disk);
    expect(page()).toMatchObject({ text: RACE, schedule: [], policy: 'fair', steered: false });
    expect(page()).toMatchObject({ breakpoints: [], watches: [] });
  });
});
