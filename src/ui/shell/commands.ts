// Every key of the page, in one table: it feeds the listener, the help sheet and the tooltips.

import type { Page } from '../../store/model.ts';

/** What a command may touch besides the store. */
export interface CommandContext {
  readonly page: Page;
  readonly openHelp: () => void;
  readonly openShare: () => void;
  readonly openLabs: () => void;
  readonly focusEditor: () => void;
}

/** Where a key means something else: on buttons, or on widgets with arrows of their own. */
export type KeyFamily = 'press' | 'arrow' | 'plain';

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: 'Time' | 'Page';
  /** In tinykeys' notation; each alone triggers the command. */
  readonly keys: readonly string[];
  /** As printed on the keyboard, one for each of `keys` that is worth showing. */
  readonly shown: readonly string[];
  readonly family: KeyFamily;
  readonly run: (context: CommandContext) => void;
}

const BIG_STEP = 10;

function lastCursor(page: Page): number {
  return page.result?.timeline?.steps.length ?? 0;
}

const TIME: readonly Command[] = [
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

const PAGE: readonly Command[] = [
  {
    id: 'unpin',
    title: 'Let go of what is pinned',
    group: 'Page',
    keys: ['Escape'],
    shown: ['Esc'],
    family: 'plain',
    run: ({ page }) => page.pin(null),
  },
  {
    id: 'editor',
    title: 'Go to the editor',
    group: 'Page',
    keys: ['e'],
    shown: ['E'],
    family: 'plain',
    run: ({ focusEditor }) => focusEditor(),
  },
  {
    id: 'labs',
    title: 'Choose a lab',
    group: 'Page',
    keys: ['/', 'Shift+/'],
    shown: ['/'],
    family: 'plain',
    run: ({ openLabs }) => openLabs(),
  },
  {
    id: 'share',
    title: 'Share',
    group: 'Page',
    keys: ['s'],
    shown: ['S'],
    family: 'plain',
    run: ({ openShare }) => openShare(),
  },
  {
    id: 'help',
    title: 'This sheet',
    group: 'Page',
    keys: ['Shift+?', '?'],
    shown: ['?'],
    family: 'plain',
    run: ({ openHelp }) => openHelp(),
  },
];

export const COMMANDS: readonly Command[] = [...TIME, ...PAGE];

/** Keys as shown for a tooltip; '' for an unknown id. */
export function keysOf(id: string): string {
  return COMMANDS.find((command) => command.id === id)?.shown.join(' or ') ?? '';
}
