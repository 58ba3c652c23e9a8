import type { LibraryEntry } from './entry.ts';

export const mapPokeBatchedWait: LibraryEntry = {
  role: 'map_poke',
  name: 'batched_wait',
  source: 'Sketched in the review of v1: poke all bypasses, wait once, poke all targets',
  expected: 'Safe, with one grace period for all descriptors instead of one for each',
  kernel: '6.1',
  text: `int changed = 0;
for_each_poke(map, key) {
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
        if (!ret)
            changed = 1;
    }
}
if (!changed)
    return;
synchronize_rcu();
for_each_poke(map, key) {
    ret = text_poke(tailcall_target, jmp(old), nop);
    BUG_ON(ret < 0);
}

fixup {
    ret = text_poke(tailcall_target, nop, jmp(new));
    BUG_ON(ret < 0);
    ret = text_poke(tailcall_bypass, jmp(bypass_addr), nop);
    BUG_ON(ret < 0);
}
`,
};
