import type { BuiltinLab } from './lab.ts';

export const DELETE_WAITS: BuiltinLab = {
  id: 'delete-waits',
  title: 'Empty a slot: who is waited for?',
  blurb:
    'CPU 0 is between the two sites when the slot is emptied. P1 is closed, but that does not reach a CPU that ' +
    'has already passed it, so P2 keeps its jmp and the updater waits for a grace period: for CPU 0, whose run ' +
    'is an RCU read section, and for nobody who comes later. CPU 2 enters meanwhile, finds P1 closed and skips ' +
    'the call; the wait ends with CPU 2 still inside. Only then does P2 become a nop. Filling and replacing ' +
    'never leave a nop at P2 behind an open P1, so they do not wait.',
  opensAt: { event: 'rcu-begin', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 0', to: { kind: 'site', which: 'target' } },
    { actor: 'CPU 1', to: { kind: 'wait' } },
    { actor: 'CPU 2', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 2', to: { kind: 'op-end' } },
  ],
  text: `// Live -> armed -> (wait for CPU 0) -> empty.
.kernel 6.1

.map jmp_table prog_array max_entries=1

.prog entry tc
        r6 = r1
        r7 = 5
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = r7
        exit

.prog target tc
        r0 = 10
        exit

.init
        jmp_table[0] = target

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]
.cpu 2
        run entry

.expect
        retval(0) in {5, 10}
        retval(2) in {5, 10}
        slot(jmp_table[0]) == none
`,
};
