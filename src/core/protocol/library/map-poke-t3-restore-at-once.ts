import type { LibraryEntry } from './entry.ts';

/** Never shipped: what the cover letter shows cannot be done. */
export const mapPokeT3RestoreAtOnce: LibraryEntry = {
  role: 'map_poke',
  name: 't3_restore_at_once',
  source: 'The race told in the cover letter of the RFC of July 2020; never shipped',
  expected:
    'A CPU that is caught in the unwind while both pokes pass falls through it, and its registers are lost',
  kernel: '6.1',
  text: `for_each_poke(map, key) {
    if (new) {
        ret = text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));
        BUG_ON(ret < 0);
        if (!old) {
            ret = text_poke(tailcall_bypass, jmp(bypass_addr), nop);
            BUG_ON(ret < 0);
        }
    } else {
        ret = text_poke(tailcall_bypass, old ? nop : jmp(bypass_addr), jmp(bypass_addr));
        BUG_ON(ret < 0);
        ret = text_poke(tailcall_target, old ? jmp(old) : nop, nop);
        BUG_ON(ret < 0);
    }
}

fixup {
    ret = text_poke(tailcall_target, nop, jmp(new));
    BUG_ON(ret < 0);
    ret = text_poke(tailcall_bypass, jmp(bypass_addr), nop);
    BUG_ON(ret < 0);
}
`,
};
