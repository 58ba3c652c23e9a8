import type { BuiltinLab } from './lab.ts';

export const LOAD_FIXUP: BuiltinLab = {
  id: 'load-fixup',
  title: 'The target is already there at load',
  blurb:
    'The slot is filled before entry is loaded. The JIT always emits the empty form; a fixup at the end of the ' +
    'load then reads the slot under the poke_mutex and pokes P2 and P1, and only after that is the descriptor ' +
    'marked stable. Updates that came before are skipped by the poke run, and none is lost, because the fixup ' +
    'reads the slot again.',
  opensAt: { event: 'poke-begin', nth: 0 },
  text: `// entry is loaded by CPU 1, after the slot was filled.
.kernel 6.1

.map jmp_table prog_array max_entries=1

.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 0
        exit

.prog target tc
        r0 = 1
        exit

.init
        jmp_table[0] = target

.cpu 1
        load entry
        delete jmp_table[0]
`,
};
