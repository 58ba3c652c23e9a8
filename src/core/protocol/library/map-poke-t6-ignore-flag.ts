import type { LibraryEntry } from './entry.ts';

export const mapPokeT6IgnoreFlag: LibraryEntry = {
  role: 'map_poke',
  name: 't6_ignore_flag',
  source: 'First cure discussed for t5_correction: a flag that lets the poke skip the comparison',
  expected:
    'Safe without any wait, at the price of the check that the bytes are what the updater believes; a stale jmp stays behind the bypass',
  kernel: '5.10',
  text: `for_each_poke(map, key) {
    if (new) {
        ret = text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new), IGNORE_OLD);
        BUG_ON(ret < 0);
        ret = text_poke(tailcall_bypass, jmp(bypass_addr), nop, IGNORE_OLD);
        BUG_ON(ret < 0);
    } else {
        ret = text_poke(tailcall_bypass, nop, jmp(bypass_addr), IGNORE_OLD);
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
