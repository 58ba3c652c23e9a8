import type { BuiltinLab } from './lab.ts';

export const T8_NOP_TO_NOP: BuiltinLab = {
  id: 't8-nop-to-nop',
  title: 'T8: empty what is empty',
  blurb:
    'The protocol as it was settled, with one case left out: a delete of a slot that is empty. It expects P1 to be a nop, as ' +
    'behind any filled slot; the call is bypassed, so there is the jmp, and text_poke answers -EBUSY. The shipped ' +
    'protocol expects what old says, finds the jmp that it wants, and pokes nothing: the system call answers ENOENT ' +
    'for another reason.',
  opensAt: { event: 'bug', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'op-end' } },
    { actor: 'CPU 1', to: { kind: 'event', event: 'bug' } },
  ],
  text: `// The slot was never filled.
.kernel 6.1
.protocol map_poke t7_grace_period          // delete this line: the shipped one asks what old was

.map jmp_table prog_array max_entries=1

.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 40
        exit

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]

.expect
        retval(0) == 40
`,
};
