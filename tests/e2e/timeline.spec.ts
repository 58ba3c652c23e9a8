import type { Locator, Page } from '@playwright/test';
import { linkCodec } from '../../src/url/codec.ts';
import { NO_CHECKS } from '../../src/url/run-checks.ts';
import { expect, type LabPage, test } from './lab-page.ts';

const region = (page: Page): Locator => page.getByRole('region', { name: 'Timeline' });
/** The page with its timeline, which comes behind the first paint. */
async function open(lab: LabPage): Promise<void> {
  await lab.open();
  await expect(lab.page.locator('.lane-chart .cursor-head')).toBeVisible();
}

const cursorIs = (lab: LabPage, step: number) =>
  expect(lab.slider).toHaveAttribute('aria-valuenow', String(step));

/** Typing thousands of lines takes longer than opening them. */
function linkTo(text: string): string {
  return linkCodec.encode({
    text,
    profile: null,
    imageSum: null,
    schedule: [],
    policy: 'fair',
    steered: false,
    cursor: 0,
    inside: 0,
    checks: NO_CHECKS,
    pinned: null,
    breakpoints: [],
    watches: [],
    syntax: 'att',
    pane: 'bytes',
  });
}

/** A text whose run is cut at the limit of 100,000 steps. */
function longRun(): string {
  const updates = Array.from({ length: 1600 }, () => '  update t[0] = target\n  delete t[0]');
  return `.map t prog_array max_entries=4
.prog entry tc
  r2 = t ll
  r3 = 0
  call tail_call
  r0 = 0
  exit
.prog target tc
  r0 = 1
  exit
.cpu 0
${updates.join('\n')}
`;
}

test.describe('keys of the timeline', () => {
  test('zoom around the cursor, centre it, fit the run', async ({ lab, page }) => {
    await open(lab);
    const labels = region(page).locator('.ruler-strip .ruler text');
    const first = async () => Number(await labels.first().textContent());
    await page.locator('.brand').click();
    await page.keyboard.press('w');
    await page.keyboard.press('w');
    const zoomed = await first();
    expect(zoomed).toBeGreaterThan(0);
    await page.keyboard.press('a');
    await expect.poll(first).toBeLessThan(zoomed);
    await page.keyboard.press('f');
    const head = await lab.box(region(page).locator('.cursor-head'));
    const chart = await lab.box(region(page).locator('.lane-chart'));
    const middle = (box: { x: number; width: number }) => box.x + box.width / 2;
    expect(Math.abs(middle(head) - middle(chart))).toBeLessThan(40);
    await page.keyboard.press('f');
    await expect.poll(first).toBe(0);
  });

  test('go along the events of the lane that was chosen last', async ({ lab, page }) => {
    await open(lab);
    await region(page)
      .getByRole('button', { name: /^jmp_table\[0\]/ })
      .click();
    await page.locator('.brand').click();
    await page.keyboard.press('Home');
    const told: string[] = [];
    for (let nth = 0; nth < 3; nth++) {
      await page.keyboard.press('.');
      told.push((await lab.narration.textContent()) ?? '');
    }
    for (const sentence of told) expect(sentence).toMatch(/jmp_table\[0\]|loaded/);
    const here = await lab.cursor();
    await page.keyboard.press(',');
    expect(await lab.cursor()).toBeLessThan(here);
    await page.keyboard.press('.');
    await cursorIs(lab, here);
  });
});

