import type { BuiltinLab } from './lab.ts';

export const T1_POP_NOP_PUSH: BuiltinLab = {
  id: 't1-pop-nop-push',
  title: 'T1: pop, nop, push',
  blurb:
    'A proposal of 10 July 2020, withdrawn within hours: one patch point, and the frame built up again behind it. ' +
    'While the slot is empty the pops and pushes seem to cancel each other. They do not, with one CPU and no update at ' +
    "all: the pops load the caller's registers into rbx and r13, the pushes save these again, and nobody brings back " +
    'R6 and R7. Delete the .layout line: the bypass jumps over the unwind.',
  opensAt: { event: 'verdict', nth: 0 },
  text: `// R6 and R7 across a call that is not taken.
.kernel 6.1
.layout check unwind target rewind          // delete this line: check bypass unwind target

.map jmp_table prog_array max_entries=1

.prog entry tc
        r6 = r1                     // the context
        r7 = 7
        r2 = jmp_table ll
        r3 = 0
        call tail_call              // the slot is empty
        r1 = r6                     // not the context any more
        r0 = r7                     // not 7
        exit

.cpu 0
        run entry

.expect
        retval(0) == 7
`,
};
