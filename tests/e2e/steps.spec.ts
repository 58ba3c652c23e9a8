import { expect, type LabPage, test } from './lab-page.ts';

const UPDATE = `.kernel 6.1
.map table prog_array max_entries=1
.prog entry tc
        r2 = table ll
        r3 = 0
        call tail_call
        r0 = 0
        exit
.prog target tc
        r0 = 1
        exit
.cpu 0
        update table[0] = target
        delete table[0]
`;

/** Every value that the bytes of a site take while the run is stepped through, in order. */
async function valuesOf(lab: LabPage, which: 'P1 bypass' | 'P2 target'): Promise<string[]> {
  const values: string[] = [];
  const last = await lab.lastStep();
  await lab.slider.focus();
  await lab.page.keyboard.press('Home');
  for (let cursor = 0; cursor <= last; cursor++) {
    await expect(lab.slider).toHaveAttribute('aria-valuenow', String(cursor));
    const bytes = await lab.site(which);
    if (values.at(-1) !== bytes) values.push(bytes);
    await lab.page.keyboard.press('ArrowRight');
  }
  return values;
}

test.describe('stepping', () => {
  test.beforeEach(() => test.slow());

  test('an update goes through int3, tail and first byte of each site', async ({ lab }) => {
    await lab.open();
    await lab.write(UPDATE);
    await expect(lab.row('bypass')).toHaveCount(1);
    await expect(lab.row('bypass')).toContainText('table[0]');
    const target = await valuesOf(lab, 'P2 target');
    const jump = target[3] ?? '';
    expect(jump).toMatch(/^e9 /);
    const tail = jump.slice(3);
    expect(target).toEqual([
      '0f 1f 44 00 00', // empty
      'cc 1f 44 00 00', // int3
      `cc ${tail}`, // tail
      `e9 ${tail}`, // first byte: live
      `cc ${tail}`,
      'cc 1f 44 00 00',
      '0f 1f 44 00 00',
    ]);
    const bypass = await valuesOf(lab, 'P1 bypass');
    expect(bypass.map((bytes) => bytes.slice(0, 5))).toEqual([
      bypass[0]?.slice(0, 5),
      `cc ${bypass[0]?.slice(3, 5)}`,
      'cc 1f',
      '0f 1f',
      'cc 1f',
      `cc ${bypass[0]?.slice(3, 5)}`,
      bypass[0]?.slice(0, 5),
    ]);
  });

  test('a delete waits for a grace period between the two sites, an insert does not', async ({
    lab,
    page,
  }) => {
    await lab.open();
    await lab.write(UPDATE);
    await expect(lab.row('bypass')).toContainText('table[0]');
    await lab.slider.focus();
    await page.keyboard.press('Home');
    const told: string[] = [];
    const last = await lab.lastStep();
    for (let cursor = 1; cursor <= last; cursor++) {
      await page.keyboard.press('ArrowRight');
      await expect(lab.slider).toHaveAttribute('aria-valuenow', String(cursor));
      told.push((await lab.narration.textContent()) ?? '');
    }
    const wait = told.findIndex((sentence) => /grace period/.test(sentence));
    expect(wait).toBeGreaterThan(0);
    const before = told.slice(0, wait).join('\n');
    expect(before).toContain('delete table[0]');
    for (const sentence of told) expect(sentence.length).toBeGreaterThan(8);
  });

  test('bytes in flight are shown between what was and what will be', async ({ lab, page }) => {
    await lab.open();
    await lab.write(UPDATE);
    await expect(lab.row('bypass')).toContainText('table[0]');
    await lab.slider.focus();
    await page.keyboard.press('Home');
    const last = await lab.lastStep();
    let seen = 0;
    for (let cursor = 1; cursor <= last; cursor++) {
      await page.keyboard.press('ArrowRight');
      await expect(lab.slider).toHaveAttribute('aria-valuenow', String(cursor));
      if ((await lab.row('target').locator('.flight').count()) === 0) continue;
      seen += 1;
      await expect(lab.row('target')).toContainText('old');
      await expect(lab.row('target')).toContainText('new');
    }
    expect(seen).toBeGreaterThan(4);
  });

  test('play runs to the end by itself, and Space stops it', async ({ lab, page }) => {
    await lab.open();
    await page.getByRole('button', { name: 'Speed' }).click();
    await page.getByRole('option', { name: '4×', exact: true }).click();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const before = await lab.cursor();
    await expect.poll(() => lab.cursor()).toBeGreaterThan(before + 2);
    await page.locator('h1').click();
    await page.keyboard.press('Space');
    const stopped = await lab.cursor();
    await page.waitForTimeout(600);
    expect(await lab.cursor()).toBe(stopped);
  });

  test('dragging the slider scrubs through the run', async ({ lab, page }) => {
    await lab.open();
    const box = await lab.box(lab.slider);
    const last = await lab.lastStep();
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + 2, y);
    await page.mouse.down();
    const seen: number[] = [];
    for (const share of [0.25, 0.5, 0.75]) {
      await page.mouse.move(box.x + box.width * share, y, { steps: 4 });
      await expect.poll(() => lab.cursor()).toBe(Math.round(last * share));
      seen.push(await lab.cursor());
    }
    await page.mouse.up();
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});
