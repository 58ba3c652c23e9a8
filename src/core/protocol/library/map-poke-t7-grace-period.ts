import type { LibraryEntry } from './entry.ts';

export const mapPokeT7GracePeriod: LibraryEntry = {
  role: 'map_poke',
  name: 't7_grace_period',
  source:
    'What the thread settled on: the second cure, a grace period between the two pokes of a remove',
  expected:
    'Safe for programs under rcu_read_lock; deleting from an empty slot expects a nop and finds the jmp: -EBUSY, so BUG',
  kernel: '5.10',
  text: `for_each_poke(map, key) {
    if (new) {
        ret = text_poke(tailcall_target, old ? jmp(old) : nop, jmp(new));
        BUG_ON(ret < 0);
        if (!old) {
            ret = text_poke(tailcall_bypass, jmp(bypass_addr), nop);
            BUG_ON(ret < 0);
        }
    } else {
        ret = text_poke(tailcall_bypass, nop, jmp(bypass_addr));
        BUG_ON(ret < 0);
        synchronize_rcu();
        ret = text_poke(tailcall_target, old ? jmp(old) : nop, nop);
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
