import type { LibraryEntry } from './entry.ts';

export const mapPokeV61: LibraryEntry = {
  role: 'map_poke',
  name: 'v6_1',
  source:
    'prog_array_map_poke_run, bpf_arch_poke_desc_update and bpf_tail_call_direct_fixup, Linux 6.1.192',
  expected: 'Safe: the grace period outlasts every CPU between the two sites',
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
        if (!ret)
            synchronize_rcu();
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
