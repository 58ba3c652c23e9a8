import type { BuiltinLab } from './lab.ts';

export const LAST_REFERENCE: BuiltinLab = {
  id: 'last-reference',
  title: 'The loader exits and the tail calls vanish',
  blurb:
    'Programs hold the map and the map holds programs, so the kernel breaks the circle: when the last user ' +
    'reference to a prog array goes (its file descriptor is closed and it is not pinned), a work item empties ' +
    'every slot. The caller still runs: entry returns 1 before the close, from first, and 0 after it, because every ' +
    'tail call in it now falls through.',
  opensAt: { event: 'op-begin', nth: 6 },
  script: [
    { actor: 'CPU 0', to: { kind: 'event', event: 'run-end' } },
    { actor: 'CPU 1', to: { kind: 'end' } },
    { actor: 'kworker', to: { kind: 'end' } },
    { actor: 'CPU 0', to: { kind: 'end' } },
  ],
  text: `// close: no file descriptor and no pin is left.
.kernel 6.1

.map jmp_table prog_array max_entries=2

.prog entry tc
        r6 = r1
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r1 = r6
        r2 = jmp_table ll
        r3 = 1
        call tail_call
        r0 = 0
        exit

.prog first tc
        r0 = 1
        exit

.prog second tc
        r0 = 2
        exit

.init
        jmp_table[0] = first
        jmp_table[1] = second

.cpu 0
        run entry times=2
.cpu 1
        close jmp_table

.expect
        retval(0) in {0, 1, 2}
`,
};
