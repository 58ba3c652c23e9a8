// The picture of the bytes: pixels, which no test without a browser can see.

import type { Page } from '@playwright/test';
import { linkCodec } from '../../src/url/codec.ts';
import { NO_CHECKS } from '../../src/url/run-checks.ts';
import { labText } from '../bench/programs.ts';
import { expect, type LabPage, test } from './lab-page.ts';

const UPDATE = `.map table prog_array max_entries=4
.prog entry tc
        r2 = table ll
        r3 = 0
        call tail_call
        r0 = 1
        exit
.prog target tc
        r0 = 2
        exit
.cpu 0
        update table[0] = target
`;

/** Opens the page on a text, as a link does. */
async function openText(lab: LabPage, page: Page, text: string): Promise<void> {
  const fragment = linkCodec.encode({
    text,
    profile: null,
    imageSum: null,
    schedule: [],
    policy: 'fair',
    steered: false,
    cursor: 0,
    inside: 0,
    checks: NO_CHECKS,
    pinned: null,
    breakpoints: [],
    watches: [],
    syntax: 'att',
    pane: 'bytes',
  });
  // A long program takes the engine a while where several tests run at once.
  await page.goto(`./${fragment}`);
  await expect(lab.row('prologue').first()).toBeVisible({ timeout: 40_000 });
  await expect(page.locator('.byte-grid.is-drawn')).toBeVisible({ timeout: 20_000 });
}

/** Waits until nothing turns or slides. */
async function rest(page: Page): Promise<void> {
  await page.waitForFunction(
    () => new Promise((done) => setTimeout(() => requestAnimationFrame(() => done(true)), 400)),
  );
}

/** What is on screen within a row, without what stands over it. */
async function pixelsOf(page: Page, part: string): Promise<string> {
  await rest(page);
  const row = page.locator(`.byte-grid .row.is-${part}`).first();
  return (await row.screenshot()).toString('base64');
}

/** The document has a row where the middle of the grid is: what a pointer or a finger meets there. */
function hasRowInMiddle(grid: Element): boolean {
  const { left, top, width, height } = grid.getBoundingClientRect();
  const met = document.elementFromPoint(left + width / 2, top + height / 2);
  return met?.closest('[role="row"]') !== null;
}

test.describe('the picture of the bytes', () => {
  test('changes with a byte that is poked, and shows what the row says', async ({ lab, page }) => {
    await openText(lab, page, UPDATE);
    await lab.slider.focus();
    await page.keyboard.press('Home');
    const target = lab.row('target').first();
    await target.scrollIntoViewIfNeeded();
    const before = await pixelsOf(page, 'target');
    expect(await pixelsOf(page, 'target')).toBe(before);
    const last = await lab.lastStep();
    for (let cursor = 0; cursor < last; cursor++) {
      if ((await target.locator('.is-int3').count()) > 0) break;
      await page.keyboard.press('ArrowRight');
    }
    await expect(target.locator('.is-int3')).toHaveText('cc');
    const trapped = await pixelsOf(page, 'target');
    expect(trapped).not.toBe(before);
    await page.keyboard.press('End');
    const filled = await pixelsOf(page, 'target');
    expect(filled).not.toBe(trapped);
    expect(filled).not.toBe(before);
    // The rows of the document show through nowhere: without the picture there is paper.
    await page.addStyleTag({ content: '.grid-canvas { visibility: hidden }' });
    const empty = await pixelsOf(page, 'target');
    await page.keyboard.press('Home');
    await expect(target.locator('.landing')).toHaveCount(0);
    expect(await pixelsOf(page, 'target')).toBe(empty);
  });

  test('follows a drag at once, and the rows of the document once it rests', async ({
    lab,
    page,
  }) => {
    await openText(lab, page, UPDATE);
    await lab.slider.focus();
    await page.keyboard.press('Home');
    const target = lab.row('target').first();
    await target.scrollIntoViewIfNeeded();
    const before = await pixelsOf(page, 'target');
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    await page.keyboard.press('End');
    await expect(target).toContainText('table[0] = target');
    expect(await pixelsOf(page, 'target')).not.toBe(before);
  });

  test('keeps the document small for 20,000 insns, wherever it is scrolled to', async ({
    lab,
    page,
  }) => {
    await openText(lab, page, labText(20_000));
    const grid = page.getByRole('grid').first();
    const height = await grid.evaluate((element) => element.scrollHeight);
    expect(height).toBeGreaterThan(20_000 * 24);
    for (const share of [0.2, 0.5, 0.9, 1]) {
      await grid.evaluate((element, top) => element.scrollTo(0, top), height * share);
      await expect.poll(() => grid.evaluate(hasRowInMiddle)).toBe(true);
      expect(await grid.locator('[role="row"]').count()).toBeLessThan(80);
      expect(await page.locator('.byte-grid canvas').count()).toBeLessThan(120);
    }
    await expect(grid.getByText('ret', { exact: true })).toBeInViewport();
    await grid.focus();
    await page.keyboard.press('Home');
    await expect(lab.row('prologue').first()).toBeInViewport();
  });

  test('leads from a filled site to the landing point', async ({ lab, page }) => {
    await openText(lab, page, UPDATE);
    await lab.slider.focus();
    await page.keyboard.press('End');
    const landing = lab.row('target').first().locator('.landing');
    await expect(landing).toContainText('target+0xb');
    await landing.click();
    const row = page.locator('.byte-grid .row.is-pinned');
    await expect(row).toHaveCount(1);
    await expect(row).toBeInViewport();
    await expect(row.locator('.col-off')).toHaveText('+b');
    await expect(row.locator('.col-asm')).toContainText('$0x2');
  });

  test('sets a breakpoint by a click into the margin, and takes it away', async ({ lab, page }) => {
    await openText(lab, page, UPDATE);
    const row = lab.row('check').first();
    const plain = await pixelsOf(page, 'check');
    await row.locator('.row-margin').click();
    await expect(row).toHaveClass(/has-breakpoint/);
    await page.mouse.move(2, 2);
    expect(await pixelsOf(page, 'check')).not.toBe(plain);
    await row.locator('.row-margin').click();
    await expect(row).not.toHaveClass(/has-breakpoint/);
  });
});
