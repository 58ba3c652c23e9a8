// Commands of the explorer: the search of all schedules.

import type { Page } from '../../store/model.ts';
import { showMachineTab } from '../machine/tab-state.ts';
import type { Command } from './command.ts';

/** Beside the machine, or as the pane of a narrow page. */
function show(page: Page): void {
  showMachineTab('explore');
  page.setPane('explore');
}

export const EXPLORE: readonly Command[] = [
  {
    id: 'explore',
    title: 'Show the explorer',
    group: 'Explore',
    keys: ['o'],
    shown: ['O'],
    family: 'plain',
    run: ({ page }) => show(page),
  },
  {
    id: 'check',
    title: 'Check every order',
    group: 'Explore',
    keys: ['c'],
    shown: ['C'],
    family: 'plain',
    run: ({ page }) => {
      show(page);
      page.check();
    },
  },
  {
    id: 'cancel-check',
    title: 'Cancel the check',
    group: 'Explore',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ page }) => page.cancelCheck(),
  },
  {
    id: 'compare',
    title: 'Compare protocols',
    group: 'Explore',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ page }) => page.setView({ kind: 'compare', choice: null }),
  },
  {
    id: 'builds',
    title: 'Compare kernels byte by byte',
    group: 'Explore',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ page }) => page.setView({ kind: 'builds', choice: null }),
  },
  {
    id: 'predict',
    title: 'Predict first, or show verdicts at once',
    group: 'Explore',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ page }) => {
      show(page);
      page.setPredict(!page.predict);
    },
  },
];
