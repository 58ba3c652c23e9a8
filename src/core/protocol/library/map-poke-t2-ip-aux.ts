import type { LibraryEntry } from './entry.ts';

export const mapPokeT2IpAux: LibraryEntry = {
  role: 'map_poke',
  name: 't2_ip_aux',
  source:
    'RFC of 2 July 2020: ip and ip_aux, and the displacement that is there passed as the old address',
  expected:
    'Safe without any wait: a site never goes back to empty, so no CPU meets two nops; the stale jmp stays behind the bypass',
  kernel: '5.10',
  text: `for_each_poke(map, key) {
    if (new) {
        old_jmp = READ_ONCE(ip);
        ret = text_poke(ip, old_jmp, jmp(new));
        BUG_ON(ret < 0);
        if (!old) {
            ret = text_poke(ip_aux, jmp(bypass_addr), nop);
            BUG_ON(ret < 0);
        }
    } else if (old) {
        ret = text_poke(ip_aux, nop, jmp(bypass_addr));
        BUG_ON(ret < 0);
    }
}

fixup {
    ret = text_poke_early(ip, nop, jmp(new));
    BUG_ON(ret < 0);
    ret = text_poke_early(ip_aux, jmp(bypass_addr), nop);
    BUG_ON(ret < 0);
}
`,
};
