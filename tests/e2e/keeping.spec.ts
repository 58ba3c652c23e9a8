import { expect, LabPage, test } from './lab-page.ts';

const OWN = '.prog precious tc\n        r0 = 42\n        exit\n';

test.describe('the text', () => {
  test('is still there after a reload, with its step and settings', async ({ lab, page }) => {
    await lab.open();
    await lab.write(OWN);
    await expect(page.locator('.func-tab', { hasText: 'precious' })).toBeVisible();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('menuitem', { name: /^Theme/ }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await lab.slider.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.reload();
    await expect(page.locator('.func-tab', { hasText: 'precious' })).toBeVisible();
    await lab.fullEditor();
    await expect(page.locator('.view-lines')).toContainText('precious');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    expect(await lab.cursor()).toBe(1);
  });

  test('is not overwritten by another tab', async ({ lab, page, context }) => {
    await lab.open();
    await lab.write(OWN);
    await expect(page.locator('.func-tab', { hasText: 'precious' })).toBeVisible();
    const second = new LabPage(await context.newPage());
    await second.page.goto('./');
    await second.fullEditor();
    await second.write(OWN.replace('precious', 'second'));
    await expect(second.page.locator('.func-tab', { hasText: 'second' })).toBeVisible();
    await second.page.close({ runBeforeUnload: true });
    await page.reload();
    await expect(page.locator('.func-tab', { hasText: 'precious' })).toBeVisible();
  });

  test('works without storage, and says that it is not kept', async ({ lab, page }) => {
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage']) {
        Object.defineProperty(window, name, {
          get: () => {
            throw new DOMException('blocked', 'SecurityError');
          },
        });
      }
    });
    await lab.open();
    await lab.write(OWN);
    await expect(page.locator('.func-tab', { hasText: 'precious' })).toBeVisible();
    await expect(page.getByText('This browser does not keep your text')).toBeVisible();
  });
});

test.describe('the engine', () => {
  test('is replaced when its worker dies, and the text goes on', async ({ lab, page }) => {
    test.slow();
    await lab.open();
    await lab.write(OWN);
    await expect(page.locator('.func-tab', { hasText: 'precious' })).toBeVisible();
    const engine = page.workers().find((worker) => worker.url().includes('engine'));
    await engine?.evaluate(() => close());
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(OWN.replace('precious', 'survivor'));
    await expect(page.getByText('The engine was restarted')).toBeVisible({ timeout: 20_000 });
    await expect(page.locator('.func-tab', { hasText: 'survivor' })).toBeVisible();
    await expect(page.locator('.view-lines')).toContainText('survivor');
  });

  test('is replaced when it throws outside of a call', async ({ lab, page }) => {
    await lab.open();
    await lab.fullEditor();
    const engine = page.workers().find((worker) => worker.url().includes('engine'));
    await engine?.evaluate(() => {
      setTimeout(() => {
        throw new Error('planted');
      });
    });
    await expect(page.getByText('The engine was restarted')).toBeVisible();
    await lab.write(OWN);
    await expect(page.locator('.func-tab', { hasText: 'precious' })).toBeVisible();
  });

  test('is replaced when it hangs, and the page stays usable', async ({ lab, page }) => {
    test.slow();
    await lab.open();
    await lab.fullEditor();
    const engine = page.workers().find((worker) => worker.url().includes('engine'));
    void engine
      ?.evaluate(() => {
        for (;;);
      })
      .catch(() => undefined);
    await lab.write(OWN);
    await page.locator('h1').click();
    await page.keyboard.press('Home');
    await expect(lab.slider).toHaveAttribute('aria-valuenow', '0');
    await expect(page.getByText('The engine was restarted')).toBeVisible({ timeout: 30_000 });
    await expect(page.locator('.func-tab', { hasText: 'precious' })).toBeVisible();
  });
  test.use({ expected: { errors: [/planted/] } });
});
