import type { BuiltinLab } from './lab.ts';

export const STALE_FETCH: BuiltinLab = {
  id: 'stale-fetch',
  title: 'Two CPUs disagree about one site',
  blurb:
    'Two CPUs stand before P1 when cc is stored over its first byte. A store does not reach what another CPU has ' +
    'fetched already: CPU 0 still runs the old jmp and skips the call, CPU 1 traps and acts as the new nop, so it ' +
    'takes the call. Both are right, because an update is atomic for each CPU but not for all at once; they ' +
    'may disagree until the first sync has ended, and not after it.',
  opensAt: { event: 'fetch', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 1', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 2', to: { kind: 'event', event: 'poke-end' } },
    { actor: 'CPU 2', to: { kind: 'event', event: 'store' } },
    { actor: 'CPU 0', to: { kind: 'step' }, age: 1 },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
    { actor: 'CPU 2', to: { kind: 'op-end' } },
  ],
  text: `// Between the store of cc and the end of the first sync.
.kernel 6.1

.map jmp_table prog_array max_entries=1

.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 10                     // CPU 0: the old bytes
        exit

.prog target tc
        r0 = 20                     // CPU 1: the new ones
        exit

.cpu 0
        run entry
.cpu 1
        run entry
.cpu 2
        update jmp_table[0] = target

.expect
        retval(0) in {10, 20}
        retval(1) in {10, 20}
`,
};
