import type { LibraryEntry } from './entry.ts';

export const textPokeFirstByteLast: LibraryEntry = {
  role: 'text_poke',
  name: 'first_byte_last',
  source: 'What is left of text_poke_bp without the int3: the last four bytes, then the first',
  expected: 'Torn: a CPU decodes the old opcode with the new displacement',
  kernel: '6.1',
  text: `store(site[1..4], new[1..4]);
sync_cores();
store(site[0], new[0]);
sync_cores();
`,
};
