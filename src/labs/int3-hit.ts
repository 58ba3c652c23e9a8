import type { BuiltinLab } from './lab.ts';

export const INT3_HIT: BuiltinLab = {
  id: 'int3-hit',
  title: 'A CPU runs into the int3',
  blurb:
    'CPU 0 arrives at P1 while its first byte is cc. It traps, finds the site published, and acts as the new ' +
    'instruction would, here the jmp past the call, although four of its five bytes are not written yet. The ' +
    'handler runs with interrupts off, so the IPI of the first sync waits for it, and the updater with it. Nobody ' +
    'decodes the bytes behind an int3, and no CPU goes back from new to old. Try: step back and let CPU 0 ' +
    'fetch the old bytes instead, which it may until it has taken that IPI.',
  opensAt: { event: 'int3', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 1', to: { kind: 'event', event: 'store' } },
    { actor: 'CPU 0', to: { kind: 'step' } },
    { actor: 'CPU 1', to: { kind: 'wait' }, alone: true },
    { actor: 'CPU 0', to: { kind: 'event', event: 'int3-emulate' } },
    { actor: 'CPU 1', to: { kind: 'event', event: 'poke-end' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
    { actor: 'CPU 1', to: { kind: 'op-end' } },
  ],
  text: `// One store of cc, one CPU that executes it.
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

.init
        jmp_table[0] = target

.cpu 0
        run entry
.cpu 1
        delete jmp_table[0]

.expect
        retval(0) in {10, 20}
`,
};
