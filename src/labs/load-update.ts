import type { BuiltinLab } from './lab.ts';

export const LOAD_UPDATE: BuiltinLab = {
  id: 'load-update',
  title: 'Load a program while its slot is being filled',
  blurb:
    'CPU 0 loads entry; its image is in memory, its call empty and not yet marked stable. CPU 1 fills the slot now: ' +
    'the poke run meets the descriptor, skips it because it is not stable, and the update returns. Nothing is lost: ' +
    'the fixup at the end of the load reads the slot under the same poke_mutex, finds the program and pokes both sites. ' +
    'Try: let CPU 0 take the poke_mutex first; then CPU 1 waits, and pokes a descriptor that is stable.',
  opensAt: { event: 'poke-run-end', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'event', event: 'image' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
    { actor: 'CPU 0', to: { kind: 'end' } },
  ],
  text: `// Who pokes the site: the loader or the updater?
.kernel 6.1

.map jmp_table prog_array max_entries=1

.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 10
        exit

.prog target tc
        r0 = 20
        exit

.cpu 0
        load entry
        run entry
.cpu 1
        update jmp_table[0] = target

.expect
        retval(0) in {10, 20}
`,
};
