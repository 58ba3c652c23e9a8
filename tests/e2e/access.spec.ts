import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { expect, test } from './lab-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page, in a line for each rule. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
    return (await axe.run()).violations;
  });
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`axe, ${scheme}`, () => {
    test.use({ colorScheme: scheme });

    test('finds nothing on the page, at rest and in the middle of a poke', async ({
      lab,
      page,
    }) => {
      await lab.open();
      await lab.fullEditor();
      expect(await violations(page)).toEqual([]);
      await lab.slider.focus();
      for (let i = 0; i < 40; i++) {
        await page.keyboard.press('ArrowRight');
        if ((await page.locator('.flight').count()) > 0) break;
      }
      await expect(page.locator('.flight').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });

    test('finds nothing in dialogs and messages', async ({ lab, page }) => {
      await lab.open('#v1.broken!');
      await lab.fullEditor();
      await lab.write('.prog x tc\n r99 = 1\n');
      await expect(page.locator('.problem').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      for (const name of ['Share', 'Help and keys', /The life|Your own|changed/]) {
        await page.getByRole('button', { name }).first().click();
        await expect(page.getByRole('dialog')).toBeVisible();
        expect(await violations(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toBeHidden();
      }
    });

    test('finds nothing where a CPU goes wrong, and in the panels of steering', async ({
      lab,
      page,
    }) => {
      test.slow();
      await lab.open();
      await lab.choose(/The cover letter/);
      await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('at this step');
      expect(await violations(page)).toEqual([]);
      for (const name of [/^Run to/, /^Stops/, /^Watches/]) {
        await page.getByRole('button', { name }).click();
        expect(await violations(page), String(name)).toEqual([]);
        await page.keyboard.press('Escape');
      }
    });

    test('finds nothing on a phone', async ({ lab, page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await lab.open();
      for (const name of ['Bytes', 'Machine', 'Timeline', 'Text']) {
        await page.getByRole('tab', { name }).click();
        expect(await violations(page), name).toEqual([]);
      }
    });
  });
}

test.describe('a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('reads, steps and edits in the plain editor', async ({ lab, page }) => {
    await lab.open();
    const count = page.locator('.step-count');
    const before = await count.textContent();
    await page.getByRole('button', { name: 'Next' }).tap();
    await expect(count).not.toHaveText(before ?? '');
    await page.getByRole('tab', { name: 'Text' }).tap();
    const area = page.getByRole('textbox', { name: /^Lab text/ });
    await area.fill('.prog pocket tc\n r0 = 3\n exit\n');
    await page.getByRole('tab', { name: 'Bytes' }).tap();
    await expect(page.locator('.func-tab', { hasText: 'pocket' })).toBeVisible();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });

  test('shows the site at work, scrubs, and shares the step', async ({ lab, page }) => {
    await lab.open();
    await expect(lab.row('bypass').first()).toBeInViewport({ ratio: 1 });
    await expect(lab.row('target').first()).toBeInViewport({ ratio: 1 });
    const grid = await page.locator('.byte-grid').boundingBox();
    expect(grid?.height ?? 0).toBeGreaterThan(844 / 2);
    const count = page.locator('.step-count');
    await page.getByRole('slider', { name: 'Step' }).fill('23');
    await expect(count).toHaveText(/^23 \//);
    await expect(page.locator('.step-words')).toContainText('int3');
    await expect(page.locator('.flight').first()).toBeInViewport();
    const link = await lab.share();
    await page.goto('about:blank');
    await page.goto(link);
    await expect(count).toHaveText(/^23 \//);
    await expect(page.locator('.step-words')).toContainText('int3');
  });
});

test.describe('keys alone', () => {
  test('do the main job: choose, edit, step, pin, share', async ({ lab, page }) => {
    await lab.open();
    await lab.fullEditor();
    await page.keyboard.press('e');
    await expect(page.locator('.monaco-editor.focused')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('.prog keys tc\n        r0 = 5\n        exit\n');
    await expect(page.locator('.func-tab', { hasText: 'keys' })).toBeVisible();
    await page.keyboard.press('Control+m');
    await page.keyboard.press('Tab');
    await expect(page.locator('.monaco-editor.focused')).toHaveCount(0);
    await page.keyboard.press('l');
    const labs = page.getByRole('dialog', { name: 'Choose a lab' });
    await expect(labs).toBeVisible();
    await labs.getByRole('button', { name: /Two tables/ }).press('Enter');
    await expect(labs).toBeHidden();
    await expect(page.locator('#lab-button')).toContainText('Two tables');
    await page.locator('.brand').click();
    await page.keyboard.press('Home');
    await expect(lab.slider).toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await expect(lab.slider).toHaveAttribute('aria-valuenow', '11');
    const grid = page.getByRole('grid');
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.locator('.byte-grid [aria-selected="true"]').first()).toBeVisible();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Help and keys' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('s');
    await expect(page.getByRole('dialog', { name: 'Share this lab' })).toBeVisible();
  });

  test('never touch the timeline while one types', async ({ lab, page }) => {
    await lab.open();
    await lab.fullEditor();
    const before = await lab.cursor();
    await page.locator('.monaco-editor .view-lines').click();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await page.keyboard.type('?/es');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(await lab.cursor()).toBe(before);
  });
});
