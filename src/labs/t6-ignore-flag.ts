import type { BuiltinLab } from './lab.ts';
import { PROGS } from './t5-correction.ts';

export const T6_IGNORE_FLAG: BuiltinLab = {
  id: 't6-ignore-flag',
  title: 'T6: do not compare',
  blurb:
    'One of two cures for T5: a flag by which text_poke overwrites whatever it finds. No wait, no -EBUSY; CPU 0, past P1 ' +
    'when the slot is emptied, still takes the jmp to f. The price: a jmp that dangles once f is gone, and no check any ' +
    'more that bytes are what the kernel believes. It was called premature optimization, text poking being slow ' +
    'anyway; the other cure, the grace period, was taken.',
  opensAt: { event: 'tail-call', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 0', to: { kind: 'site', which: 'target' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
  ],
  text: `// P2 goes from one program to the next, and never back to a nop.
.kernel 6.1
.protocol map_poke t6_ignore_flag           // delete this line: the shipped one compares, and waits

${PROGS}
.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]                 // P1 only, and no wait
        jmp_table[0] = g                    // P2: whatever is there makes room

.expect
        retval(0) in {1, 2, 40}
        slot(jmp_table[0]) == g
`,
};
