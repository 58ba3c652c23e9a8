// Commands of the machine pane.

import type { Page } from '../../store/model.ts';
import { type MachineTab, showMachineTab } from '../machine/tab-state.ts';
import type { Command } from './command.ts';

/** On a narrow page the pane comes on the screen too. */
function show(page: Page, tab: MachineTab): void {
  showMachineTab(tab);
  page.setPane('machine');
}

function tabCommand(tab: MachineTab, title: string, key?: string): Command {
  return {
    id: tab,
    title,
    group: 'Machine',
    keys: key ? [key] : [],
    shown: key ? [key.toUpperCase()] : [],
    family: 'plain',
    run: ({ page }) => show(page, tab),
  };
}

export const MACHINE: readonly Command[] = [
  tabCommand('inspector', 'Inspect what is pinned', 'x'),
  tabCommand('machine', 'Show the whole machine'),
  tabCommand('protocol', 'Show the protocols and their variables'),
];
