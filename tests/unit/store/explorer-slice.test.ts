import { beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/core/explore/index.ts';
import { createSearch } from '../../../src/core/explore/index.ts';
import { labExpects } from '../../../src/core/pipeline/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';
import { selectCausalSteps, selectFinding } from '../../../src/store/explorer-finding.ts';
import { readSettings } from '../../../src/store/explorer-settings.ts';
import { withChoice } from '../../../src/store/explorer-text.ts';
import {
  judgeGuess,
  selectOutdated,
  selectSitePath,
  withProperty,
} from '../../../src/store/explorer-view.ts';
import type { Page } from '../../../src/store/model.ts';
import type { PageStore } from '../../../src/store/page-store.ts';
import { selectHidden } from '../../../src/store/prediction.ts';
import { sharingWith } from '../../../src/store/share.ts';
import { linkCodec } from '../../../src/url/codec.ts';
import { FakeExplorer, PASSED } from './fake-explorer.ts';
import { LocalEngine, openPage, settled } from './local-engine.ts';
import { MemoryStorage } from './memory-storage.ts';

const DELETE = SCENARIOS.find(({ id }) => id === 'delete')?.text ?? '';
const RACE = withChoice(DELETE, 'map_poke', 't3_restore_at_once');

let explorer: FakeExplorer;
let disk: MemoryStorage;
let store: PageStore;
const page = (): Page => store.getState();

function failureOf(): Failure {
  const { result } = page();
  if (!result?.input) throw new Error('the lab does not run');
  const search = createSearch(result.input, labExpects(result), {});
  while (search.run(10_000) === 'running');
  const [failure] = search.result().failures;
  if (!failure) throw new Error('nothing fails');
  // The steps that matter, as a search may mark them.
  return { ...failure, causal: [0, failure.schedule.length - 1] };
}

beforeEach(async () => {
  explorer = new FakeExplorer();
  disk = new MemoryStorage();
  store = openPage(disk, new LocalEngine(), explorer);
  await store.start('');
  page().openText(RACE);
  await settled();
});

describe('check', () => {
  it('searches the text on screen within the bounds', () => {
    page().setExplorer({ reduction: false, megabytes: 64, properties: ['deadlock'] });
    page().check();
    expect(explorer.asked).toEqual([
      {
        text: RACE,
        options: { reduction: false, maxBytes: 64 * 1024 * 1024, properties: ['deadlock'] },
      },
    ]);
    expect(page().search).toMatchObject({ kind: 'running', progress: null });
  });

  it('tells how far it is, and how fast', () => {
    page().check();
    explorer.progress({ states: 1000, bytes: 5 }, 200);
    expect(page().search).toMatchObject({ progress: { states: 1000 }, rate: 5000 });
    explorer.progress({ states: 1000 }, 400);
    expect(page().search).toMatchObject({ rate: 3000 });
  });

  it('keeps the answer, and lets another search take its place', async () => {
    page().check();
    page().check();
    await explorer.finish();
    expect(explorer.asked).toHaveLength(2);
    expect(page().search).toMatchObject({ kind: 'done', result: PASSED, text: RACE });
  });

  it('says why there is no verdict', async () => {
    page().check();
    await explorer.answer({ kind: 'crashed', message: 'out of memory' });
    expect(page().search).toMatchObject({ kind: 'failed', reason: 'crashed' });
    page().check();
    page().cancelCheck();
    expect(explorer.cancels).toBe(1);
    expect(page().search).toMatchObject({ kind: 'running', cancelling: true });
    await explorer.answer({ kind: 'stopped' });
    expect(page().search).toMatchObject({ kind: 'failed', reason: 'stopped' });
  });

  it('knows when its answer is of something else', async () => {
    page().check();
    await explorer.finish();
    expect(selectOutdated(page())).toBeNull();
    page().setExplorer({ reduction: false });
    expect(selectOutdated(page())).toBe('settings');
    page().setExplorer({ reduction: true });
    page().edit(`${RACE}// changed\n`);
    expect(selectOutdated(page())).toBe('text');
    page().undo();
    expect(selectOutdated(page())).toBeNull();
  });

  it('forgets its answer when another lab is opened', async () => {
    page().check();
    await explorer.finish();
    page().openLab('slot-life');
    expect(page().search.kind).toBe('none');
  });
});

describe('showFinding', () => {
  it('puts the run on screen, behind its failing step, and marks what it depends on', async () => {
    const failure = failureOf();
    page().showFinding(failure);
    await settled();
    const { result, cursor, steered, notices } = page();
    const { zero = 0, steps = [] } = result?.timeline ?? {};
    expect(cursor).toBe(zero + failure.schedule.length);
    expect(cursor).toBe(steps.length);
    expect(steps.at(-1)?.events.some(({ kind }) => kind === 'verdict')).toBe(true);
    expect(steered).toBe(true);
    expect(notices.filter(({ id }) => id === 'run-diverged')).toEqual([]);
    expect(selectFinding(page())?.property).toBe('fell-through');
    expect(selectCausalSteps(page())).toEqual([zero, cursor - 1]);
  });

  it('is undone as one', async () => {
    page().showFinding(failureOf());
    await settled();
    page().undo();
    await settled();
    expect(page().steered).toBe(false);
    expect(selectFinding(page())).toBeNull();
    page().redo();
    await settled();
    expect(selectFinding(page())?.property).toBe('fell-through');
  });

  it('counts no longer when the run goes another way', async () => {
    page().showFinding(failureOf());
    await settled();
    page().resetRun();
    await settled();
    expect(selectFinding(page())).toBeNull();
    expect(selectCausalSteps(page())).toEqual([]);
  });

  it('follows the states of the sites', async () => {
    page().showFinding(failureOf());
    await settled();
    const { nodes, cursors } = selectSitePath(page());
    expect(nodes).toEqual(['B', '~', 'D', '~']);
    expect(cursors[0]).toBe(page().result?.timeline?.zero);
  });

  it('is there again after a reload', async () => {
    page().showFinding(failureOf());
    await settled();
    const { cursor } = page();
    store.flush();
    const again = openPage(disk);
    await again.start('');
    await settled();
    expect(again.getState().cursor).toBe(cursor);
    expect(selectFinding(again.getState())).toEqual(selectFinding(page()));
  });

  it('goes with a link, as do the settings', async () => {
    page().setExplorer({ megabytes: 64, reduction: false });
    page().setPredict(true);
    page().setPane('explore');
    page().showFinding(failureOf());
    await settled();
    const fragment = sharingWith(linkCodec).fragment(page(), 'here');
    const other = openPage();
    await other.start(fragment);
    await settled();
    const opened = other.getState();
    expect(opened).toMatchObject({ predict: true, pane: 'explore', notices: [] });
    expect(opened.explorer).toEqual(page().explorer);
    expect(opened.cursor).toBe(page().cursor);
    expect(selectFinding(opened)).toEqual(selectFinding(page()));
  });

  it('leaves a link as it was where nothing was searched', () => {
    const fragment = sharingWith(linkCodec).fragment(page(), 'here');
    const decoded = linkCodec.decode(fragment);
    expect(decoded.ok && decoded.value.state.explorer).toBeUndefined();
  });
});

describe('rewrite', () => {
  it('changes the text with the lab’s own run, and undo brings both back', async () => {
    page().showFinding(failureOf());
    await settled();
    page().rewrite(DELETE);
    await settled();
    expect(page()).toMatchObject({ text: DELETE, steered: false, rewrites: 1, notices: [] });
    page().undo();
    await settled();
    expect(page()).toMatchObject({ text: RACE, steered: true });
  });
});

describe('a prediction', () => {
  it('hides the verdict until it is made, and again for another text', () => {
    expect(selectHidden(page())).toBe(false);
    page().setPredict(true);
    expect(selectHidden(page())).toBe(true);
    page().setGuess({ verdict: 'fail', property: null });
    expect(selectHidden(page())).toBe(false);
    page().rewrite(DELETE);
    expect(selectHidden(page())).toBe(true);
  });

  it('is right, nearly right, wrong, or not to be judged', () => {
    const failed = { ...PASSED, verdict: 'fail' as const, failures: [failureOf()] };
    const fails = { verdict: 'fail', property: null } as const;
    expect(judgeGuess(fails, failed)).toEqual({ isRight: true, isNear: false });
    expect(judgeGuess({ ...fails, property: 'fell-through' }, failed)?.isRight).toBe(true);
    expect(judgeGuess({ ...fails, property: 'deadlock' }, failed)?.isNear).toBe(true);
    expect(judgeGuess(fails, PASSED)).toEqual({ isRight: false, isNear: false });
    expect(judgeGuess(fails, { ...PASSED, verdict: 'not-finished' })).toBeNull();
  });
});

describe('withProperty', () => {
  it('goes back to the defaults where nothing differs from them', () => {
    const { explorer: settings } = page();
    const mixed = withProperty(settings, 'mixed-generations', true);
    expect(mixed).toContain('mixed-generations');
    expect(mixed).toContain('fell-through');
    const back = withProperty({ ...settings, properties: mixed }, 'mixed-generations', false);
    expect(back).toBeNull();
  });
});

describe('readSettings', () => {
  it('takes what is well-formed, within the bounds', () => {
    expect(readSettings({ reduction: false, properties: null, megabytes: 1e9 })).toEqual({
      reduction: false,
      properties: null,
      megabytes: 2048,
    });
    for (const bad of [null, undefined, 3, {}, { reduction: 'no', megabytes: 3 }]) {
      expect(readSettings(bad)).toBeNull();
    }
  });
});
