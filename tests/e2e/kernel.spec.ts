import { expect, test } from './lab-page.ts';

test.describe('the kernel of a lab', () => {
  test('an option is switched on in the header, written into the text, and undone there', async ({
    lab,
    page,
  }) => {
    await lab.open();
    await lab.fullEditor();
    await expect(lab.row('bypass')).toHaveCount(1);
    const button = page.getByRole('button', { name: /^kernel .*options$/ });
    await button.click();
    await page.getByRole('switch', { name: 'Constant blinding' }).click({ force: true });
    await expect(page.locator('.kernel-line')).toHaveText(/\.kernel 6\.1 blinding$/);
    await expect(lab.row('bypass')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(button).toBeFocused();
    await expect(page.locator('.view-lines')).toContainText('6.1 blinding');
    await page.locator('.monaco-editor .view-lines').click();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(button).toHaveAccessibleName('kernel 6.1, and its options');
    await expect(lab.row('bypass')).toHaveCount(1);
  });
});
