/** A lab to begin with: one direct tail call, filled once. */
export const TEMPLATE = `.kernel 6.1

.map jmp_table prog_array max_entries=1

.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 0
        exit

.prog target tc
        r0 = 1
        exit

.cpu 0
        run entry
.cpu 1
        jmp_table[0] = target
`;
