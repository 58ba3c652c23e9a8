import { expect, test } from './lab-page.ts';

test.describe('first visit', () => {
  test('opens where an update waits for a CPU between the two sites', async ({ lab, page }) => {
    await lab.open();
    await expect(page.getByRole('button', { name: /who is waited for/ })).toBeVisible();
    await expect(page.getByText('Three things to try')).toBeVisible();
    await expect(lab.narration).toContainText('grace period');
    expect(await lab.cursor()).toBeGreaterThan(0);
  });

  test('shows text and bytes before the full editor is there', async ({ lab, page }) => {
    await page.route('**/assets/editor/**', (route) => route.abort());
    await lab.open();
    await expect(page.locator('textarea.plain-area')).toHaveValue(/\.prog entry tc/);
    await expect(lab.row('bypass').first()).toBeAttached();
  });

  test('closes its introduction for good', async ({ lab, page }) => {
    await lab.open();
    await page.getByRole('button', { name: 'Close the text about this lab' }).click();
    await expect(page.getByText('Three things to try')).toBeHidden();
    await page.reload();
    await expect(lab.row('prologue').first()).toBeVisible();
    await expect(page.getByText('Three things to try')).toBeHidden();
  });

  test('plays the update from time zero, not from the loads', async ({ lab, page }) => {
    await lab.open();
    const telling = await lab.cursor();
    await page.getByRole('button', { name: 'Play the update' }).click();
    await expect.poll(() => lab.cursor()).toBeLessThan(telling);
    // Before time zero stand 42 steps: the loads and the first fill of the slot.
    expect(await lab.cursor()).toBeGreaterThanOrEqual(42);
    await expect(lab.narration).toContainText(/CPU \d|jmp_table|The (loader|set-up)/);
  });

  test('does its job without a report of the content security policy', async ({ lab, page }) => {
    await page.addInitScript(() => {
      const reports: string[] = [];
      Object.assign(window, { reports });
      addEventListener('securitypolicyviolation', (event) => {
        reports.push(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    await lab.open();
    await lab.write('.prog mine tc\n r0 = 1\n r99 = 2\n exit\n');
    await expect(page.locator('.squiggly-error').first()).toBeVisible();
    for (const name of ['Share', 'Help and keys']) {
      await page.getByRole('button', { name, exact: true }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    const reports = await page.evaluate(() => (window as unknown as { reports: string[] }).reports);
    expect(reports).toEqual([]);
  });

  test('has a strict content security policy, and it holds', async ({ lab, page }) => {
    await lab.open();
    await lab.fullEditor();
    const policy = await page
      .locator('meta[http-equiv="Content-Security-Policy"]')
      .getAttribute('content');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe-eval');
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.head.append(script);
      return 'injected' in window;
    });
    expect(ran).toBe(false);
  });
  test.use({ expected: { errors: [/Content Security Policy/, /ERR_FAILED/, /Failed to fetch/] } });
});

test.describe('the lab chooser', () => {
  test('names every lab with what it is there to show, and opens it', async ({ lab, page }) => {
    await lab.open();
    await page.getByRole('button', { name: /who is waited for/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Choose a lab' });
    const cards = dialog.locator('.lab-card');
    await expect(cards.nth(7)).toBeVisible();
    for (const blurb of await dialog.locator('.lab-card-blurb').allTextContents()) {
      expect(blurb.length).toBeGreaterThan(60);
    }
    await dialog.getByRole('button', { name: /Several sites for one slot/ }).click();
    await expect(dialog).toBeHidden();
    await expect(page.locator('.site-card')).toHaveCount(3);
  });

  for (const part of [0, 1, 2, 3]) {
    test(`opens every lab without a complaint, part ${part + 1} of 4`, async ({ lab, page }) => {
      test.slow();
      await lab.open();
      await page.getByRole('button', { name: /who is waited for/ }).click();
      const dialog = page.getByRole('dialog', { name: 'Choose a lab' });
      await expect(dialog.locator('.lab-card-title').nth(7)).toBeVisible();
      const titles = await dialog.locator('.lab-card-title').allTextContents();
      await page.keyboard.press('Escape');
      for (const title of titles.filter((_, idx) => idx % 4 === part)) {
        await lab.choose(title);
        await expect(page.locator('#lab-button')).toContainText(title);
        await expect(page.locator('.problem.is-error'), title).toHaveCount(0);
        await expect(lab.slider, title).not.toHaveAttribute('aria-valuemax', '0');
      }
    });
  }
});
