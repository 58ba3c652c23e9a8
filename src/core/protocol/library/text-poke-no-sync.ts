import type { LibraryEntry } from './entry.ts';

export const textPokeNoSync: LibraryEntry = {
  role: 'text_poke',
  name: 'no_sync',
  source: 'text_poke_bp without its three IPI rounds',
  expected:
    'Torn bytes, an int3 that nobody serves any more, or an old instruction long after the poke has returned',
  kernel: '6.1',
  text: `publish(site, new);
store(site[0], 0xcc);
store(site[1..4], new[1..4]);
store(site[0], new[0]);
retire(site);
`,
};
