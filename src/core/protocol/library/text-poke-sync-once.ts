import type { LibraryEntry } from './entry.ts';

export const textPokeSyncOnce: LibraryEntry = {
  role: 'text_poke',
  name: 'sync_once',
  source: 'text_poke_bp with one IPI round, at the end',
  expected:
    'Torn: a CPU that has not serialized since decodes the old first byte with the new displacement',
  kernel: '6.1',
  text: `publish(site, new);
store(site[0], 0xcc);
store(site[1..4], new[1..4]);
store(site[0], new[0]);
sync_cores();
retire(site);
`,
};
