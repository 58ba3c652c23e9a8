import { expect, type LabPage, test } from './lab-page.ts';

const SHIPPED = `.kernel 6.1
.map jmp_table prog_array max_entries=1
.prog entry tc
        r6 = r1
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r1 = r6
        r0 = 0
        exit
.prog landing tc
        r0 = 1
        exit
.init
        jmp_table[0] = landing
.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]
`;
const RACE = SHIPPED.replace('.map', '.protocol map_poke t3_restore_at_once\n.map');

/** Buttons of what can be done next, in words. */
const next = (lab: LabPage) => lab.page.getByRole('group', { name: 'Next', exact: true });

async function write(lab: LabPage, text: string): Promise<void> {
  await lab.open();
  await lab.write(text);
  await expect(lab.page.locator('#lab-button')).toContainText('Your own lab');
  await lab.page.locator('.brand').click();
  await lab.page.keyboard.press('Home');
  await expect(lab.slider).toHaveAttribute('aria-valuenow', '0');
  await expect(lab.row('bypass')).toContainText('jmp_table[0]');
}

async function runTo(lab: LabPage, cpu: string, place: string | RegExp): Promise<void> {
  const open = lab.page.getByRole('button', { name: 'Run to', exact: true });
  await open.click();
  const places = lab.page.getByRole('group', { name: `Run ${cpu} to` });
  await places.getByRole('menuitem', { name: place }).click();
  await expect(places).toBeHidden();
}

/** Takes a choice by the key that its button shows. */
async function takeByKey(lab: LabPage, what: RegExp): Promise<void> {
  const key = await next(lab).getByRole('button', { name: what }).locator('kbd').textContent();
  await lab.page.locator('.brand').click();
  await lab.page.keyboard.press(key ?? '');
}

/** What the steps up to `to` say, from `from` on (a multiple of ten). */
async function sentences(lab: LabPage, from: number, to: number): Promise<string> {
  const { keyboard } = lab.page;
  await keyboard.press('Home');
  for (let leap = 0; leap < from; leap += 10) await keyboard.press('Shift+ArrowRight');
  const told: string[] = [];
  for (let cursor = from + 1; cursor <= to; cursor++) {
    await keyboard.press('ArrowRight');
    await expect(lab.slider).toHaveAttribute('aria-valuenow', String(cursor));
    told.push((await lab.narration.textContent()) ?? '');
  }
  return told.join('\n');
}

/** CPU 0 between the two sites, and CPU 1 as far as it gets. */
async function raceUpToTheTarget(lab: LabPage): Promise<void> {
  await runTo(lab, 'CPU 0', /its bypass/);
  await expect(next(lab)).toContainText('fetch P1 – nop');
  await takeByKey(lab, /CPU 0: fetch P1/);
  await expect(next(lab)).toContainText('fetch P2 – jmp');
}

