import type { BuiltinLab } from './lab.ts';

/** The programs of both labs. */
export const PROGS = `.map jmp_table prog_array max_entries=1

.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 40
        exit

.prog f tc
        r0 = 1
        exit

.prog g tc
        r0 = 2
        exit

.init
        jmp_table[0] = f
`;

export const T5_REINSTALL: BuiltinLab = {
  id: 't5-reinstall',
  title: 'T5: empty, then fill again',
  blurb:
    'The correction of 10 July 2020: to fill a slot poke P2, then P1; to empty it poke P1 alone. No CPU can fall through ' +
    'any more. But the delete leaves the jmp to f at P2, and the next update knows only that the slot was empty: it ' +
    'expects a nop there, text_poke finds other bytes and answers -EBUSY, and the kernel stops at its BUG. Nobody need ' +
    'run anything for that.',
  opensAt: { event: 'bug', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'op-end' } },
    { actor: 'CPU 1', to: { kind: 'event', event: 'bug' } },
  ],
  text: `// What the delete left behind is not what the update expects.
.kernel 6.1
.protocol map_poke t5_correction            // delete this line: the shipped one empties P2 too

${PROGS}
.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]                 // P1: nop to jmp; P2 keeps the jmp to f
        jmp_table[0] = g                    // P2: expected a nop

.expect
        retval(0) in {1, 2, 40}
        slot(jmp_table[0]) == g
`,
};

export const T5_REPLACE: BuiltinLab = {
  id: 't5-replace',
  title: 'T5: replace',
  blurb:
    'The same correction fails at a plain replacement: it pokes P1 from jmp to nop whenever there is a new program, also when ' +
    'there was an old one and P1 is a nop already. text_poke expects the jmp, finds a nop and answers -EBUSY. The settled ' +
    'protocol pokes P1 only if the slot was empty.',
  opensAt: { event: 'bug', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'op-end' } },
    { actor: 'CPU 1', to: { kind: 'event', event: 'bug' } },
  ],
  text: `// P1 has been a nop since f was put in.
.kernel 6.1
.protocol map_poke t5_correction            // delete this line: the shipped one leaves P1 alone

${PROGS}
.cpu 0
        run entry
.cpu 1
        jmp_table[0] = g                    // P2: jmp f to jmp g; P1: expected the jmp

.expect
        retval(0) in {1, 2}
        slot(jmp_table[0]) == g
`,
};
