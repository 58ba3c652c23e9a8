import { expect, type LabPage, test } from './lab-page.ts';

const verdict = (lab: LabPage) => lab.page.getByRole('region', { name: 'Verdict of the search' });
const explorer = (lab: LabPage) => lab.page.getByRole('region', { name: 'Explorer' });

/** The race of the cover letter as a scenario, searched. */
async function findRace(lab: LabPage): Promise<void> {
  const { page } = lab;
  await page.locator('.brand').click();
  await page.keyboard.press('o');
  await page.getByLabel('Scenario').selectOption('delete');
  await page.getByLabel('map_poke').selectOption('t3_restore_at_once');
  await page.locator('.brand').click();
  await page.keyboard.press('c');
  await expect(verdict(lab)).toContainText('Fails: fell through', { timeout: 20_000 });
}

test('finds the race of a protocol, shows it, and gives it away by link', async ({ lab, page }) => {
  test.slow();
  await lab.open();
  await lab.fullEditor();
  await findRace(lab);
  await expect(page.locator('.monaco-editor .view-lines')).toContainText('t3_restore_at_once');

  await explorer(lab).getByRole('button', { name: 'Show in the timeline' }).click();
  await expect(page.getByRole('region', { name: 'Verdict', exact: true })).toContainText(
    'at this step',
  );
  await expect(lab.narration).toContainText('falls through');
  const cursor = await lab.lastStep();
  await expect.poll(() => lab.cursor()).toBe(cursor);
  await expect(page.locator('.bar-causal').first()).toBeAttached();
  await expect(explorer(lab).locator('.account-part.is-causal').first()).toBeVisible();

  await explorer(lab)
    .getByRole('button', { name: /^Go to step/ })
    .first()
    .click();
  expect(await lab.cursor()).toBeLessThan(cursor);
  await explorer(lab).getByRole('button', { name: 'Back to the failing step' }).click();
  await expect.poll(() => lab.cursor()).toBe(cursor);

  const link = await lab.share();
  await page.reload();
  await expect.poll(() => lab.cursor()).toBe(cursor);
  await page.goto('about:blank');
  await lab.open(new URL(link).hash);
  await expect.poll(() => lab.cursor()).toBe(cursor);
  await expect(page.getByRole('region', { name: 'Verdict', exact: true })).toContainText(
    'at this step',
  );
  await page.locator('.brand').click();
  await page.keyboard.press('o');
  await expect(explorer(lab)).toContainText('The run on screen was found by a search');
  await expect(page.locator('.bar-causal').first()).toBeAttached();
});

test('asks before it tells, on a phone', async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await lab.open();
  await page.getByRole('tab', { name: 'Explore' }).click();
  await page.getByLabel('Scenario').selectOption('delete');
  await page.getByLabel('Predict first').check();
  await page.getByLabel('It holds in every order').check();
  await page.getByRole('button', { name: 'Commit and reveal' }).click();
  await expect(verdict(lab)).toContainText('You were right.', { timeout: 20_000 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
});