test.describe('steering by hand', () => {
  test.beforeEach(() => test.slow());

  test('makes the race of the cover letter, and the page says why it is fatal', async ({
    lab,
    page,
  }) => {
    await write(lab, RACE);
    await raceUpToTheTarget(lab);
    await runTo(lab, 'CPU 1', 'the end of this call');
    await expect(next(lab)).toContainText('fetch P2 – nop');
    await takeByKey(lab, /CPU 0: fetch P2 – nop/);
    const verdict = page.getByRole('region', { name: 'Verdict' });
    await expect(verdict).toContainText('unwound, fell through');
    await expect(verdict).toContainText('Nothing stops this CPU');
    await expect(verdict).toContainText('at this step');
    await expect(verdict).toContainText('the kernel has no way to notice');
    const fatal = await lab.cursor();
    await page.keyboard.press('ArrowLeft');
    await expect(verdict).toContainText('ahead');
    await verdict.getByRole('button', { name: 'Go to the step' }).click();
    await expect(lab.slider).toHaveAttribute('aria-valuenow', String(fatal));
  });

  test('cannot make it with the protocol that ships: the updater waits for the reader', async ({
    lab,
    page,
  }) => {
    await write(lab, SHIPPED);
    await raceUpToTheTarget(lab);
    await runTo(lab, 'CPU 1', 'its wait');
    const blocked = next(lab).getByRole('button', { name: /CPU 1: waits for CPU 0 \(RCU\)/ });
    await expect(blocked).toBeDisabled();
    expect(await lab.site('P2 target')).toMatch(/^e9/);
    await expect(next(lab).getByRole('button', { disabled: false })).toHaveCount(1);
    await takeByKey(lab, /CPU 0: fetch P2 – jmp/);
    await runTo(lab, 'CPU 0', 'the end of this call');
    await expect(blocked).toHaveCount(0);
    await runTo(lab, 'CPU 1', 'the end of this call');
    expect(await lab.site('P2 target')).toBe('0f 1f 44 00 00');
    await expect(page.getByRole('region', { name: 'Verdict' })).toHaveCount(0);
  });

  test('steps back and goes another way, and brings back what was cut', async ({ lab, page }) => {
    await write(lab, SHIPPED);
    await runTo(lab, 'CPU 0', /its bypass/);
    const fork = await lab.cursor();
    await expect(page.getByText('Steered:')).toBeVisible();
    await takeByKey(lab, /CPU 1: delete/);
    await expect(lab.slider).toHaveAttribute('aria-valuenow', String(fork + 1));
    await expect(lab.narration).toContainText('CPU 1 calls delete');
    const first = await lab.narration.textContent();
    await page.keyboard.press('ArrowLeft');
    await expect(lab.slider).toHaveAttribute('aria-valuenow', String(fork));
    await takeByKey(lab, /CPU 0: fetch P1/);
    await expect(lab.slider).toHaveAttribute('aria-valuenow', String(fork + 1));
    await expect(lab.narration).not.toHaveText(first ?? '');
    await page.getByRole('button', { name: 'Restore what was cut' }).click();
    await page.locator('.brand').click();
    await page.keyboard.press('End');
    await expect(lab.narration).toHaveText(first ?? '');
    await page.getByRole('button', { name: 'Back to the lab’s own run' }).click();
    await expect(page.getByText('The lab’s own run')).toBeVisible();
    await expect.poll(() => lab.lastStep()).toBeGreaterThan(fork + 10);
  });

  test('is repeatable: the same seed gives the same run', async ({ lab, page }) => {
    await write(lab, SHIPPED);
    const told: string[] = [];
    for (const seed of ['7', '8', '7']) {
      await page.getByRole('button', { name: 'Run all', exact: true }).click();
      await page.getByRole('textbox', { name: 'seed' }).fill(seed);
      await page.getByRole('button', { name: 'at random' }).click();
      await expect(page.getByText(`seed ${seed}`)).toBeVisible();
      await page.locator('.brand').click();
      await expect.poll(() => lab.lastStep()).toBeGreaterThan(69);
      told.push(await sentences(lab, 40, 70));
      await page.keyboard.press('Home');
    }
    expect(told[2]).toBe(told[0]);
    expect(told[1]).not.toBe(told[0]);
  });
});

test.describe('a link', () => {
  test('carries the steered run', async ({ lab, page }) => {
    test.slow();
    await write(lab, RACE);
    await raceUpToTheTarget(lab);
    await runTo(lab, 'CPU 1', 'the end of this call');
    await takeByKey(lab, /CPU 0: fetch P2 – nop/);
    await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('at this step');
    const words = await page.locator('.steer-status').innerText();
    const before = await lab.picture();
    const link = await lab.share();
    await page.goto('about:blank');
    await page.goto(link);
    await expect(page.getByRole('region', { name: 'Verdict' })).toContainText('at this step');
    expect(await page.locator('.steer-status').innerText()).toContain(words.split('.')[0]);
    const { cursor, narration } = await lab.picture();
    expect({ cursor, narration }).toEqual({
      cursor: before['cursor'],
      narration: before['narration'],
    });
  });
});

