import { readFileSync } from 'node:fs';
import { LINK_MODEL } from '../../src/url/model.ts';
import { expect, test } from './lab-page.ts';

test.describe('panes', () => {
  test('have edges that move by keys and by pointer, and go back', async ({ lab, page }) => {
    await lab.open();
    const edge = page.getByRole('separator', { name: 'Width of the editor' });
    const width = async () => (await lab.box(page.locator('.editor-pane'))).width;
    const before = await width();
    await edge.focus();
    const cursor = await lab.cursor();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(width).toBeGreaterThan(before + 40);
    expect(await lab.cursor()).toBe(cursor);
    await page.keyboard.press('Home');
    await expect.poll(width).toBeGreaterThanOrEqual(219);
    const box = await lab.box(edge);
    await page.mouse.move(box.x, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    await expect.poll(width).toBeGreaterThan(400);
    await edge.dblclick();
    await expect.poll(width).toBeCloseTo(before, 0);
  });

  test('become tabs on a narrow page, and come back', async ({ lab, page }) => {
    await lab.open();
    await page.setViewportSize({ width: 700, height: 900 });
    await expect(page.getByRole('tab', { name: 'Bytes' })).toHaveAttribute('aria-selected', 'true');
    await page.getByRole('tab', { name: 'Bytes' }).press('ArrowRight');
    await expect(page.getByRole('region', { name: 'Machine' })).toBeVisible();
    await page.setViewportSize({ width: 1200, height: 900 });
    await expect(page.getByRole('region', { name: 'Lab text' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
  });
});

test.describe('a link that was given out', () => {
  const golden = readFileSync(new URL('../url/links.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' '));
  const ofModel = (wanted: number) => golden.filter(([, model]) => Number(model) === wanted);
  // The unit tests open every link; here are those by hand, and of the labs' enough to see it work.
  const shown = ofModel(LINK_MODEL).filter(
    ([name], nth) => name?.startsWith('by-hand') || nth % 6 === 0,
  );

  for (const [name = '', , , , cursor = '', steps = '', fragment = ''] of shown) {
    test(`${name} opens at its step, without a complaint`, async ({ lab, page }) => {
      await page.goto(`./${fragment}`);
      await expect(lab.slider).toHaveAttribute('aria-valuemax', steps);
      await expect(lab.slider).toHaveAttribute('aria-valuenow', cursor);
      await expect(page.locator('.notice')).toHaveCount(0);
    });
  }

  for (const [name = '', model, , , , , fragment = ''] of ofModel(1).slice(0, 1)) {
    test(`${name} of step numbering ${model} opens at the beginning, and says so`, async ({
      lab,
      page,
    }) => {
      await page.goto(`./${fragment}`);
      await expect(page.locator('.notice')).toContainText('numbered differently');
      await expect(lab.slider).toHaveAttribute('aria-valuenow', '0');
    });
  }
});
