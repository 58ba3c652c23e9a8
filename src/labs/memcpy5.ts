import type { BuiltinLab } from './lab.ts';

export const MEMCPY5: BuiltinLab = {
  id: 'memcpy5',
  title: 'Five bytes by memcpy',
  blurb:
    'Why a poke has three phases. Five bytes are no unit: a copy may put down byte 0 before the others, and a CPU that ' +
    'fetches in between decodes the opcode of the new instruction with the displacement of the old one. It does ' +
    'neither what was there nor what is to come. The int3 keeps CPUs out of the four bytes that change behind it. ' +
    'Delete the .protocol line; or pick first_byte_last, which is no better.',
  opensAt: { event: 'verdict', nth: 0 },
  script: [
    { actor: 'CPU 0', to: { kind: 'site', which: 'bypass' } },
    { actor: 'CPU 1', to: { kind: 'event', event: 'poke-end' } },
    { actor: 'CPU 1', to: { kind: 'event', event: 'store' } },
    { actor: 'CPU 0', to: { kind: 'step' } },
  ],
  text: `// One byte of P1 is new, four are old.
.kernel 6.1
.protocol text_poke memcpy5                 // delete this line: int3, four bytes, one byte

.map jmp_table prog_array max_entries=1

.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 40
        exit

.prog f tc
        r0 = 1
        exit

.cpu 0
        run entry
.cpu 1
        jmp_table[0] = f

.expect
        retval(0) in {1, 40}
        slot(jmp_table[0]) == f
`,
};