test.describe('breakpoints', () => {
  test.beforeEach(() => test.slow());

  test('on an event stop a continued and a played run', async ({ lab, page }) => {
    await write(lab, SHIPPED);
    await page.getByRole('button', { name: /^Stops/ }).click();
    await page
      .getByLabel('Stop behind an event')
      .selectOption({ label: 'bytes are stored in code' });
    await expect(page.getByRole('list', { name: 'Breakpoints' })).toContainText('hits');
    await page.keyboard.press('Escape');
    await page.locator('.brand').click();
    await page.keyboard.press('F8');
    const stop = await lab.cursor();
    await expect(lab.narration).toContainText('int3');
    await page.keyboard.press('F8');
    expect(await lab.cursor()).toBeGreaterThan(stop);
    await page.keyboard.press('Shift+F8');
    await expect(lab.slider).toHaveAttribute('aria-valuenow', String(stop));
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('button', { name: 'Speed' }).click();
    await page.getByRole('option', { name: '4×', exact: true }).click();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    await expect(lab.slider).toHaveAttribute('aria-valuenow', String(stop));
  });

  test('on a byte stop in front of its instruction, on a line of the protocol before it runs', async ({
    lab,
    page,
  }) => {
    await write(lab, SHIPPED);
    await page.getByRole('tab', { name: 'Protocol' }).click();
    await page
      .locator('.protocol-line', { hasText: 'synchronize_rcu' })
      .getByRole('button')
      .click();
    await page.getByRole('tab', { name: 'Overview' }).click();
    await page.locator('.site-bytes', { hasText: 'P1 bypass' }).first().click();
    await page.locator('.brand').click();
    await page.keyboard.press('b');
    const stops = page.getByRole('button', { name: /^Stops 2/ });
    await stops.click();
    const list = page.getByRole('list', { name: 'Breakpoints' });
    await expect(list).toContainText('entry+0x');
    await expect(list).toContainText('synchronize_rcu');
    await page.keyboard.press('Escape');
    await expect(list).toBeHidden();
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+F8');
    await expect(next(lab)).toContainText(/CPU 1: RCU wait (begins|ends)/);
    await stops.click();
    await page.getByRole('button', { name: /Remove: map_poke/ }).click();
    await expect(list).not.toContainText('synchronize_rcu');
    await page.keyboard.press('Escape');
    await expect(list).toBeHidden();
    await page.keyboard.press('Home');
    await expect(lab.slider).toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('F8');
    await expect(next(lab)).toContainText('fetch P1');
  });
});

test.describe('watches', () => {
  test('say what is wrong while one types, and mark what changed', async ({ lab, page }) => {
    test.slow();
    await write(lab, SHIPPED);
    await page.getByRole('button', { name: /^Watches/ }).click();
    const input = page.getByRole('textbox', { name: 'Watch' });
    await input.fill('[rax');
    await expect(page.getByText(/“\]” is missing/)).toBeVisible();
    await input.fill('jmp_table[0]');
    await input.press('Enter');
    await input.fill('rip');
    await input.press('Enter');
    const values = page.getByRole('list', { name: 'Watched values' });
    await expect(values).toContainText('jmp_table[0]');
    await page.getByRole('button', { name: /^Watches 2/ }).click();
    await page.locator('.brand').click();
    await page.keyboard.press('End');
    await expect(values).toContainText('empty');
    await page.keyboard.press('Home');
    await runTo(lab, 'CPU 0', 'one visible step');
    await runTo(lab, 'CPU 0', 'one visible step');
    await expect(values.locator('.is-changed')).toContainText('0x');
  });
});

test.describe('a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('steers in a sheet', async ({ lab, page }) => {
    await lab.open();
    await page.getByRole('tab', { name: 'Text' }).tap();
    await page.getByRole('textbox', { name: /^Lab text/ }).fill(SHIPPED);
    await page.getByRole('tab', { name: 'Machine' }).tap();
    await expect(page.getByRole('list', { name: 'CPUs' })).toContainText('CPU 1');
    await expect(page.getByRole('region', { name: 'Machine' })).toContainText('landing');
    await page.getByRole('slider', { name: 'Step' }).fill('0');
    await page.getByRole('button', { name: 'Steer' }).tap();
    const sheet = page.getByRole('dialog', { name: 'Steer' });
    await sheet.getByRole('group', { name: 'Run CPU 0 to' }).getByText('its bypass').tap();
    await sheet.getByRole('button', { name: /fetch P1/ }).tap();
    await expect(sheet.getByText('Steered:')).toBeVisible();
    await expect(sheet.getByRole('status').first()).toContainText('unwinds');
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
