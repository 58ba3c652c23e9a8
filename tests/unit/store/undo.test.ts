import { beforeEach, describe, expect, it } from 'vitest';
import type { PageStore } from '../../../src/store/page-store.ts';
import { choicesAt } from '../../../src/store/run-selectors.ts';
import { openPage, settled } from './local-engine.ts';

let store: PageStore;

function page() {
  return store.getState();
}

beforeEach(async () => {
  store = openPage();
  await store.start('');
  await settled();
});

describe('undo', () => {
  it('has nothing to take back when the page has just opened', () => {
    const { text, cursor } = page();
    page().undo();
    expect([page().text, page().cursor]).toEqual([text, cursor]);
  });

  it('takes an opened lab back, and redo opens it again', async () => {
    const { text } = page();
    page().openLab('cover-letter-race');
    await settled();
    const other = page().text;
    page().undo();
    await settled();
    expect([page().text, page().labId]).toEqual([text, 'delete-waits']);
    expect(page().resultText).toBe(text);
    page().redo();
    await settled();
    expect(page().text).toBe(other);
  });

  it('tells the editor that the text is another one', () => {
    page().openLab('cover-letter-race');
    const { openings } = page();
    page().undo();
    expect(page().openings).toBeGreaterThan(openings);
  });

  it('takes a burst of typing back as one', async () => {
    const { text } = page();
    for (const end of ['a', 'ab', 'abc']) page().edit(`${text}// ${end}`);
    page().undo();
    expect(page().text).toBe(text);
  });

  it('takes a choice back, with the place where it was made', async () => {
    page().openLab('race-by-hand');
    await settled();
    page().seek(page().result?.timeline?.zero ?? 0);
    const before = page().cursor;
    const other = choicesAt(page()).at(-1);
    expect(other).toBeDefined();
    if (other) page().choose(other.action);
    expect(page().steered).toBe(true);
    page().undo();
    await settled();
    expect([page().steered, page().cursor]).toEqual([false, before]);
  });

  it('takes breakpoints and watches back one by one', () => {
    page().addWatch('rax');
    page().toggleBreakpoint({ kind: 'event', event: 'sync' });
    page().undo();
    expect([page().breakpoints.length, page().watches.length]).toEqual([0, 1]);
    page().undo();
    expect(page().watches).toEqual([]);
  });

  it('leaves moves of the cursor alone', () => {
    page().addWatch('rax');
    page().seek(3);
    page().seek(5);
    page().undo();
    expect(page().watches).toEqual([]);
  });
});
