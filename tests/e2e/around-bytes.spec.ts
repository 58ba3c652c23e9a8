// Search, pokes, columns and the menu of the bytes pane, in a browser.

import { expect, test } from './lab-page.ts';

test.describe('around the bytes', () => {
  test('a search by keyboard finds bytes, goes round its hits, and gives the focus back', async ({
    lab,
    page,
  }) => {
    await lab.open();
    await lab.choose(/The life of a slot/);
    await page.keyboard.press('/');
    const field = page.getByRole('searchbox');
    await expect(field).toBeFocused();
    await page.keyboard.type('55 48 89 e5');
    const count = page.locator('.search-count');
    await expect(count).toContainText(/\d of 3/);
    const before = await count.textContent();
    await page.keyboard.press('Enter');
    await expect(count).not.toHaveText(before ?? '');
    await page.keyboard.press('Shift+Enter');
    await expect(count).toHaveText(before ?? '');
    await page.keyboard.press('Escape');
    await expect(field).toBeHidden();
    await expect(page.getByRole('grid').first()).toBeFocused();
  });

  test('a line of a poke leads to the moment when memory holds its bytes', async ({
    lab,
    page,
  }) => {
    await lab.open();
    await lab.choose(/The life of a slot/);
    const tab = page.getByRole('radio', { name: /^Poke/ });
    if ((await tab.getAttribute('aria-checked')) !== 'true') await tab.click();
    const lines = page.getByRole('list', { name: 'Writes of this poke' }).getByRole('button');
    await expect(lines).toHaveCount(4);
    await lines.nth(2).click();
    await expect(lines.nth(2)).toHaveAttribute('aria-current', 'step');
    const bytes = await lines.nth(2).locator('.poke-cell').allTextContents();
    expect(bytes[0]).toBe('cc');
    await expect.poll(() => lab.site('P1 bypass')).toBe(bytes.join(' '));
  });

  test('programs stand side by side, each reachable by keyboard', async ({ lab, page }) => {
    await lab.open();
    await lab.choose(/The life of a slot/);
    await page.getByRole('button', { name: 'Programs side by side' }).click();
    const grids = page.getByRole('grid', { name: /^Bytes of/ });
    await expect(grids).toHaveCount(3);
    const last = page.getByRole('grid', { name: 'Bytes of target_b' });
    await last.focus();
    await page.keyboard.press('ArrowDown');
    await expect(last).toHaveAttribute('aria-activedescendant', /./);
    await expect(page.locator('.byte-note')).toContainText('nopl');
    await page.getByRole('button', { name: 'entry', exact: true }).click();
    await expect(page.getByRole('grid', { name: 'Bytes of entry' })).toBeInViewport();
  });

  test('the menu changes the syntax', async ({ lab, page }) => {
    await lab.open();
    await lab.choose(/The life of a slot/);
    await page.getByRole('button', { name: 'How the bytes are shown' }).click();
    await page.getByRole('menuitemradio', { name: 'Intel' }).click();
    await page.keyboard.press('Escape');
    await expect(page.locator('.byte-grid')).toContainText('DWORD PTR');
  });
});
