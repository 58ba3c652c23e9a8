// The page inside of another one: what its address asks for, what it must not touch, and what both say to each other.

import type { Frame, Page } from '@playwright/test';
import type { EmbedMessage, EmbedRequest } from '../../src/ui/embed/protocol.ts';
import { isClean } from './axe.ts';
import { expect, LabPage, test } from './lab-page.ts';

interface Host {
  said: EmbedMessage[];
}

const SCRIPT = `
  window.said = [];
  addEventListener('message', (event) => {
    if (event.source === frames[0]) said.push(event.data);
  });
`;

function hostHtml(src: string, attributes: string): string {
  const address = src.replace(/&/g, '&amp;');
  const size = 'width="800" height="500"';
  return `<!doctype html><title>host</title><script>${SCRIPT}</script>
    <iframe title="lab" ${size} ${attributes} src="${address}"></iframe>`;
}

/** A page of the same server with an embed in it. */
async function openHost(page: Page, fragment: string, attributes = ''): Promise<Frame> {
  const html = hostHtml(`./${fragment}`, attributes);
  await page.route('**/host.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: html }),
  );
  await page.goto('./host.html');
  return embedOf(page);
}

async function embedOf(page: Page): Promise<Frame> {
  const element = await page.locator('iframe').first().elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error('no frame');
  return frame;
}

/** Everything that the embed has said so far. */
function said(page: Page): Promise<EmbedMessage[]> {
  return page.evaluate(() => (window as unknown as Host).said);
}

async function ask(page: Page, request: EmbedRequest): Promise<void> {
  await page.evaluate((message) => frames[0]?.postMessage(message, '*'), request);
}

async function isReady(page: Page): Promise<void> {
  await expect.poll(() => said(page)).toContainEqual({ pokescope: 'ready', version: 1 });
}

let asked = 0;

/** Asks for the state and waits for the answer. */
async function stateOf(page: Page): Promise<EmbedMessage & { pokescope: 'state' }> {
  const id = `state ${asked++}`;
  await ask(page, { pokescope: 'getState', id });
  const find = async () =>
    (await said(page)).find((message) => message.pokescope === 'state' && message.id === id);
  await expect.poll(find).toBeTruthy();
  const state = await find();
  if (state?.pokescope !== 'state') throw new Error('no state');
  return state;
}

// The fixture listens to the console and to requests, of frames too.
test.beforeEach(({ lab }) => void lab);

