import type { LibraryEntry } from './entry.ts';

export const mapPokeV510: LibraryEntry = {
  role: 'map_poke',
  name: 'v5_10',
  source: 'prog_array_map_poke_run and bpf_tail_call_direct_fixup, Linux 5.10 and 5.15',
  expected:
    'Safe between CPUs; an update that meets a program before kallsyms lists it is skipped: the next one finds other bytes (BUG), or half of it opens an empty call',
  kernel: '5.10',
  text: `for_each_poke(map, key) {
    if (new) {
        ret = bpf_arch_text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));
        BUG_ON(ret < 0 && ret != -EINVAL);
        if (!old) {
            ret = bpf_arch_text_poke(tailcall_bypass, jmp(bypass_addr), nop);
            BUG_ON(ret < 0 && ret != -EINVAL);
        }
    } else {
        ret = bpf_arch_text_poke(tailcall_bypass, old ? nop : jmp(bypass_addr), jmp(bypass_addr));
        BUG_ON(ret < 0 && ret != -EINVAL);
        if (!ret)
            synchronize_rcu();
        ret = bpf_arch_text_poke(tailcall_target, old ? jmp(old) : nop, nop);
        BUG_ON(ret < 0 && ret != -EINVAL);
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
