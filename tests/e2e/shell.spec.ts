import { expect, test } from './lab-page.ts';

test.describe('the palette', () => {
  test('finds a command by its name and runs it, from anywhere', async ({ lab, page }) => {
    await lab.open();
    await lab.fullEditor();
    await page.locator('.monaco-editor .view-lines').click();
    await page.keyboard.press('Control+Shift+P');
    const palette = page.getByRole('dialog', { name: 'Find a command' });
    await expect(palette).toBeVisible();
    await page.keyboard.type('high contrast');
    await expect(palette.getByRole('menuitem')).toHaveCount(1);
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast');
  });

  test('opens labs, and says when it finds nothing', async ({ lab, page }) => {
    await lab.open();
    await page.keyboard.press('Control+Shift+P');
    const palette = page.getByRole('dialog', { name: 'Find a command' });
    await palette.getByRole('textbox').or(palette.getByRole('searchbox')).fill('no such thing');
    await expect(palette.getByText('No command or lab of this name.')).toBeVisible();
    await palette.locator('input').fill('several sites');
    await page.keyboard.press('Enter');
    await expect(page.locator('#lab-button')).toContainText('Several sites');
  });

  test('opens what needs the focus that it gives back', async ({ lab, page }) => {
    await lab.open();
    await page.keyboard.press('Control+Shift+P');
    await page.locator('.palette-input').fill('help and keys');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Help and keys' })).toBeVisible();
  });
});

test.describe('the menu', () => {
  test('sets the theme, which stays', async ({ lab, page }) => {
    await lab.open();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: /Theme/ }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });

  test('puts panes back that were moved by the keyboard', async ({ lab, page }) => {
    await lab.open();
    const pane = page.getByRole('region', { name: 'Lab text' });
    const { width: before } = await lab.box(pane);
    await page.getByRole('separator', { name: 'Width of the editor' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(async () => (await pane.boundingBox())?.width).toBeGreaterThan(before + 10);
    await page.reload();
    await expect.poll(async () => (await pane.boundingBox())?.width).toBeGreaterThan(before + 10);
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: /Put the panes back/ }).click();
    await expect
      .poll(async () => Math.round((await pane.boundingBox())?.width ?? 0))
      .toBe(Math.round(before));
  });
});

test.describe('presentation', () => {
  test('shows one pane or two, with notes, and follows a clicker', async ({ lab, page }) => {
    await lab.open();
    await page.keyboard.press('p');
    const stage = page.getByRole('main', { name: 'Presentation' });
    await expect(stage).toBeVisible();
    await expect(page.getByRole('banner')).toHaveCount(0);
    const notes = stage.locator('.present-notes');
    const place = await notes.textContent();
    await page.keyboard.press('PageDown');
    await expect(notes).not.toHaveText(place ?? '');
    await page.keyboard.press('PageUp');
    await expect(notes).toHaveText(place ?? '');
    const panes = page.getByRole('toolbar', { name: 'Panes, two at most' });
    await panes.getByRole('button', { name: 'Machine' }).click();
    await expect(stage.getByRole('region', { name: 'Machine' })).toBeVisible();
    await expect(panes.locator('[data-selected]')).toHaveCount(2);
    await page.keyboard.press('Escape');
    await expect(stage).toHaveCount(0);
    await expect(page.getByRole('banner')).toBeVisible();
  });
});

test.describe('my labs', () => {
  test('keeps labs by name over a reload, and takes them up where they were', async ({
    lab,
    page,
  }) => {
    await lab.open();
    await lab.write('.prog mine tc\n        r0 = 1\n        exit\n');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: /My labs/ }).click();
    const dialog = page.getByRole('dialog', { name: 'My labs' });
    await dialog.getByRole('textbox').fill('Mine');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('row', { name: /Mine/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.locator('#lab-button')).toContainText('Mine');
    await lab.choose(/Several sites/);
    await page.reload();
    await expect(page.locator('#lab-button')).toContainText('Several sites');
    await page.keyboard.press('m');
    await dialog.getByRole('row', { name: /Mine/ }).click();
    await expect(page.locator('#lab-button')).toContainText('Mine');
    await expect(page.locator('.func-tab', { hasText: 'mine' })).toBeVisible();
  });

  test('opens a file that is dropped on the page', async ({ lab, page }) => {
    await lab.open();
    const data = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['.prog fallen tc\n r0 = 2\n exit\n'], 'fallen.lab'));
      return transfer;
    });
    await page.dispatchEvent('.byte-grid', 'dragover', { dataTransfer: data });
    await expect(page.locator('html')).toHaveAttribute('data-dropping', '');
    await page.dispatchEvent('.byte-grid', 'drop', { dataTransfer: data });
    await expect(page.locator('.func-tab', { hasText: 'fallen' })).toBeVisible();
    await expect(page.locator('html')).not.toHaveAttribute('data-dropping', '');
  });
});

test.describe('undo', () => {
  test('takes a lab back that was opened, wherever the focus is', async ({ lab, page }) => {
    await lab.open();
    const title = (await page.locator('.lab-button-title').textContent()) ?? '';
    await lab.choose(/Several sites/);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.locator('#lab-button')).toContainText(title);
    await page.keyboard.press('ControlOrMeta+Shift+z');
    await expect(page.locator('#lab-button')).toContainText('Several sites');
  });
});
