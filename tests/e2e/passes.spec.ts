// The passes of the JIT, as a user gets to them.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect, test } from './lab-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('the passes are walked through by keyboard, a bar is pressed, and it is clean', async ({
  lab,
}) => {
  const { page } = lab;
  await lab.open();
  await page.locator('.brand').click();
  await page.keyboard.press('j');
  const dialog = page.getByRole('dialog', { name: 'JIT passes' });
  await dialog.getByRole('combobox', { name: 'Kernel' }).selectOption('6.12');
  await expect(dialog.getByRole('status')).toContainText('passes and one that writes');
  const passes = dialog.getByRole('listbox', { name: 'Passes' });
  await passes.focus();
  await page.keyboard.press('End');
  await expect(passes.getByRole('option', { selected: true })).toHaveAccessibleName(/^Image\s*: /);
  await passes.click({ position: { x: 300, y: 20 } });
  await expect(passes.getByRole('option', { selected: true })).toHaveAccessibleName(/^Pass 1\s*: /);
  await page.evaluate(axe);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    const found = await page.evaluate(async () => {
      const { axe } = window as unknown as { axe: { run(on: string): Promise<AxeResults> } };
      return (await axe.run('[role="dialog"]')).violations;
    });
    expect(found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual(
      [],
    );
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
