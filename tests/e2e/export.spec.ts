// What leaves the page: pictures, texts, and the page itself as one file.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Browser, Download, Locator, Page } from '@playwright/test';
import { expect, LabPage, test } from './lab-page.ts';

async function openExport(page: Page, kind: string): Promise<Locator> {
  await page.keyboard.press('Shift+E');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('tab', { name: kind }).click();
  return dialog;
}

let count = 0;

async function saved(dialog: Locator, button: string): Promise<{ name: string; path: string }> {
  const waiting: Promise<Download> = dialog.page().waitForEvent('download');
  await dialog.getByRole('button', { name: button }).click();
  const download = await waiting;
  // By its own name: a browser takes a file without an ending for text.
  const path = test.info().outputPath(`${count++}`, download.suggestedFilename());
  await download.saveAs(path);
  await expect(dialog.getByRole('status')).toHaveText(`Saved ${download.suggestedFilename()}`);
  return { name: download.suggestedFilename(), path };
}

/** Goes on by some steps, so that a file cannot be right by being at the beginning or the opening. */
async function stepOn(lab: LabPage, count: number): Promise<void> {
  await lab.slider.focus();
  for (let i = 0; i < count; i++) await lab.page.keyboard.press('ArrowRight');
}

/** A browser that has never been here, on a file, with all that it complains about or asks for. */
async function openFromDisk(browser: Browser, path: string) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const faults: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  context.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url())) asked.push(request.url());
  });
  const address = pathToFileURL(path).href;
  await page.goto(address);
  const lab = new LabPage(page);
  await expect(lab.slider).toBeVisible();
  return { lab, page, context, faults, asked, address };
}

test.describe('the page as one file', () => {
  test('opens from disk where it was saved, works, and asks nobody for anything', async ({
    lab,
    page,
    browser,
  }) => {
    await lab.open();
    await lab.choose(/A CPU runs into the int3/);
    await stepOn(lab, 3);
    const cursor = await lab.cursor();
    const narration = await lab.narration.textContent();
    const dialog = await openExport(page, 'Offline page');
    const file = await saved(dialog, 'Save HTML file');
    expect(file.name).toBe(`a-cpu-runs-into-the-int3-step-${cursor}.html`);
    await expect(dialog.getByText(/^\d+ kB$|^1\.\d MB$/)).toBeVisible();

    const there = await openFromDisk(browser, file.path);
    await expect(there.lab.row('prologue').first()).toBeVisible();
    await expect.poll(() => there.lab.cursor()).toBe(cursor);
    await expect(there.lab.narration).toHaveText(narration ?? '');
    await expect(there.lab.editor).toHaveValue(/A CPU|\.kernel 6\.1/);
    expect(await there.page.evaluate(() => document.fonts.size)).toBeGreaterThan(0);

    await stepOn(there.lab, 2);
    expect(await there.lab.cursor()).toBe(cursor + 2);
    // The engine is a worker out of the file's own script: new bytes come of a new text.
    await there.lab.editor.fill('.prog from_disk tc\n        r0 = 42\n        exit\n');
    await expect(there.page.getByText('from_disk', { exact: true }).first()).toBeVisible();
    expect(there.faults).toEqual([]);
    expect(there.asked).toEqual([there.address]);
    await there.context.close();
  });

  test('can be saved again out of the file, with what is in it then', async ({
    lab,
    page,
    browser,
  }) => {
    await lab.open();
    const first = await saved(await openExport(page, 'Offline page'), 'Save HTML file');
    const there = await openFromDisk(browser, first.path);
    await expect.poll(() => there.lab.cursor()).toBe(await lab.cursor());
    await stepOn(there.lab, 5);
    const cursor = await there.lab.cursor();
    const second = await saved(await openExport(there.page, 'Offline page'), 'Save HTML file');
    await there.context.close();

    const again = await openFromDisk(browser, second.path);
    await expect.poll(() => again.lab.cursor()).toBe(cursor);
    expect(again.faults).toEqual([]);
    expect(again.asked).toEqual([again.address]);
    expect(readFileSync(second.path).length).toBeLessThan(1_500_000);
    await again.context.close();
  });

  test('says where its links lead when it knows no address', async ({ lab, page, browser }) => {
    await lab.open();
    const file = await saved(await openExport(page, 'Offline page'), 'Save HTML file');
    const there = await openFromDisk(browser, file.path);
    const dialog = await openExport(there.page, 'Mail');
    await expect(dialog.getByLabel('Text of the mail')).toHaveValue(
      /Put this behind the address of a pokescope page:\n\n#v\d+\./,
    );
    await there.context.close();
  });
});

