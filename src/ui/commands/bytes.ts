// Commands of the bytes.

import type { Command } from './command.ts';

export const BYTES: readonly Command[] = [
  {
    id: 'search',
    title: 'Search bytes, addresses and mnemonics',
    group: 'Bytes',
    keys: ['/'],
    shown: ['/'],
    family: 'plain',
    run: ({ signal }) => signal('search-bytes'),
  },
];
