import type { LibraryEntry } from './entry.ts';

export const textPokeInt3ThreePhase: LibraryEntry = {
  role: 'text_poke',
  name: 'int3_three_phase',
  source: 'text_poke_bp, Linux 5.9 to 6.12, and smp_text_poke_single, Linux 7.1',
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
