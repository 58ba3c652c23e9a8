// The full editor in the built page: a slim Monaco has what its features need, and they get their
// answers from the engine's worker.

import type { Locator, Page } from '@playwright/test';
import { expect, test } from './lab-page.ts';

const LAB = `.kernel 6.1
.map table prog_array max_entries=4
.prog mine tc
        r2 = table ll
        r3 = 2
        call tail_call
        r0 = 7
        exit
.prog other tc
        r0 = 1
        exit
.cpu 0
        table[2] = other
`;

const line = (page: Page, text: string) =>
  page.locator('.monaco-editor .view-line', { hasText: text }).first();

/** Puts the caret into a word that the lines before do not have. */
async function caretIn(page: Page, lineText: string, word: string): Promise<void> {
  await line(page, lineText).locator('span span', { hasText: word }).last().click();
}

/** Puts a whole text in place of the old one. Typed in, its lines would be indented again. */
async function paste(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: /^Lab text/ }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event);
  }, text);
}

const written = (page: Page) => page.locator('.monaco-editor .view-lines');

/** The editor draws its lines anew while notes arrive: asks again for one that was just replaced. */
async function placeOf(what: Locator) {
  let box: Awaited<ReturnType<Locator['boundingBox']>> = null;
  await expect(async () => {
    box = await what.boundingBox();
    expect(box).not.toBeNull();
  }).toPass();
  return box ?? { x: 0, y: 0, width: 0, height: 0 };
}

