// Commands of the page as a whole.

import type { Command } from './command.ts';

export const PAGE: readonly Command[] = [
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
    id: 'palette',
    title: 'Find a command',
    group: 'Page',
    keys: ['$mod+Shift+p'],
    shown: ['Ctrl Shift P'],
    family: 'plain',
    global: true,
    run: ({ open }) => open('palette'),
  },
  {
    id: 'labs',
    title: 'Choose a lab',
    group: 'Page',
    keys: ['l'],
    shown: ['L'],
    family: 'plain',
    run: ({ open }) => open('labs'),
  },
  {
    id: 'help',
    title: 'Help and keys',
    group: 'Page',
    keys: ['Shift+?', '?'],
    shown: ['?'],
    family: 'plain',
    run: ({ open }) => open('help'),
  },
];
