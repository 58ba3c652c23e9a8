import type { LibraryEntry } from './entry.ts';

export const mapPokeV71: LibraryEntry = {
  role: 'map_poke',
  name: 'v7_1',
  source:
    'bpf_arch_poke_desc_update, Linux 7.1: the kinds of the old and the new instruction are arguments',
  expected:
    'Safe for programs under rcu_read_lock; the wait does not cover a sleepable program that is preempted in the unwind',
  kernel: '7.1',
  text: `kind old_t = old ? BPF_MOD_JUMP : BPF_MOD_NOP;
for_each_poke(map, key) {
    if (new) {
        ret = text_poke(tailcall_target, old_t, BPF_MOD_JUMP, old, new);
        BUG_ON(ret < 0);
        if (!old) {
            ret = text_poke(tailcall_bypass, BPF_MOD_JUMP, BPF_MOD_NOP, bypass_addr, NULL);
            BUG_ON(ret < 0);
        }
    } else {
        bypass_t = old ? BPF_MOD_NOP : BPF_MOD_JUMP;
        ret = text_poke(tailcall_bypass, bypass_t, BPF_MOD_JUMP, bypass_addr, bypass_addr);
        BUG_ON(ret < 0);
        if (!ret)
            synchronize_rcu();
        ret = text_poke(tailcall_target, old_t, BPF_MOD_NOP, old, NULL);
        BUG_ON(ret < 0);
    }
}

fixup {
    ret = text_poke(tailcall_target, BPF_MOD_NOP, BPF_MOD_JUMP, NULL, new);
    BUG_ON(ret < 0);
    ret = text_poke(tailcall_bypass, BPF_MOD_JUMP, BPF_MOD_NOP, bypass_addr, NULL);
    BUG_ON(ret < 0);
}
`,
};
