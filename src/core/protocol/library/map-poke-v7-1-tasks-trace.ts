import type { LibraryEntry } from './entry.ts';

export const mapPokeV71TasksTrace: LibraryEntry = {
  role: 'map_poke',
  name: 'v7_1_tasks_trace',
  source:
    'A proposal, in no kernel: v7_1 that also waits for sleepable callers, as the mail of 14 July 2020 foresaw it',
  expected:
    'Safe for sleepable programs too; a sleepable program that deletes its own slot would wait for itself (inferred)',
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
        if (!ret) {
            synchronize_rcu_tasks_trace();
            synchronize_rcu();
        }
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
