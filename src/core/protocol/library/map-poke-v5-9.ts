import type { LibraryEntry } from './entry.ts';

export const mapPokeV59: LibraryEntry = {
  role: 'map_poke',
  name: 'v5_9',
  source:
    'prog_array_map_poke_run and bpf_tail_call_direct_fixup, Linux 5.7 to 5.9: one site, no wait',
  expected:
    'Safe between CPUs with the one-site layout; an update that meets a program before kallsyms lists it is skipped: BUG at the next one',
  kernel: '5.9',
  text: `for_each_poke(map, key) {
    ret = bpf_arch_text_poke(ip, old ? jmp(old) : nop, new ? jmp(new) : nop);
    BUG_ON(ret < 0 && ret != -EINVAL);
}

fixup {
    ret = text_poke_early(ip, nop, jmp(new));
    BUG_ON(ret < 0);
}
`,
};
