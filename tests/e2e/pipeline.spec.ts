// A line followed through source, xlated insns and x86, in the place of the timeline.

import { violations } from './axe.ts';
import { expect, test } from './lab-page.ts';

test('a line is followed through source, xlated insns and x86', async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  await page.locator('.brand').click();
  await page.keyboard.press('v');
  const grid = page.getByRole('grid', { name: 'Source, xlated and x86' });
  await page.getByRole('checkbox', { name: 'Only what changed' }).check();
  const call = grid.getByText('(85) call bpf_tail_call#12').first();
  await call.hover();
  await expect(grid.locator('.is-source.is-hovered').first()).toContainText('call tail_call');
  expect(await grid.locator('.is-x86.is-hovered').count()).toBeGreaterThan(5);
  await call.click();
  await expect(page.getByText(/by do_misc_fixups, tail call: /)).toBeVisible();
  await expect(page.getByRole('row', { selected: true }).first()).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    expect(await violations(page, {}, '.pl')).toEqual([]);
  }
  await page.keyboard.press('Escape');
  await expect(grid.locator('.is-pinned')).toHaveCount(0);
  await page.getByRole('button', { name: 'Back to the timeline' }).click();
  await expect(grid).toBeHidden();
});
