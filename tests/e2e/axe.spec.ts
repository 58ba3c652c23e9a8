// What axe finds in every state of the page, in every theme.

import { isClean } from './axe.ts';
import { expect, type LabPage, test } from './lab-page.ts';

/** Goes to the first step from the start whose sentence fits. */
async function seekSentence(lab: LabPage, words: RegExp): Promise<void> {
  const { page } = lab;
  await page.locator('.brand').click();
  await page.keyboard.press('Home');
  for (let i = 0; i < 130; i++) {
    if (words.test((await lab.narration.textContent()) ?? '')) return;
    await page.keyboard.press('ArrowRight');
  }
  throw new Error(`No step says ${words}.`);
}

const DIALOGS = ['labs', 'share', 'help', 'palette', 'workspaces'] as const;
const KEYS: Readonly<Record<(typeof DIALOGS)[number], string>> = {
  labs: 'l',
  share: 'Shift+S',
  help: '?',
  palette: 'Control+Shift+P',
  workspaces: 'm',
};

test.describe('axe, in every theme', () => {
  test.slow();

  test('finds nothing at the start, in a poke, in the RCU wait', async ({ lab, page }) => {
    await lab.open();
    await lab.fullEditor();
    await isClean(page, 'first visit');
    await seekSentence(lab, /int3/);
    await isClean(page, 'int3 in place');
    await seekSentence(lab, /grace period/);
    await isClean(page, 'RCU wait');
  });

  test('finds nothing with errors and messages', async ({ lab, page }) => {
    await lab.open('#v1.broken!');
    await lab.fullEditor();
    await lab.write('.prog x tc\n r99 = 1\n');
    await expect(page.locator('.problem').first()).toBeVisible();
    await isClean(page, 'error, stale picture');
  });

  test('finds nothing in the dialogs', async ({ lab, page }) => {
    await lab.open();
    await lab.fullEditor();
    await page.locator('.brand').click();
    for (const dialog of DIALOGS) {
      await page.keyboard.press(KEYS[dialog]);
      await expect(page.getByRole('dialog')).toBeVisible();
      await isClean(page, dialog);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    await page.getByRole('button', { name: 'Menu' }).click();
    await isClean(page, 'menu');
  });

  test('finds nothing where a CPU goes wrong, and in the panels of steering', async ({
    lab,
    page,
  }) => {
    await lab.open();
    await lab.choose(/The cover letter/);
    await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('at this step');
    await isClean(page, 'verdict');
    for (const name of [/^Run to/, /^Stops/, /^Watches/]) {
      await page.getByRole('button', { name }).click();
      await isClean(page, String(name));
      await page.keyboard.press('Escape');
    }
  });

  test('finds nothing in the other views and in a presentation', async ({ lab, page }) => {
    await lab.open();
    await lab.fullEditor();
    await page.locator('.brand').click();
    await page.keyboard.press('t');
    await isClean(page, 'events');
    await page.keyboard.press('t');
    for (const tab of ['Inspector', 'Protocol']) {
      await page.getByRole('tab', { name: tab }).click();
      await isClean(page, tab);
    }
    await page.locator('.brand').click();
    await page.keyboard.press('p');
    await expect(page.getByRole('main', { name: 'Presentation' })).toBeVisible();
    await isClean(page, 'presentation');
  });

  test('finds nothing in the explorer', async ({ lab, page }) => {
    await lab.open();
    await page.locator('.brand').click();
    await page.keyboard.press('o');
    await page.getByLabel('Scenario').selectOption('delete');
    await page.getByLabel('map_poke').selectOption('t3_restore_at_once');
    await page.getByLabel('Predict first').check();
    await page.getByLabel('Some order breaks it').check();
    await isClean(page, 'prediction');
    await page.getByRole('button', { name: 'Commit and reveal' }).click();
    await page.getByRole('button', { name: 'Show in the timeline' }).click();
    const explorer = page.getByRole('region', { name: 'Explorer' });
    for (const summary of await explorer.locator('summary').all()) await summary.click();
    await isClean(page, 'verdict of a search');
    await page.getByRole('button', { name: 'Options', exact: true }).click();
    await isClean(page, 'options of a search');
  });

  test('finds nothing on a phone', async ({ lab, page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await lab.open();
    for (const name of ['Bytes', 'Machine', 'Timeline', 'Explore', 'Text']) {
      await page.getByRole('tab', { name, exact: true }).click();
      await isClean(page, name);
    }
  });

  test('finds nothing in an embed', async ({ lab, page }) => {
    await lab.open('#embed&panes=bytes,timeline&lab=slot-life');
    await isClean(page, 'embed');
  });
});
