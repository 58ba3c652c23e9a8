import type { LibraryEntry } from './entry.ts';

export const textPokeInt3ThreePhase: LibraryEntry = {
  role: 'text_poke',
  name: 'int3_three_phase',
  source: 'text_poke_bp_batch, Linux 6.1.192',
  expected: 'Safe: every CPU runs the old instruction or the new one',
  kernel: '6.1',
  text: `publish(site, new);
store(site[0], 0xcc);
sync_cores();
store(site[1..4], new[1..4]);
sync_cores();
store(site[0], new[0]);
sync_cores();
retire(site);
`,
};
