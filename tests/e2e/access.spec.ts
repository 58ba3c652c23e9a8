import { expect, test } from './lab-page.ts';

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
    await lab.choose(/The life of a slot/);
    await expect(lab.row('bypass').first()).toBeInViewport({ ratio: 1 });
    await expect(lab.row('target').first()).toBeInViewport({ ratio: 1 });
    const grid = await lab.box(page.locator('.byte-grid'));
    expect(grid.height).toBeGreaterThan(844 / 2);
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
    await page.keyboard.press('Shift+S');
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
