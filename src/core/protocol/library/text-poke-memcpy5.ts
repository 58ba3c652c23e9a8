import type { LibraryEntry } from './entry.ts';

/** A copy promises neither width nor order; here byte 0 comes first. */
export const textPokeMemcpy5: LibraryEntry = {
  role: 'text_poke',
  name: 'memcpy5',
  source:
    'A plain copy of the five bytes, as load fixups did up to 5.17 in images that nobody runs yet',
  expected: 'Torn: a CPU decodes the opcode of one instruction with the displacement of the other',
  kernel: '6.1',
  text: `store(site[0], new[0]);
store(site[1..4], new[1..4]);
sync_cores();
`,
};
