// Commands of the cursor.

import type { Page } from '../../store/model.ts';
import type { Command } from './command.ts';

const BIG_STEP = 10;

function lastCursor(page: Page): number {
  return page.result?.timeline?.steps.length ?? 0;
}

export const TIME: readonly Command[] = [
  {
    id: 'play',
    title: 'Play or pause',
    group: 'Time',
    keys: ['Space'],
    shown: ['Space'],
    family: 'press',
    run: ({ page }) => page.playPause(),
  },
  {
    id: 'step',
    title: 'One step on',
    group: 'Time',
    keys: ['ArrowRight'],
    shown: ['→'],
    family: 'arrow',
    run: ({ page }) => page.seek(page.cursor + 1),
  },
  {
    id: 'step-back',
    title: 'One step back',
    group: 'Time',
    keys: ['ArrowLeft'],
    shown: ['←'],
    family: 'arrow',
    run: ({ page }) => page.seek(page.cursor - 1),
  },
  {
    id: 'leap',
    title: 'Ten steps on',
    group: 'Time',
    keys: ['Shift+ArrowRight'],
    shown: ['Shift →'],
    family: 'arrow',
    run: ({ page }) => page.seek(page.cursor + BIG_STEP),
  },
  {
    id: 'leap-back',
    title: 'Ten steps back',
    group: 'Time',
    keys: ['Shift+ArrowLeft'],
    shown: ['Shift ←'],
    family: 'arrow',
    run: ({ page }) => page.seek(page.cursor - BIG_STEP),
  },
  {
    id: 'first',
    title: 'To the beginning',
    group: 'Time',
    keys: ['Home'],
    shown: ['Home'],
    family: 'arrow',
    run: ({ page }) => page.seek(0),
  },
  {
    id: 'last',
    title: 'To the end',
    group: 'Time',
    keys: ['End'],
    shown: ['End'],
    family: 'arrow',
    run: ({ page }) => page.seek(lastCursor(page)),
  },
];
