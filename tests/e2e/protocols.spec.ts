// Protocols side by side, and the reference of their language, as a user gets to them.

import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, test } from './lab-page.ts';

async function fromMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name }).click();
}

test('two protocols are compared on the run of the page, by keyboard too', async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  await fromMenu(page, 'Compare protocols');
  const dialog = page.getByRole('dialog', { name: 'Compare protocols' });
  await expect(dialog.getByText('From here on they do not do the same')).toBeVisible();
  await expect(dialog.locator('.compare-name')).toHaveText(['v6_1', 't3_restore_at_once']);
  await dialog.getByRole('combobox', { name: 'map_poke of B' }).focus();
  await page.keyboard.press('Home');
  await expect(dialog.getByText(/steps are the same on both sides/)).toContainText('All');
  await dialog.getByRole('combobox', { name: 'text_poke of B' }).selectOption('no_sync');
  await expect(dialog.getByText(/^no_sync, Linux/)).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    expect(await violations(page, {}, '[role="dialog"]')).toEqual([]);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('the reference is found in the palette, searched, and clean', async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  await page.locator('.brand').click();
  await page.keyboard.press('Control+Shift+P');
  await expect(page.getByRole('dialog', { name: 'Find a command' })).toBeVisible();
  await page.keyboard.type('protocol lang');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Protocol language' });
  await expect(dialog.getByRole('heading', { name: 'Statements' })).toBeVisible();
  await dialog.getByRole('searchbox').fill('READ_ONCE');
  await expect(dialog.getByText('READ_ONCE', { exact: true }).first()).toBeVisible();
  await expect(dialog.getByRole('heading', { name: 'Diagnostics' })).toBeHidden();
  expect(await violations(page, {}, '[role="dialog"]')).toEqual([]);
});
