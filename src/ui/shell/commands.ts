// Every key of the page, in one table: it feeds the listener, the help sheet and the tooltips.

import type { Page } from '../../store/model.ts';
import { choicesAt } from '../../store/run-selectors.ts';
import { breakpointOfPinned } from '../schedule/breakpoint-of.ts';

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
  readonly group: 'Time' | 'Run' | 'Page';
  /** In tinykeys' notation; each alone triggers the command. */
  readonly keys: readonly string[];
  /** As printed on the keyboard, as far as worth showing. */
  readonly shown: readonly string[];
  readonly family: KeyFamily;
  /** `key`: the one of `keys` that was pressed. */
  readonly run: (context: CommandContext, key: string) => void;
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

const CHOICE_KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

function takeNth(page: Page, nth: number): void {
  const choice = choicesAt(page)[nth - 1];
  if (choice) page.choose(choice.action);
}

function toggleAtPinned(page: Page): void {
  const breakpoint = breakpointOfPinned(page);
  if (breakpoint) return page.toggleBreakpoint(breakpoint);
  page.notify({
    id: 'no-place',
    tone: 'info',
    title: 'A breakpoint needs a place',
    body: 'Click a byte, an instruction or a line of the lab first.',
  });
}

const RUN: readonly Command[] = [
  {
    id: 'choice',
    title: 'Take a choice',
    group: 'Run',
    keys: CHOICE_KEYS,
    shown: ['1 … 9'],
    family: 'plain',
    run: ({ page }, key) => takeNth(page, Number(key)),
  },
  {
    id: 'insn',
    title: 'One x86 instruction on',
    group: 'Run',
    keys: ['.'],
    shown: ['.'],
    family: 'plain',
    run: ({ page }) => page.stepInsn(1),
  },
  {
    id: 'insn-back',
    title: 'One x86 instruction back',
    group: 'Run',
    keys: [','],
    shown: [','],
    family: 'plain',
    run: ({ page }) => page.stepInsn(-1),
  },
  {
    id: 'breakpoint',
    title: 'Stop at what is pinned',
    group: 'Run',
    keys: ['b'],
    shown: ['B'],
    family: 'plain',
    run: ({ page }) => toggleAtPinned(page),
  },
  {
    id: 'continue',
    title: 'To the next breakpoint',
    group: 'Run',
    keys: ['F8'],
    shown: ['F8'],
    family: 'plain',
    run: ({ page }) => page.continueTo('next'),
  },
  {
    id: 'continue-back',
    title: 'To the previous breakpoint',
    group: 'Run',
    keys: ['Shift+F8'],
    shown: ['Shift F8'],
    family: 'plain',
    run: ({ page }) => page.continueTo('previous'),
  },
  {
    id: 'restore',
    title: 'Restore what was cut',
    group: 'Run',
    keys: ['u'],
    shown: ['U'],
    family: 'plain',
    run: ({ page }) => page.undoCut(),
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

export const COMMANDS: readonly Command[] = [...TIME, ...RUN, ...PAGE];

/** Keys as shown for a tooltip; '' for an unknown id. */
export function keysOf(id: string): string {
  return COMMANDS.find((command) => command.id === id)?.shown.join(' or ') ?? '';
}
