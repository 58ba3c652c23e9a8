// Two kernels side by side, as a user gets to them.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { expect, test } from './lab-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function violationsIn(page: Page, selector: string): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(async (within) => {
    const { axe } = window as unknown as { axe: { run(on: string): Promise<AxeResults> } };
    return (await axe.run(within)).violations;
  }, selector);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** Dark and high contrast; light is looked at when narrow. */
const WISHES = [
  { colorScheme: 'dark', contrast: 'no-preference' },
  { colorScheme: 'light', contrast: 'more' },
] as const;

test('two kernels are laid side by side, their differences found by keys, and clean', async ({
  lab,
}) => {
  const { page } = lab;
  await lab.open();
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'Compare kernels byte by byte' }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare kernels byte by byte' });
  await dialog.getByRole('combobox', { name: 'Kernel of B' }).selectOption('6.12');
  await expect(dialog.getByText(/6\.12 keeps a count that comes in rax and pushes/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Next' }).click();
  await page.keyboard.press('.');
  await expect(dialog.getByText(/^difference 2 of/)).toBeVisible();
  await expect(dialog.locator('.builds-group.is-current')).toBeInViewport();
  for (const wishes of WISHES) {
    await page.emulateMedia(wishes);
    expect(await violationsIn(page, '[role="dialog"]')).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light', contrast: 'no-preference' });
  await page.setViewportSize({ width: 390, height: 844 });
  await dialog.getByText('Runs', { exact: true }).click({ force: true });
  await expect(dialog.getByRole('slider', { name: 'Cursor of both timelines' })).toBeVisible();
  expect(await violationsIn(page, '[role="dialog"]')).toEqual([]);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
});
