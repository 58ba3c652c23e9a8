import type { FileChooser, Page } from '@playwright/test';
import { LINK_VERSION } from '../../src/url/schema.ts';
import { expect, LabPage, test } from './lab-page.ts';

type Chosen = Parameters<FileChooser['setFiles']>[0];

/** Opens a file by the dialog that lists the labs. */
async function openFile(page: Page, file: Chosen): Promise<void> {
  await page.locator('#lab-button').click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open a file' }).click();
  await (await chooser).setFiles(file);
}

test.describe('a shared link', () => {
  test('opens the same picture in another browser', async ({ lab, page, browser, baseURL }) => {
    test.slow();
    await lab.open();
    await page.locator('#lab-button').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Several sites/ })
      .click();
    await expect(page.locator('.site-card')).toHaveCount(3);
    await lab.slider.focus();
    for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowRight');
    await page.locator('.site-bytes').nth(1).click();
    await page.getByRole('button', { name: 'How the bytes are shown' }).click();
    await page.getByRole('menuitemradio', { name: 'Intel' }).click();
    await page.keyboard.press('Escape');
    await page.mouse.move(2, 2);
    const link = await lab.share();
    expect(link).toContain('#v5.');
    expect(new URL(link).search).toBe('');
    const before = await lab.picture();

    const other = await browser.newContext({ baseURL: baseURL ?? '' });
    const there = new LabPage(await other.newPage());
    await there.page.setViewportSize({ width: 1440, height: 900 });
    await there.page.goto(link);
    await expect(there.page.locator('.site-card')).toHaveCount(3);
    await there.page.mouse.move(2, 2);
    await expect.poll(() => there.picture(), { timeout: 40_000 }).toEqual(before);
    expect(await there.share()).toBe(link);
    await other.close();
  });

  test('can open at the beginning instead', async ({ lab, page }) => {
    await lab.open();
    const link = await lab.share(/At the beginning/);
    await page.goto('about:blank');
    await page.goto(link);
    await expect(lab.row('prologue').first()).toBeVisible();
    expect(await lab.cursor()).toBe(0);
  });

  test('is copied by one click, and stored by none', async ({ lab, page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await lab.open();
    const address = page.url();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Share this lab' });
    await expect(dialog.getByText(/characters, short enough/)).toBeVisible();
    expect(page.url()).toBe(address);
    await dialog.getByRole('button', { name: 'Copy link' }).click();
    await expect(dialog.getByText('Copied')).toBeVisible();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await dialog.getByRole('textbox', { name: 'Link' }).inputValue());
  });

  test('keeps its address through a reload, until the text is edited', async ({ lab, page }) => {
    test.slow();
    await lab.open();
    const link = await lab.share();
    await page.goto('about:blank');
    await page.goto(link);
    await lab.fullEditor();
    await page.reload();
    await lab.fullEditor();
    expect(page.url()).toBe(link);
    await page.locator('.monaco-editor .view-lines').click();
    await page.keyboard.type(' ');
    await expect.poll(() => page.url()).not.toContain('#');
  });

  test('that is too long becomes a file, which opens again', async ({ lab, page }) => {
    test.slow();
    await lab.open();
    let seed = 1;
    const noise = Array.from({ length: 9_000 }, () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return `        r0 = ${seed}`;
    });
    const text = `.prog big tc\n${noise.join('\n')}\n        exit\n`;
    await openFile(page, { name: 'big.lab', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await expect(page.locator('.func-tab', { hasText: 'big' })).toBeVisible();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Share this lab' });
    await expect(dialog.getByText(/no link may have more than/)).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Copy link' })).toBeDisabled();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save as a file' }).click();
    const path = await (await download).path();
    await page.keyboard.press('Escape');
    await page.locator('#lab-button').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /Two tables/ })
      .click();
    await expect(page.locator('.func-tab', { hasText: 'big' })).toHaveCount(0);
    await openFile(page, path);
    await expect(page.locator('.func-tab', { hasText: 'big' })).toBeVisible();
  });
});

test.describe('a link that is not right', () => {
  const OWN = '.prog precious tc\n        r0 = 42\n        exit\n';

  /** Writes a text of one's own, then follows a link inside of the page. */
  async function follow(lab: LabPage, fragment: (good: string) => string): Promise<void> {
    await lab.open();
    const good = new URL(await lab.share()).hash;
    await lab.write(OWN);
    await expect(lab.page.locator('.func-tab', { hasText: 'precious' })).toBeVisible();
    await lab.page.evaluate((hash) => {
      location.hash = hash;
    }, fragment(good));
    await expect(lab.page.getByText('This link could not be opened')).toBeVisible();
    await expect(lab.page.locator('.func-tab', { hasText: 'precious' })).toBeVisible();
    await expect(lab.page.locator('.view-lines')).toContainText('precious');
  }

  test('says that it was damaged', async ({ lab, page }) => {
    await follow(lab, (good) => `${good.slice(0, 40)}%%%${good.slice(43)}`);
    await expect(page.getByText(/holds a character that no link/)).toBeVisible();
  });

  test('says that its end is missing, and opens what is there if asked', async ({ lab, page }) => {
    await follow(lab, (good) => good.slice(0, good.length - 60));
    await expect(page.getByText(/end of the link is missing/)).toBeVisible();
    await page.getByText('Show the text that could be read').click();
    await expect(page.locator('.notice-offer pre')).toContainText('.kernel 6.1');
    await page.getByRole('button', { name: 'Open the part that is there' }).click();
    await expect(page.locator('.view-lines')).toContainText('.kernel');
    await expect(page.getByText('Your own text was put aside')).toBeVisible();
  });

  test('says that it comes from a newer page', async ({ lab, page }) => {
    const newer = LINK_VERSION + 2;
    await follow(lab, () => `#v${newer}.q1YqSy0qzszPU7JSSk4sSVWyUkoE4Tx9`);
    const words = `has format ${newer}; this page knows formats up to ${LINK_VERSION}`;
    await expect(page.getByText(words)).toBeVisible();
  });

  test('says that it is too large', async ({ lab, page }) => {
    await follow(lab, () => `#v1.${'A'.repeat(70_000)}`);
    await expect(page.getByText(/has more than 65,536 characters/)).toBeVisible();
  });

  test('given at the start, opens the page as if without it', async ({ lab, page }) => {
    await lab.open('#v1.broken!');
    await expect(page.getByText('This link could not be opened')).toBeVisible();
    await expect(page.getByRole('button', { name: /who is waited for/ })).toBeVisible();
  });
});
