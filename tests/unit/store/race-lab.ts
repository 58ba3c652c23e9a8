// The race of the cover letter: a delete with the protocol that had it, against a CPU in the tail call.

export const RACE = `.kernel 6.1
.map  jmp_table prog_array max_entries=2
.prog entry tc
        r6 = r1
        r7 = 5
        *(u64 *)(r10 - 8) = r7
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r1 = r6
        r0 = r7
        exit
.prog target_a tc
        r0 = 10
        exit
.init
        jmp_table[0] = target_a
.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]
.protocol map_poke t3
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
        ret = text_poke(tailcall_target, old ? jmp(old) : nop, nop);
        BUG_ON(ret < 0);
    }
}
`;

/** Actors of RACE. */
export const CPU0 = 2;
export const CPU1 = 3;
