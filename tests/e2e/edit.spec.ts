import { expect, test } from './lab-page.ts';

const TAIL_CALL = `.kernel 6.1
.map table prog_array max_entries=4
.prog mine tc
        r2 = table ll
        r3 = 2
        call tail_call
        r0 = 7
        exit
`;

test.describe('editing', () => {
  test('a typed tail call shows its bytes and its two poke sites', async ({ lab }) => {
    await lab.open();
    await lab.write(TAIL_CALL);
    await expect(lab.row('bypass')).toHaveCount(1);
    await expect(lab.row('bypass').locator('.cell').first()).toHaveText('e9');
    await expect(lab.row('target').locator('.cell')).toHaveText(['0f', '1f', '44', '00', '00']);
    await expect(lab.row('check').first()).toContainText('8b');
    await expect(lab.row('bypass')).toContainText('table[2]');
  });

  test('letter by letter, the bytes follow', async ({ lab, page }) => {
    await lab.open();
    await lab.write('.prog mine tc\n');
    await page.keyboard.type('r0 = 4660\nexit\n');
    await expect(lab.row('body').first()).toContainText('b8 34 12 00 00'.split(' ')[1] ?? '');
    await expect(page.locator('.byte-grid')).toContainText('$0x1234');
  });

  test('an error is marked, listed, and leads to its place', async ({ lab, page }) => {
    await lab.open();
    await lab.write('.prog mine tc\n        r0 = 1\n        r99 = 2\n        exit\n');
    const problem = page.locator('.problem.is-error').first();
    await expect(problem).toContainText('3:');
    await expect(page.locator('.squiggly-error').first()).toBeVisible();
    await problem.getByRole('button').first().click();
    await expect(page.locator('.monaco-editor.focused')).toBeVisible();
    await expect(page.locator('.line-numbers.active-line-number')).toHaveText('3');
  });

  test('a refusal of the verifier says what to do about it', async ({ lab, page }) => {
    await lab.open();
    await lab.write(TAIL_CALL.replace('r0 = 7', 'r0 = r1'));
    const problem = page.locator('.problem.is-error').first();
    await expect(problem).toContainText('R1 !read_ok');
    await expect(problem.locator('.problem-hint')).toContainText('each call leaves r1 to r5');
    await expect(page.locator('.site-mark')).toHaveCount(0);
  });

  test('from an empty text, the bytes of the first program stand at the top', async ({
    lab,
    page,
  }) => {
    await lab.open();
    await lab.write(' ');
    await page.keyboard.press('Backspace');
    await expect(page.getByText('No program yet')).toBeVisible();
    await lab.write(TAIL_CALL);
    await expect(page.locator('.row-func').first()).toBeInViewport();
    await expect(lab.row('prologue').first()).toBeInViewport();
  });

  test('the machine pane says why a tail call is direct or indirect', async ({ lab, page }) => {
    await lab.open();
    await lab.choose(/Direct or indirect/);
    const forms = page.locator('.choice-form');
    await expect(forms).toHaveText(['direct', 'indirect', 'indirect', 'indirect']);
    for (const reason of await page.locator('.choices summary').allTextContents()) {
      expect(reason.length).toBeGreaterThan(20);
    }
    await page.locator('.choice').nth(1).hover();
    await expect(page.locator('.lab-line.is-hovered').first()).toBeVisible();
    await page.locator('.choice').nth(1).click();
    await expect(page.locator('.byte-grid .row.is-check.is-pinned').first()).toBeInViewport();
    await expect(page.locator('.site-mark.is-indirect').first()).toBeVisible();
  });

  test('the last good picture stays while the text is broken', async ({ lab, page }) => {
    await lab.open();
    await lab.fullEditor();
    await page.locator('.monaco-editor .view-lines').click();
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.insertText('.nonsense here\n');
    await expect(page.locator('.problem.is-error').first()).toBeVisible();
    await expect(page.locator('.stale-strip')).toBeVisible();
    await expect(lab.row('prologue').first()).toBeVisible();
    for (let word = 0; word < 4; word++) await page.keyboard.press('ControlOrMeta+z');
    await expect(page.locator('.stale-strip')).toBeHidden();
    await expect(page.locator('.problems-summary')).toHaveText('No problems');
  });

  test('a line of the text lights its bytes, and a byte its line', async ({ lab, page }) => {
    await lab.open();
    await lab.fullEditor();
    await page.locator('.view-line', { hasText: 'call' }).first().click();
    await expect(page.locator('.byte-grid .row.is-pinned').first()).toBeVisible();
    await expect(page.locator('.byte-grid .row.is-check.is-pinned').first()).toBeVisible();
    await page.keyboard.press('ControlOrMeta+m');
    await lab.row('prologue').nth(0).click();
    await page.keyboard.press('Escape');
    await page.locator('.byte-grid .row', { hasText: 'r6 = r1' }).click();
    await expect(page.locator('.lab-line.is-pinned').first()).toBeVisible();
  });

  test('completion offers helpers behind call', async ({ lab, page }) => {
    await lab.open();
    await lab.write('.prog mine tc\n');
    await page.keyboard.type('call tail_c');
    const list = page.locator('.suggest-widget.visible');
    await expect(list).toContainText('tail_call');
    await page.keyboard.press('Tab');
    await expect(page.locator('.view-lines')).toContainText('call tail_call');
  });

  test('opening a lab can be undone', async ({ lab, page }) => {
    await lab.open();
    await lab.write(TAIL_CALL);
    await expect(lab.row('bypass')).toHaveCount(1);
    await lab.choose(/Two tables/);
    await expect(page.getByText('Your own text was put aside')).toBeVisible();
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await expect(page.locator('.byte-grid')).toContainText('table[2]');
  });
});
