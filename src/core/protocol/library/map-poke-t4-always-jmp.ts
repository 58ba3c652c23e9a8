import type { LibraryEntry } from './entry.ts';

export const mapPokeT4AlwaysJmp: LibraryEntry = {
  role: 'map_poke',
  name: 't4_always_jmp',
  source:
    'Proposed in the thread on 10 July 2020, with the names tailcall_bypass and tailcall_target',
  expected:
    'On a remove every CPU that enters between the two pokes meets two nops and falls through',
  kernel: '5.10',
  text: `for_each_poke(map, key) {
    ret = text_poke(tailcall_target, old ? jmp(old) : nop, new ? jmp(new) : nop);
    BUG_ON(ret < 0);
    ret = text_poke(tailcall_bypass, old ? nop : jmp(bypass_addr), new ? nop : jmp(bypass_addr));
    BUG_ON(ret < 0);
}

fixup {
    ret = text_poke_early(tailcall_target, nop, jmp(new));
    BUG_ON(ret < 0);
    ret = text_poke_early(tailcall_bypass, jmp(bypass_addr), nop);
    BUG_ON(ret < 0);
}
`,
};
