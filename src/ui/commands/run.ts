// Commands that steer the run.

import type { Page } from '../../store/model.ts';
import { choicesAt } from '../../store/run-selectors.ts';
import { breakpointOfPinned } from '../schedule/breakpoint-of.ts';
import type { Command } from './command.ts';

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

export const RUN: readonly Command[] = [
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
    keys: ['i'],
    shown: ['I'],
    family: 'plain',
    run: ({ page }) => page.stepInsn(1),
  },
  {
    id: 'insn-back',
    title: 'One x86 instruction back',
    group: 'Run',
    keys: ['Shift+i'],
    shown: ['Shift I'],
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