test.describe('the full editor', () => {
  test.beforeEach(async ({ lab, page }) => {
    await lab.open();
    await lab.fullEditor();
    await paste(page, LAB);
    await expect(lab.row('bypass')).toHaveCount(1);
  });

  test('answers with words', async ({ page }) => {
    test.slow();
    await test.step('suggests what fits, with icons and words, and writes it', async () => {
      await paste(page, LAB);
      await caretIn(page, 'r0 = 7', '7');
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('call map_look');
      const list = page.locator('.suggest-widget.visible');
      await expect(list).toContainText('map_lookup_elem');
      await expect(
        list.locator('.codicon-symbol-function, .codicon-symbol-method').first(),
      ).toBeVisible();
      await page.keyboard.press('Tab');
      await expect(written(page)).toContainText('call map_lookup_elem');
    });
    await test.step('opens the list by itself behind a word that a name follows', async () => {
      await paste(page, LAB);
      await page.keyboard.press('ControlOrMeta+End');
      await page.keyboard.type('        delete ');
      await expect(page.locator('.suggest-widget.visible')).toContainText('table');
    });
    await test.step('shows the signature of a call', async () => {
      await paste(page, LAB);
      await caretIn(page, 'call tail_call', 'tail_call');
      await page.keyboard.press('ControlOrMeta+Shift+Space');
      const hints = page.locator('.parameter-hints-widget.visible');
      await expect(hints).toContainText('tail_call');
      await expect(hints.locator('.parameter.active')).toHaveCount(1);
    });
    await test.step('explains a word under the pointer, with its encoding as a table', async () => {
      await paste(page, LAB);
      await line(page, 'r3 = 2').locator('span span', { hasText: '=' }).first().hover();
      const hover = page.locator('.monaco-hover:visible');
      await expect(hover).toContainText('0xb7');
      await expect(hover.locator('table').first()).toBeVisible();
    });
  });

  test('knows where names are', async ({ page, lab }) => {
    test.slow();
    await test.step('goes to the definition, and lists references', async () => {
      await paste(page, LAB);
      await caretIn(page, 'r2 = table', 'table');
      await page.keyboard.press('F12');
      await expect(page.locator('.line-numbers.active-line-number')).toHaveText('2');
      await page.keyboard.press('Shift+F12');
      const peek = page.locator('.reference-zone-widget');
      await expect(peek.locator('.monaco-list-row')).toHaveCount(3);
      await page.keyboard.press('Escape');
      await expect(peek).toHaveCount(0);
    });
    await test.step('renames everywhere, and refuses what cannot be', async () => {
      await paste(page, LAB);
      await caretIn(page, 'r2 = table', 'table');
      await page.keyboard.press('F2');
      const box = page.locator('.rename-box input');
      await expect(box).toBeFocused();
      await page.keyboard.type('jumps');
      await page.keyboard.press('Enter');
      await expect(written(page)).toContainText('.map jumps');
      await expect(written(page)).toContainText('jumps[2] = other');
      await expect(lab.row('bypass')).toContainText('jumps[2]');
      await caretIn(page, 'r0 = 7', '7');
      await page.keyboard.press('F2');
      await expect(page.locator('.monaco-editor-overlaymessage')).toContainText('no name');
    });
  });

  test('gives the text a shape', async ({ page }) => {
    test.slow();
    await test.step('folds a program away and back', async () => {
      await paste(page, LAB);
      await caretIn(page, '.prog mine', 'mine');
      await page.keyboard.press('ControlOrMeta+Shift+BracketLeft');
      await expect(line(page, 'r3 = 2')).toHaveCount(0);
      await page.keyboard.press('ControlOrMeta+Shift+BracketRight');
      await expect(line(page, 'r3 = 2')).toBeVisible();
    });
    await test.step('comments lines out and in', async () => {
      await paste(page, LAB);
      await caretIn(page, 'r3 = 2', '2');
      await page.keyboard.press('ControlOrMeta+/');
      await expect(line(page, '// r3 = 2')).toBeVisible();
      await page.keyboard.press('ControlOrMeta+/');
      await expect(line(page, '// r3 = 2')).toHaveCount(0);
    });
    await test.step('has an outline by key, and one in the bar that follows the caret', async () => {
      await paste(page, LAB);
      await page.keyboard.press('ControlOrMeta+Shift+o');
      const quick = page.locator('.quick-input-widget');
      await expect(quick.locator('.monaco-list-row', { hasText: 'other' })).toBeVisible();
      await page.keyboard.press('Escape');
      await caretIn(page, 'r0 = 1', '1');
      const button = page.getByRole('button', { name: 'Outline, at other' });
      await button.click();
      const tree = page.getByRole('treegrid', { name: 'Outline of the text' });
      await tree.getByRole('row', { name: 'mine' }).click();
      await expect(page.locator('.line-numbers.active-line-number')).toHaveText('3');
      await expect(page.locator('.monaco-editor.focused')).toBeVisible();
    });
  });

  test('formats by button and by key, where its worker helps, in one step of undo', async ({
    page,
  }) => {
    await paste(page, LAB.replace('        r3 = 2', 'r3=2'));
    await expect(line(page, 'r3=2')).toBeVisible();
    await page.getByRole('button', { name: 'Format' }).click();
    await expect(line(page, 'r3 = 2')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(line(page, 'r3=2')).toBeVisible();
    await page.keyboard.press('Shift+Alt+F');
    await expect(line(page, 'r3 = 2')).toBeVisible();
    // Monaco compares the texts in its own worker, to change no more than it must.
    const workers = page.workers().filter((worker) => /editor\.worker/.test(worker.url()));
    expect(workers).toHaveLength(1);
  });

  test('helps with problems', async ({ page }) => {
    test.slow();
    await test.step('mends a slip from the light bulb and from the problems list', async () => {
      const broken = LAB.replace('call tail_call', 'call tail_cal');
      const menu = page.locator('.action-widget', { hasText: 'Quick Fix' });
      // The words move while notes arrive between them: a caret may land beside the slip, and a
      // menu that has just opened may close again.
      await expect(async () => {
        await paste(page, LAB);
        await paste(page, broken);
        await expect(page.locator('.problem.is-error')).toBeVisible();
        await caretIn(page, 'call tail_cal', 'tail_cal');
        await page.keyboard.press('ControlOrMeta+.');
        await expect(menu).toContainText('tail_call', { timeout: 2_000 });
        await page.keyboard.press('Enter');
        await expect(page.locator('.problems-summary')).toHaveText('No problems');
      }).toPass();
      await expect(line(page, 'call tail_call')).toBeVisible();
      await paste(page, broken);
      await page.locator('.problem-fix', { hasText: 'tail_call' }).click();
      await expect(page.locator('.problems-summary')).toHaveText('No problems');
    });
    await test.step('goes from problem to problem by F8', async () => {
      await paste(page, LAB);
      await paste(page, LAB.replace('r0 = 7', 'r99 = 7'));
      await expect(page.locator('.problem.is-error').first()).toBeVisible();
      // The list of problems may be a moment ahead of the editor's marks.
      await expect(async () => {
        await page.keyboard.press('ControlOrMeta+Home');
        await page.keyboard.press('F8');
        const here = page.locator('.line-numbers.active-line-number');
        await expect(here).toHaveText('7', { timeout: 2_000 });
      }).toPass();
    });
  });

  test('shows what became of a line, and stops there', async ({ page, lab }) => {
    test.slow();
    await test.step('sets breakpoints in the margin and by key, where runs stop', async () => {
      await paste(page, LAB);
      const row = await placeOf(line(page, 'r3 = 2'));
      const host = await placeOf(page.locator('.full-editor'));
      await page.mouse.click(host.x + 10, row.y + row.height / 2);
      await expect(page.locator('.breakpoint-mark')).toHaveCount(1);
      await page.getByRole('button', { name: /^Stops/ }).click();
      await expect(page.getByText('line 5 of the lab: r3 = 2')).toBeVisible();
      await page.keyboard.press('Escape');
      await caretIn(page, 'r3 = 2', '2');
      await page.keyboard.press('F9');
      await expect(page.locator('.breakpoint-mark')).toHaveCount(0);
      await caretIn(page, 'call tail_call', 'tail_call');
      await page.keyboard.press('F9');
      await expect(page.locator('.site-mark.is-stopped')).toHaveCount(1);
      await expect(lab.row('bypass')).toHaveCount(1);
    });
    await test.step('writes notes between the words, until told not to', async () => {
      await paste(page, LAB);
      const note = page.locator('.monaco-editor [class*="dyn-rule"], .monaco-editor .inlay-hint');
      const notes = page.getByRole('button', { name: 'Notes' });
      await expect(line(page, 'call tail_call')).toContainText('direct');
      await expect(note).not.toHaveCount(0);
      await notes.click();
      await expect(line(page, 'call tail_call')).not.toContainText('direct');
      await page.reload();
      await lab.fullEditor();
      await expect(notes).toHaveAttribute('aria-pressed', 'false');
    });
  });
});

test.describe('the full editor at scale', () => {
  test('leaves its decorations alone while only the cursor of the run moves', async ({
    lab,
    page,
  }) => {
    await lab.open();
    await lab.fullEditor();
    await lab.choose(/The life of a slot/);
    await page.locator('.brand').click();
    await page.keyboard.press('Home');
    await expect(page.locator('.site-mark')).toHaveCount(1);
    await expect(line(page, 'call tail_call')).toContainText('direct');
    // Notes come when typing rests, and scrollbars fade when they like.
    await page.evaluate(() => {
      const log: string[] = [];
      Object.assign(window, { editorChanges: log });
      const host = document.querySelector('.full-editor') ?? document.body;
      new MutationObserver((all) => {
        for (const { target, type, attributeName } of all) {
          const element = target instanceof Element ? target : target.parentElement;
          if (element?.closest('.scrollbar')) continue;
          log.push(`${type} ${attributeName ?? ''} ${element?.className ?? ''}`);
        }
      }).observe(host, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    const changes = () =>
      page.evaluate(() => (window as unknown as { editorChanges: string[] }).editorChanges);
    // What is still on its way arrives first.
    const arrivals = async () => {
      await page.waitForTimeout(400);
      return page.evaluate(
        () => (window as unknown as { editorChanges: string[] }).editorChanges.splice(0).length,
      );
    };
    await expect.poll(arrivals).toBe(0);
    const state = await page.locator('.site-mark').getAttribute('class');
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
    expect(await page.locator('.site-mark').getAttribute('class')).toBe(state);
    expect(await changes()).toEqual([]);
    await page.keyboard.press('End');
    await expect(page.locator('.site-mark')).not.toHaveClass(state ?? '');
    expect(await changes()).not.toEqual([]);
  });
});

test.describe('the plain editor', () => {
  test.use({ expected: { errors: [/Failed to load resource/] } });

  test('stands in for a full one that cannot be loaded, and can do as much', async ({
    lab,
    page,
  }) => {
    await page.route(/assets\/editor\//, (route) => route.abort());
    await lab.open();
    await expect(page.getByText('The full editor could not be loaded')).toBeVisible();
    await lab.editor.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(LAB.replace('call tail_call', 'call tail_c'));
    await page.keyboard.press('ControlOrMeta+Home');
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.type('a');
    await page.getByRole('option', { name: /tail_call/ }).click();
    await expect(lab.row('bypass')).toHaveCount(1);
    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.locator('.problem.is-error')).toBeVisible();
    await page.locator('.problem-fix').first().click();
    await expect(page.locator('.problems-summary')).toHaveText('No problems');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    await expect(lab.editor).not.toBeFocused();
  });
});

test.describe('a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('never asks for Monaco, and writes with the help that it gets', async ({ lab, page }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await lab.open();
    await page.getByRole('tab', { name: 'Text' }).tap();
    await lab.editor.fill('.prog pocket tc\n        r0 = 3\n        exit\n');
    await lab.editor.evaluate((area: HTMLTextAreaElement) => {
      const at = area.value.indexOf('exit');
      area.focus();
      area.setSelectionRange(at, at);
    });
    await page.getByRole('button', { name: '//' }).tap();
    await expect(lab.editor).toHaveValue(/\/\/exit/);
    await expect(lab.editor).toBeFocused();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(lab.editor).not.toHaveValue(/\/\/exit/);
    await expect(page.locator('.plain-colours .token.is-directive').first()).toBeVisible();
    await page.getByRole('button', { name: 'About this word' }).tap();
    await expect(page.locator('.about-body')).toContainText('Ends the program');
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    expect(asked.filter((url) => url.includes('/assets/editor/'))).toEqual([]);
  });
});
