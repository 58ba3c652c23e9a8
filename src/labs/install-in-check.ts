import type { BuiltinLab } from './lab.ts';

export const INSTALL_IN_CHECK: BuiltinLab = {
  id: 'install-in-check',
  title: 'Fill a slot while a CPU is in the check',
  blurb:
    'CPU 0 has passed the counter test and stands before P1 when the slot is filled. P2 gets its jmp first: the ' +
    'call is armed, but P1 still leads past it. Then P1 is opened, and CPU 0, which entered before the update ' +
    'began, takes the new tail call. Whenever it goes on, it makes the whole call or skips the whole call, and ' +
    'that is why filling a slot waits for nobody. Try: step back and let CPU 0 go on while the call is armed.',
  opensAt: { event: 'poke-end', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
  ],
  text: `// Empty -> armed -> live, with a CPU that waits before P1.
.kernel 6.1

.map jmp_table prog_array max_entries=1

.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 10                     // the call was skipped
        exit

.prog target tc
        r0 = 20
        exit

.cpu 0
        run entry
.cpu 1
        update jmp_table[0] = target

.expect
        retval(0) in {10, 20}
`,
};
