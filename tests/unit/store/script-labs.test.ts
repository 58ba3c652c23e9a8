import { beforeEach, describe, expect, it } from 'vitest';
import { LABS } from '../../../src/labs/index.ts';
import type { PageStore } from '../../../src/store/page-store.ts';
import { choicesAt } from '../../../src/store/run-selectors.ts';
import { sharingWith } from '../../../src/store/share.ts';
import { linkCodec } from '../../../src/url/codec.ts';
import { openPage, settled } from './local-engine.ts';

const sharing = sharingWith(linkCodec);
const SCRIPTED = LABS.filter((lab) => lab.script);

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

beforeEach(() => {
  store = openPage();
});

describe('openLab', () => {
  it.each(SCRIPTED)(
    'shows the run of the script of $id as the lab’s own',
    async ({ id, script }) => {
      page().openLab(id);
      await settled();
      expect(page().result?.timeline?.moves).toBe(script?.length);
      expect(page()).toMatchObject({ steered: false, cut: null, notices: [] });
      expect(page().cursor).toBeGreaterThan(0);
    },
  );

  it.each(SCRIPTED)('gives a link of $id that shows the same run', async ({ id }) => {
    page().openLab(id);
    await settled();
    const own = actionsOf();
    const { cursor, policy } = page();
    const fragment = sharing.fragment(page(), 'here');
    expect(fragment.length).toBeLessThan(2048);
    store = openPage();
    await store.start(fragment);
    await settled();
    expect(actionsOf()).toEqual(own);
    expect(page()).toMatchObject({ cursor, policy, steered: false, labId: id, notices: [] });
  });

  it('comes back to the script from a run that was steered', async () => {
    const [lab] = SCRIPTED;
    page().openLab(lab?.id ?? '');
    await settled();
    const own = actionsOf();
    page().seek(page().result?.timeline?.zero ?? 0);
    const next = own[page().cursor];
    page().choose(choicesAt(page()).find((one) => one.action !== next)?.action ?? -1);
    expect(page().steered).toBe(true);
    page().resetRun();
    await settled();
    expect(actionsOf()).toEqual(own);
    expect(page().steered).toBe(false);
  });

  it('follows the script in an edited text, and says where it no longer fits', async () => {
    const lab = SCRIPTED.find(({ id }) => id === 'delete-waits');
    page().openLab('delete-waits');
    await settled();
    page().edit(`${page().text}\n`);
    await settled();
    expect(page().result?.timeline?.moves).toBe(lab?.script?.length);
    expect(noticeIds()).toEqual([]);
    // Nobody waits any more in the third move.
    page().edit(page().text.replace('delete jmp_table[0]', 'jmp_table[0] = target'));
    await settled();
    expect(noticeIds()).toEqual(['run-diverged']);
    expect(page().notices[0]?.title).toContain('script up to move 2 of 7');
  });

  it('says nothing of the script when the text has become another lab', async () => {
    page().openLab('delete-waits');
    await settled();
    page().edit('.kernel 6.1\n.prog p tc\n  r0 = 0\n  exit\n.cpu 7\n  run p\n');
    await settled();
    expect(noticeIds()).toEqual([]);
  });
});
