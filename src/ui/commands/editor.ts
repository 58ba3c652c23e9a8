// Commands of the editor.

import type { Command } from './command.ts';

export const EDITOR: readonly Command[] = [
  {
    id: 'editor',
    title: 'Go to the editor',
    group: 'Editor',
    keys: ['e'],
    shown: ['E'],
    family: 'plain',
    run: ({ signal }) => signal('focus-editor'),
  },
];
