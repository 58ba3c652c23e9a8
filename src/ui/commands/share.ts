// Commands for sharing and leaving.

import type { Command } from './command.ts';

export const SHARE: readonly Command[] = [
  {
    id: 'share',
    title: 'Share',
    group: 'Share',
    keys: ['Shift+s'],
    shown: ['Shift S'],
    family: 'plain',
    run: ({ open }) => open('share'),
  },
];
