import type { BuiltinLab } from './lab.ts';

export const SUBPROG: BuiltinLab = {
  id: 'subprog',
  title: 'A tail call inside a subprogram',
  blurb:
    'The subprogram tail-calls, so everything on the way to it is tail_call_reachable: both functions push rax, ' +
    'which carries the counter, and entry reloads it before the call. CPU 0 runs entry once the slot is filled: the ' +
    'frame of classify is unwound, the frame of entry stays, and the target returns straight to entry, which adds ' +
    '100. Note that unwind restores only what the subprogram itself saved.',
  opensAt: { event: 'fetch', nth: 0 },
  script: [
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
  ],
  text: `// The subprogram's frame is unwound; entry's frame stays.
.kernel 6.1

.map jmp_table prog_array max_entries=1

.prog entry tc
        r6 = r1
        *(u64 *)(r10 - 16) = r1
        call classify
        r0 += 100
        exit

.func classify
        r7 = r1
        *(u32 *)(r10 - 4) = 7
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = *(u32 *)(r10 - 4)
        exit

.prog target tc
        r0 = 1
        exit

.cpu 0
        run entry
.cpu 1
        update jmp_table[0] = target
        delete jmp_table[0]

.expect
        retval(0) in {101, 107}
`,
};
