import type { BuiltinLab } from './lab.ts';

export const UNLOAD_READER: BuiltinLab = {
  id: 'unload-reader',
  title: 'Unload a program that is running',
  blurb:
    'CPU 0 is inside old when CPU 1 closes its file descriptor and replaces it in the table. With that the last reference ' +
    'is gone and the update returns: nobody can enter old any more, but CPU 0 is still in it. Its memory is freed ' +
    'by a callback after a grace period, which waits for CPU 0. That grace period protects the code of the ' +
    'callee; the one that a delete waits for protects the way of a caller between its two sites.',
  opensAt: { event: 'rcu-begin', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'event', event: 'tail-call' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
    { actor: 'kworker', to: { kind: 'end' } },
  ],
  text: `// After the update returns, can anyone still run the old program?
.kernel 6.1

.map jmp_table prog_array max_entries=1
.map hits array max_entries=1 value_size=8

.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 0
        exit

.prog old tc
        *(u32 *)(r10 - 4) = 0
        r1 = hits ll
        r2 = r10
        r2 += -4
        call map_lookup_elem
        if r0 == 0 goto out
        r1 = 1
        lock *(u64 *)(r0 + 0) += r1 // CPU 0 stands here meanwhile
out:
        r0 = 10
        exit

.prog new tc
        r0 = 20
        exit

.init
        jmp_table[0] = old

.cpu 0
        run entry
.cpu 1
        unload old                          // the table still holds it
        update jmp_table[0] = new           // now nobody does

.expect
        retval(0) in {10, 20}
        slot(jmp_table[0]) == new
`,
};