test.describe('lanes', () => {
  test('fold to a strip, alone, in groups and all at once', async ({ lab, page }) => {
    await open(lab);
    await lab.choose(/Several sites/);
    const height = async () => (await lab.box(region(page).locator('.lane-drawing'))).height;
    const whole = await height();
    const group = region(page).getByRole('button', { name: 'All Sites of entry' });
    await group.click();
    await expect(group).toHaveAttribute('aria-expanded', 'false');
    const folded = await height();
    expect(folded).toBeLessThan(whole);
    await region(page).getByRole('button', { name: 'Lane CPU 1' }).press('Enter');
    await expect.poll(height).toBeLessThan(folded);
    await page.locator('.brand').click();
    await page.keyboard.press('Control+Shift+p');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.type('unfold all lanes');
    await page.keyboard.press('Enter');
    await expect.poll(height).toBe(whole);
  });

  test('a loop is drawn on the ruler, moved by keys, and played round', async ({ lab, page }) => {
    await open(lab);
    const ruler = await lab.box(region(page).locator('.ruler-strip'));
    const y = ruler.y + ruler.height / 2;
    await page.keyboard.down('Shift');
    await page.mouse.move(ruler.x + 300, y);
    await page.mouse.down();
    await page.mouse.move(ruler.x + 360, y, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const from = page.getByRole('slider', { name: /Loop from step/ });
    const to = page.getByRole('slider', { name: /Loop to step/ });
    await expect(from).toHaveCount(1);
    const begin = Number(await from.inputValue());
    await to.focus();
    const end = Number(await to.inputValue());
    expect(end).toBeGreaterThan(begin);
    await page.keyboard.press('ArrowRight');
    await expect(to).toHaveValue(String(end + 1));
    while (Number(await to.inputValue()) > begin + 2) await page.keyboard.press('ArrowLeft');
    await region(page).getByRole('button', { name: 'Speed' }).click();
    await page.getByRole('option', { name: '4×', exact: true }).click();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const seen: number[] = [];
    await expect
      .poll(
        async () => {
          const at = await lab.cursor();
          if (seen.at(-1) !== at) seen.push(at);
          return seen.filter((step) => step === begin).length;
        },
        { intervals: [30], timeout: 20_000 },
      )
      .toBeGreaterThan(1);
    expect(Math.max(...seen.slice(seen.indexOf(begin)))).toBeLessThanOrEqual(begin + 2);
    await page.getByRole('button', { name: 'Clear the loop' }).click();
    await expect(from).toHaveCount(0);
  });
});

test.describe('events', () => {
  test('share selection and cursor with the lanes', async ({ lab, page }) => {
    await open(lab);
    await page.locator('.brand').click();
    await page.keyboard.press('t');
    const grid = page.getByRole('grid', { name: 'Events' });
    const current = grid.locator('[aria-current="step"]');
    await expect(current.getByRole('gridcell').first()).toHaveText(String(await lab.cursor()));
    await expect(current).toContainText((await lab.narration.textContent()) ?? '-');
    await grid.focus();
    await page.keyboard.press('Home');
    await cursorIs(lab, 1);
    await page.keyboard.press('ArrowDown');
    await cursorIs(lab, 2);
    await expect(current.getByRole('gridcell').first()).toHaveText('2');
    await grid.getByRole('row').nth(4).click();
    await cursorIs(lab, 4);
    await expect(current).toHaveAttribute('aria-selected', 'true');
    await page.locator('.brand').click();
    await page.keyboard.press('Escape');
    await expect(grid.locator('[aria-selected="true"]')).toHaveCount(0);
  });

  test('are found by their words, marked on the lanes, and gone through', async ({ lab, page }) => {
    await open(lab);
    await page.locator('.brand').click();
    await page.keyboard.press('Shift+f');
    await page.keyboard.type('grace period');
    const bar = page.getByRole('search', { name: 'Events' });
    await expect(bar.getByRole('status')).toHaveText(/^\d+ hits$/);
    await expect(region(page).locator('.lane-chart .column.is-hit')).not.toHaveCount(0);
    await expect(region(page).locator('.scrubber .found')).not.toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(bar.getByRole('searchbox')).toHaveValue('');
    await page.keyboard.type('int3');
    await page.keyboard.press('Enter');
    const first = await lab.cursor();
    await page.locator('.brand').click();
    await page.keyboard.press('n');
    expect(await lab.cursor()).toBeGreaterThan(first);
    await page.keyboard.press('Shift+n');
    await cursorIs(lab, first);
  });

  test('a run at the limit is listed whole, and says that it is cut', async ({ lab, page }) => {
    test.slow();
    await page.goto(`./${linkTo(longRun())}`);
    await expect(lab.slider).toHaveAttribute('aria-valuemax', '100000', { timeout: 90_000 });
    await expect(region(page).getByText(/cut after 100,000 steps/)).toBeVisible();
    await region(page).getByRole('radio', { name: 'Events' }).click();
    const grid = page.getByRole('grid', { name: 'Events' });
    await expect(grid).toHaveAttribute('aria-rowcount', '100001');
    await grid.focus();
    await page.keyboard.press('End');
    await cursorIs(lab, 100_000);
    const last = grid.locator('[aria-current="step"]');
    await expect(last).toBeVisible();
    expect(await grid.getByRole('row').count()).toBeLessThan(60);
    await grid.hover();
    await page.mouse.wheel(0, -4000);
    await expect(page.getByRole('button', { name: /^Back to step 100000/ })).toBeVisible();
    await page.getByRole('button', { name: /^Back to step/ }).click();
    await expect(last).toBeVisible();
  });
});

test.describe('by touch', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test('a finger that rests on a block takes hold of it, a tap selects', async ({ lab }) => {
    const { page } = lab;
    await page.goto('./');
    await page.getByRole('tab', { name: 'Timeline' }).click();
    const drawing = page.locator('.lane-drawing');
    await expect(drawing).toBeVisible();
    const block = page.locator('.lane.is-own .mark rect').nth(12);
    const box = await lab.box(block);
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.touchscreen.tap(at.x, at.y);
    await expect(page.locator('.column.is-pinned')).not.toHaveCount(0);
    const touch = await page.context().newCDPSession(page);
    const point = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number) =>
      touch.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x, y: at.y }],
      });
    const before = await page.locator('.ruler text').first().textContent();
    await point('touchStart', at.x);
    await expect(page.locator('.block-ghost')).toBeVisible();
    await point('touchMove', at.x + 30);
    await expect(page.locator('.line-drop')).toHaveCount(1);
    await point('touchEnd', at.x + 30);
    await expect(page.locator('.block-ghost')).toHaveCount(0);
    expect(await page.locator('.ruler text').first().textContent()).toBe(before);
  });
});
