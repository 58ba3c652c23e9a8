import type { BuiltinLab } from './lab.ts';

export const TARGET_FIRST: BuiltinLab = {
  id: 'target-first',
  title: 'T4: both sites are nops',
  blurb:
    'A protocol of 10 July 2020, corrected five minutes later: every change pokes P2 first, then P1. That is the right ' +
    'order for filling a slot and the wrong one for emptying it, because between the two pokes the call is in the ' +
    'forbidden state and every CPU that comes by falls through, even one that enters now. Watch the registers of ' +
    'CPU 0: rbx, r13, r14 and r15 are R6 to R9; the unwind gives them back to the caller, and the program goes ' +
    'on computing with what was there before it.',
  opensAt: { event: 'verdict', nth: 0 },
  script: [
    { actor: 'CPU 1', to: { kind: 'event', event: 'poke-end' } },
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 0', to: { kind: 'site', which: 'target' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
  ],
  text: `// R6 to R9 are live across the call.
.kernel 6.1
.protocol map_poke t4_always_jmp            // delete this line: the shipped one closes P1 first

.map jmp_table prog_array max_entries=1

.prog entry tc
        r6 = 6
        r7 = 7
        r8 = 8
        r9 = 9
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = r6                     // 6 + 7 + 8 + 9, or is it?
        r0 += r7
        r0 += r8
        r0 += r9
        exit

.prog target tc
        r0 = 1
        exit

.init
        jmp_table[0] = target

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]

.expect
        retval(0) in {1, 30}
`,
};
