// axe on a page, a frame or a part of one, in every theme that the system can wish for.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';
import { expect } from './lab-page.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The first rest behind a move: marks settle, and what lags behind a scrub is there. */
const REST_MS = 600;
/** Longer than the colours of another theme take to fade in. */
const FADE_MS = 250;

/** The system's wishes that lead to each theme: the page follows them while it stands. */
const THEMES = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  contrast: { colorScheme: 'light', contrast: 'more' },
} as const;

/** The rules that another theme can break. */
const OF_COLOURS: RunOptions = {
  runOnly: ['color-contrast', 'link-in-text-block'],
};

/** React Aria puts the hidden buttons that close a popover beside the page's landmarks: not ours to move. */
function isOurs({ id, nodes }: AxeResults['violations'][number]): boolean {
  return id !== 'region' || nodes.some(({ html }) => html !== '<div style="display: contents;">');
}

/** What axe finds within a selector, in a line for each rule. */
export async function violations(
  where: Page | Frame,
  options: RunOptions = {},
  within = 'html',
): Promise<string[]> {
  await where.evaluate(axe);
  const found = await where.evaluate(
    async ([selector, chosen]) => {
      const { axe } = window as unknown as {
        axe: { run(on: string, options: RunOptions): Promise<AxeResults> };
      };
      return (await axe.run(selector, chosen)).violations;
    },
    [within, options] as const,
  );
  return found
    .filter(isOurs)
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

/** Every rule in the first theme, those of colours in the others too. */
export async function isClean(
  page: Page,
  state: string,
  frame: Frame = page.mainFrame(),
): Promise<void> {
  for (const [theme, wishes] of Object.entries(THEMES)) {
    const isFirst = theme === 'light';
    await page.emulateMedia(wishes);
    await expect(frame.locator('html')).toHaveAttribute('data-theme', theme);
    await page.waitForTimeout(isFirst ? REST_MS : FADE_MS);
    const found = await violations(frame, isFirst ? {} : OF_COLOURS);
    expect.soft(found, `${state}, ${theme}`).toEqual([]);
  }
}
