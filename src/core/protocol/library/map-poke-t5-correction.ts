import type { LibraryEntry } from './entry.ts';

export const mapPokeT5Correction: LibraryEntry = {
  role: 'map_poke',
  name: 't5_correction',
  source: 'The correction of t4_always_jmp, sent five minutes later',
  expected:
    'No CPU falls through, but the expected bytes are wrong: -EBUSY when a removed slot is filled again, on a replace, and on an empty delete',
  kernel: '5.10',
  text: `for_each_poke(map, key) {
    if (new) {
        ret = text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));
        BUG_ON(ret < 0);
        ret = text_poke(tailcall_bypass, jmp(bypass_addr), nop);
        BUG_ON(ret < 0);
    } else {
        ret = text_poke(tailcall_bypass, nop, jmp(bypass_addr));
        BUG_ON(ret < 0);
    }
}

fixup {
    ret = text_poke_early(tailcall_target, nop, jmp(new));
    BUG_ON(ret < 0);
    ret = text_poke_early(tailcall_bypass, jmp(bypass_addr), nop);
    BUG_ON(ret < 0);
}
`,
};