test.describe('pictures', () => {
  for (const kind of ['Bytes', 'Timeline']) {
    test(`of the ${kind.toLowerCase()} are SVG and PNG of a slide's size`, async ({
      lab,
      page,
    }) => {
      await lab.open();
      await lab.choose(/The life of a slot/);
      const dialog = await openExport(page, kind);
      await expect(dialog.getByRole('img', { name: 'Preview' })).toBeVisible();
      const shown = await dialog
        .getByRole('img', { name: 'Preview' })
        .evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth));
      expect(shown).toBe(1920);
      const svg = await saved(dialog, 'Save SVG');
      const what = kind.toLowerCase();
      expect(svg.name).toMatch(new RegExp(`^the-life-of-a-slot.*-step-\\d+-${what}\\.svg$`));
      const text = readFileSync(svg.path, 'utf8');
      expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="1920"/);
      expect(text).toContain('@font-face');

      const png = readFileSync((await saved(dialog, 'Save PNG')).path);
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3840, 2160]);
    });
  }

  test('take another theme, size and extent than the page, and show it', async ({ lab, page }) => {
    await lab.open();
    const dialog = await openExport(page, 'Bytes');
    const preview = dialog.getByRole('img', { name: 'Preview' });
    const before = await preview.getAttribute('src');
    await dialog.getByRole('radio', { name: 'Dark' }).check();
    await dialog.getByRole('radio', { name: 'Fit to content' }).check();
    await dialog.getByRole('radio', { name: 'Every row' }).check();
    await dialog.getByRole('checkbox', { name: 'Font inside' }).uncheck();
    await expect(preview).not.toHaveAttribute('src', before ?? '');
    const text = readFileSync((await saved(dialog, 'Save SVG')).path, 'utf8');
    expect(text).toContain('#0f1216');
    expect(text).not.toContain('@font-face');
    expect(text).not.toContain('width="1920"');
  });

  test('can be copied', async ({ lab, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await lab.open();
    const dialog = await openExport(page, 'Timeline');
    await dialog.getByRole('button', { name: 'Copy image' }).click();
    await expect(dialog.getByRole('status')).toHaveText('Copied as an image');
    const types = await page.evaluate(async () => (await navigator.clipboard.read())[0]?.types);
    expect(types).toContain('image/png');
  });
});

test.describe('texts', () => {
  test('a mail is copied with a link that opens the same step', async ({ lab, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await lab.open();
    await stepOn(lab, 4);
    const cursor = await lab.cursor();
    const dialog = await openExport(page, 'Mail');
    await expect(dialog.getByLabel('Text of the mail')).toHaveValue(/#v\d+\./);
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await expect(dialog.getByRole('status')).toHaveText('Copied');
    const mail = await page.evaluate(() => navigator.clipboard.readText());
    const link = /^<(http\S+#v\d+\.\S+)>$/m.exec(mail)?.[1] ?? '';
    await page.goto('about:blank');
    await page.goto(link);
    await expect(lab.slider).toBeVisible();
    await expect.poll(() => lab.cursor()).toBe(cursor);
  });

  test('events are saved as JSON of every step', async ({ lab, page }) => {
    await lab.open();
    const dialog = await openExport(page, 'Events');
    const file = await saved(dialog, 'Save JSON');
    const events = JSON.parse(readFileSync(file.path, 'utf8')) as { steps: unknown[] };
    expect(events.steps).toHaveLength(await lab.lastStep());
  });

  test('a dialog of a lab that does not run offers what there is', async ({ lab, page }) => {
    await lab.open();
    await lab.write('.prog lonely tc\n        r0 = 1\n        exit\n');
    await expect(page.locator('.func-tab', { hasText: 'lonely' })).toBeVisible();
    await page.getByRole('button', { name: /Menu/ }).focus();
    const dialog = await openExport(page, 'Bytes');
    await expect(dialog.getByRole('img', { name: 'Preview' })).toBeVisible();
  });
});
