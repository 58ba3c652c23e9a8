// What every browser test does and checks: the page opens, asks no other host for anything, and
// writes no error to the console.

import { test as base, expect, type Locator, type Page } from '@playwright/test';

export { expect };

/** Waits until the page has changed nothing for 150 ms; a page that never rests (it plays) for 1.5 s. */
function untilQuiet(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      observer.disconnect();
      clearTimeout(cap);
      resolve();
    };
    let quiet = setTimeout(end, 150);
    const cap = setTimeout(end, 1500);
    const observer = new MutationObserver(() => {
      clearTimeout(quiet);
      quiet = setTimeout(end, 150);
    });
    const what = { attributes: true, characterData: true, childList: true, subtree: true };
    observer.observe(document.body, what);
  });
}

/** The page by the names that its users read. */
export class LabPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /**
   * Opens the page, at a link's fragment if there is one, and waits for its first picture: any
   * bytes, as a link may lead to a site that stands far below the prologue.
   */
  async open(fragment = ''): Promise<void> {
    await this.page.goto(`./${fragment}`);
    await expect(this.page.locator('.byte-grid .row[class*="is-"]').first()).toBeVisible();
  }

  /** The text in the store, whichever editor shows it. */
  get editor(): Locator {
    return this.page.getByRole('textbox', { name: /^Lab text/ });
  }

  get slider(): Locator {
    return this.page.getByRole('slider', { name: 'Step', exact: true });
  }

  get narration(): Locator {
    return this.page.locator('.narration');
  }

  /** Rows of the bytes pane that belong to a part of the image. */
  row(part: string): Locator {
    return this.page.locator(`.byte-grid .row.is-${part}`);
  }

  /** The bytes in memory of a site, as the machine pane shows them at this moment. */
  async site(which: 'P1 bypass' | 'P2 target'): Promise<string> {
    const button = this.page.locator('.site-bytes', { hasText: which }).first();
    return (await button.locator('code').textContent()) ?? '';
  }

  /**
   * Waits for the full editor; before it a plain one stands in its place. A click gives it the focus
   * only once lines are drawn.
   */
  async fullEditor(): Promise<void> {
    const line = this.page.locator('.monaco-editor .view-line').first();
    await expect(line).toBeVisible({ timeout: 20_000 });
  }

  /** Replaces the whole text by keyboard, as a user would paste it. */
  async write(text: string): Promise<void> {
    await this.fullEditor();
    await this.page.locator('.monaco-editor .view-lines').click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(text);
  }

  /** Opens a built-in lab by its title. */
  async choose(title: RegExp | string): Promise<void> {
    await this.page.locator('#lab-button').click();
    const dialog = this.page.getByRole('dialog', { name: 'Choose a lab' });
    await dialog.getByRole('button', { name: title }).click();
    await expect(dialog).toBeHidden();
  }

  /**
   * Waits until what was done last is shown everywhere: parts of the page follow the cursor a frame
   * or more behind. For what is read once; an `expect` of a locator waits by itself.
   */
  async rest(): Promise<void> {
    await this.page.evaluate(untilQuiet);
  }

  /** Where something stands on the screen once nothing is left to come that could move it. */
  async box(what: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
    await this.page.waitForLoadState('networkidle');
    await this.rest();
    const box = await what.boundingBox();
    if (!box) throw new Error('what is to be measured is not on the page');
    return box;
  }

  async cursor(): Promise<number> {
    await this.rest();
    return Number(await this.slider.getAttribute('aria-valuenow'));
  }

  async lastStep(): Promise<number> {
    await this.rest();
    return Number(await this.slider.getAttribute('aria-valuemax'));
  }

  /** Where the page is, and what it shows there: what a link must bring back. */
  async picture(): Promise<Record<string, unknown>> {
    await this.page.locator('.byte-grid').evaluate((grid) => grid.scrollTo(0, 0));
    await expect(this.page.locator('.byte-grid .row').first()).toBeVisible();
    return {
      cursor: await this.cursor(),
      narration: await this.narration.textContent(),
      bytes: await this.page.locator('.byte-grid').innerText(),
      machine: await this.page.getByRole('region', { name: 'Machine' }).innerText(),
      pinned: await this.page.locator('.lab-line.is-pinned').count(),
    };
  }

  /** The link that the share dialog makes, dialog closed again. */
  async share(choice = /At this step/): Promise<string> {
    await this.page.getByRole('button', { name: 'Share', exact: true }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Share this lab' });
    await dialog.locator('label', { hasText: choice }).click();
    await expect(dialog.getByRole('radio', { name: choice })).toBeChecked();
    const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
    await this.page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    return link;
  }
}

interface Fixtures {
  readonly lab: LabPage;
  /** Console errors that a test expects; anything else fails it. */
  readonly expected: { readonly errors: readonly RegExp[] };
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names out of the pattern
  expected: async ({}, use) => {
    await use({ errors: [] });
  },
  lab: async ({ page, baseURL, expected }, use) => {
    const faults: string[] = [];
    const home = new URL(baseURL ?? '').origin;
    page.on('console', (message) => {
      const isOurs = !message.text().startsWith('Service Worker registration blocked');
      const isFault = message.type() === 'error' || message.type() === 'warning';
      if (isFault && isOurs) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.context().on('request', (request) => {
      const url = new URL(request.url());
      const isOwn = url.origin === home || ['data:', 'blob:'].includes(url.protocol);
      if (!isOwn) faults.push(`request to ${request.url()}`);
    });
    await use(new LabPage(page));
    const unexpected = faults.filter(
      (fault) => !expected.errors.some((known) => known.test(fault)),
    );
    expect(unexpected).toEqual([]);
  },
});