test.describe('an embed', () => {
  test('shows the chosen panes in the chosen theme, and no more', async ({ page }) => {
    const frame = await openHost(page, '#embed&theme=dark&panes=machine,bytes&lab=slot-life');
    await expect(frame.locator('.byte-grid .row').first()).toBeVisible();
    await expect(frame.getByRole('region', { name: 'Machine' })).toBeVisible();
    await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(frame.getByRole('heading', { name: /The life of a slot/ })).toBeVisible();
    await expect(frame.getByRole('region', { name: 'Timeline' })).toHaveCount(0);
    await expect(frame.getByRole('button', { name: 'Share' })).toHaveCount(0);
    const left = async (selector: string) => (await frame.locator(selector).boundingBox())?.x ?? -1;
    expect(await left('.embed-pane.is-machine')).toBeLessThan(await left('.embed-pane.is-bytes'));
  });

  test('keeps its address and every storage as they were', async ({ page }) => {
    const frame = await openHost(page, '#embed&panes=editor,bytes&lab=slot-life');
    await page.evaluate(() => localStorage.setItem('own', 'x'));
    const address = frame.url();
    const before = await page.evaluate(() => [history.length, JSON.stringify(localStorage)]);
    await frame.getByRole('button', { name: 'Step forward' }).click();
    await frame.getByRole('button', { name: 'Play' }).click();
    await frame.getByRole('button', { name: 'Pause' }).click();
    await expect(frame.locator('.monaco-editor .view-line').first()).toBeVisible({
      timeout: 20_000,
    });
    await frame.locator('.monaco-editor .view-lines').click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('.prog mine tc\n r0 = 0\n exit\n');
    await expect(frame.locator('.func-tab', { hasText: 'mine' })).toBeVisible();
    // Longer than the page waits before it keeps a text, and leaving it writes what is left.
    await page.waitForTimeout(600);
    expect(frame.url()).toBe(address);
    await frame.evaluate(() => dispatchEvent(new Event('pagehide')));
    expect(await page.evaluate(() => [history.length, JSON.stringify(localStorage)])).toEqual(
      before,
    );
    expect(await frame.evaluate(() => sessionStorage.length)).toBe(0);
    expect(await frame.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
    const registered = () => navigator.serviceWorker.getRegistrations().then((all) => all.length);
    expect(await frame.evaluate(registered)).toBe(0);
  });

  test('stays within its steps', async ({ page }) => {
    const frame = await openHost(page, '#embed&panes=bytes&steps=20-24&lab=slot-life');
    const slider = frame.getByRole('slider', { name: 'Step' });
    await expect(slider).toHaveValue('24');
    await expect(slider).toHaveAttribute('min', '20');
    await slider.press('End');
    await expect(frame.getByRole('button', { name: 'Step forward' })).toBeDisabled();
    for (let i = 0; i < 9; i++) await slider.press('ArrowLeft');
    await expect(slider).toHaveValue('20');
    await expect(frame.getByRole('button', { name: 'Step back' })).toBeDisabled();
    await isReady(page);
    await ask(page, { pokescope: 'seek', cursor: 99 });
    await expect(slider).toHaveValue('24');
  });

  test('cannot be changed when it is read-only', async ({ page }) => {
    const frame = await openHost(page, '#embed&ro&panes=editor,machine&lab=race-by-hand');
    await expect(frame.locator('.monaco-editor .view-line').first()).toBeVisible({
      timeout: 20_000,
    });
    await expect(frame.getByRole('region', { name: 'Machine' })).toBeVisible();
    await isReady(page);
    await frame.locator('.monaco-editor .view-lines').click();
    const before = await stateOf(page);
    await page.keyboard.insertText('nonsense');
    await page.keyboard.press('1');
    await expect(frame.getByRole('group', { name: /^Next for/ })).toHaveCount(0);
    await ask(page, { pokescope: 'load', text: '.prog other tc\n exit\n', id: 7 });
    const refused = { pokescope: 'refused', id: 7, reason: 'This embed is read-only.' };
    await expect.poll(() => said(page)).toContainEqual(refused);
    expect((await stateOf(page)).link).toBe(before.link);
  });

  test('opens what it shows now on a page of its own', async ({ page, context }) => {
    const frame = await openHost(page, '#embed&panes=editor,bytes&lab=slot-life');
    await expect(frame.locator('.monaco-editor .view-line').first()).toBeVisible({
      timeout: 20_000,
    });
    await frame.locator('.monaco-editor .view-lines').click();
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.insertText('// changed here\n');
    await frame.getByRole('button', { name: 'Step back' }).click();
    await frame.getByRole('button', { name: 'Step back' }).click();
    const cursor = await frame.getByRole('slider', { name: 'Step' }).inputValue();
    const { link } = await stateOf(page);
    const opened = context.waitForEvent('page');
    await frame.getByRole('link', { name: /Open full/ }).click();
    const full = new LabPage(await opened);
    await full.page.setViewportSize({ width: 1440, height: 900 });
    await expect(full.row('prologue').first()).toBeVisible();
    expect(full.page.url()).toBe(link);
    await full.fullEditor();
    await expect(full.page.locator('.view-lines')).toContainText('changed here');
    expect(await full.cursor()).toBe(Number(cursor));
  });

  test('follows when the page around it changes its address', async ({ page }) => {
    const frame = await openHost(page, '#embed&panes=bytes&lab=slot-life');
    await expect(frame.getByRole('heading', { name: /The life of a slot/ })).toBeVisible();
    await page.locator('iframe').evaluate((element: HTMLIFrameElement) => {
      element.src = './#embed&theme=dark&panes=bytes&lab=two-tables';
    });
    await expect(frame.getByRole('heading', { name: /Two tables/ })).toBeVisible();
    await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  });
});

test.describe('an embed whose address is wrong', () => {
  for (const [fault, fragment, words] of [
    ['is of a newer page', '#embed&v99.abcdef', /has format 99/],
    ['is cut off', '#embed&v2.nVRNb5tAEP0r0z1BRCxw', /end of the link is missing|does not unpack/],
    ['names no lab', '#embed&lab=nothing-like-it', /There is no lab “nothing-like-it”/],
  ] as const) {
    test(`says that it ${fault}`, async ({ page }) => {
      const frame = await openHost(page, fragment);
      await expect(frame.getByRole('alert')).toContainText(words);
      await expect.poll(async () => (await said(page))[0]?.pokescope).toBe('failed');
      const state = /&(v.*)/.exec(fragment)?.[1];
      const link = frame.getByRole('link', { name: /Open/ });
      expect(await link.getAttribute('href')).toMatch(state ? new RegExp(`#${state}$`) : /[^#]$/);
    });
  }

  test('names the part that it left out', async ({ page }) => {
    const frame = await openHost(page, '#embed&lab=slot-life&autoplay=yes');
    await expect(frame.getByText('autoplay=yes')).toBeVisible();
  });
});

test.describe('messages', () => {
  test('steer the embed, and tell where it is', async ({ page }) => {
    await openHost(page, '#embed&panes=bytes&lab=slot-life');
    await isReady(page);
    expect((await said(page)).every(({ pokescope }) => pokescope === 'ready')).toBe(true);
    await ask(page, { pokescope: 'seek', cursor: 30 });
    await expect
      .poll(() => said(page))
      .toContainEqual({ pokescope: 'step', cursor: 30, steps: expect.any(Number) });
    const state = await stateOf(page);
    expect(state.cursor).toBe(30);
    expect(state.sentence).toMatch(/\.$/);
    expect(new URL(state.link).hash).toMatch(/^#v\d+\./);
    await ask(page, { pokescope: 'play' });
    await expect.poll(async () => (await stateOf(page)).cursor).toBeGreaterThan(30);
    await ask(page, { pokescope: 'pause' });
    const text = '.prog loaded tc\n r0 = 3\n exit\n.cpu 0\n run loaded\n';
    await ask(page, { pokescope: 'load', text, id: 'c' });
    await expect
      .poll(() => said(page))
      .toContainEqual(expect.objectContaining({ pokescope: 'state', id: 'c' }));
    const frame = await embedOf(page);
    await expect(frame.locator('.func-tab', { hasText: 'loaded' })).toBeVisible();
  });

  test('get an answer to a ping, and a refusal when they mean nothing', async ({ page }) => {
    await openHost(page, '#embed&panes=bytes&lab=slot-life');
    await isReady(page);
    await ask(page, { pokescope: 'ping', id: 1 });
    await expect.poll(() => said(page)).toContainEqual({ pokescope: 'ready', version: 1, id: 1 });
    for (const bad of [
      { pokescope: 'eval', code: '1', id: 2 },
      { pokescope: 'seek', cursor: 'x', id: 2 },
    ]) {
      await page.evaluate((message) => frames[0]?.postMessage(message, '*'), bad);
    }
    const refusals = async () =>
      (await said(page)).filter(({ pokescope }) => pokescope === 'refused').length;
    await expect.poll(refusals).toBe(2);
  });

  test('of other frames are not heard', async ({ page }) => {
    await openHost(page, '#embed&panes=bytes&lab=slot-life');
    await isReady(page);
    const before = (await stateOf(page)).cursor;
    await page.evaluate(() => {
      const sibling = document.createElement('iframe');
      sibling.title = 'sibling';
      sibling.srcdoc =
        '<script>parent.frames[0].postMessage({ pokescope: "seek", cursor: 1 }, "*")</script>';
      document.body.append(sibling);
      return new Promise((resolve) => sibling.addEventListener('load', resolve));
    });
    expect((await stateOf(page)).cursor).toBe(before);
  });

  test('reach a page without an origin, as one from disk', async ({ page, baseURL }) => {
    await page.setContent(hostHtml(`${baseURL ?? ''}#embed&panes=bytes&lab=slot-life`, ''));
    await isReady(page);
    await ask(page, { pokescope: 'seek', cursor: 12 });
    expect((await stateOf(page)).cursor).toBe(12);
  });
});

test.describe('a sandboxed embed', () => {
  test('works with scripts alone, if the host lets every origin read it', async ({ page }) => {
    await page.context().route(/assets\//, async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), 'access-control-allow-origin': '*' };
      await route.fulfill({ response, headers });
    });
    const sandbox = 'sandbox="allow-scripts"';
    const frame = await openHost(page, '#embed&panes=bytes&lab=slot-life', sandbox);
    await expect(frame.locator('.byte-grid .row').first()).toBeVisible();
    expect(await frame.evaluate(() => self.origin)).toBe('null');
    await isReady(page);
    await ask(page, { pokescope: 'seek', cursor: 12 });
    expect((await stateOf(page)).cursor).toBe(12);
  });
});

test.describe('axe, in every theme', () => {
  test.slow();

  test('finds nothing in embeds, whole, small and wrong', async ({ page }) => {
    const frame = await openHost(page, '#embed&lab=cover-letter-race');
    await expect(frame.locator('.byte-grid .row').first()).toBeVisible();
    await expect(
      frame.locator('.timeline-pane .lane-chart, .timeline-pane svg').first(),
    ).toBeVisible();
    await isClean(page, 'whole', frame);
    await page.locator('iframe').evaluate((element: HTMLIFrameElement) => {
      element.width = '320';
      element.height = '240';
    });
    await expect(frame.getByRole('tab', { name: 'Timeline' })).toBeVisible();
    await isClean(page, 'small', frame);
    await page.unrouteAll();
    const failed = await openHost(page, '#embed&lab=none');
    await expect(failed.getByRole('alert')).toBeVisible();
    await isClean(page, 'wrong', failed);
  });

  test('finds nothing in the ways to share', async ({ lab, page }) => {
    await lab.open();
    await page.keyboard.press('Shift+S');
    const dialog = page.getByRole('dialog', { name: 'Share this lab' });
    for (const name of ['Link', 'Embed', 'QR code']) {
      await dialog.getByRole('tab', { name }).click();
      await isClean(page, name);
    }
  });
});
