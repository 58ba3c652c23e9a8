import type { BuiltinLab } from './lab.ts';

export const MIXED_VERSIONS: BuiltinLab = {
  id: 'mixed-versions',
  title: 'Old and new programs in one packet',
  blurb:
    'A new version of a two-stage chain is installed, slot by slot. Each update is atomic for a CPU, the pair of them ' +
    'is not: CPU 0 was sent to parse_v1 and finds act_v2 behind it, and the run returns 12; 21 is possible too. The callee inherits the ' +
    'context only, so the version travels in cb, neither in a register nor on the stack. Whoever needs all or ' +
    'nothing fills a second table and switches one slot that leads to it.',
  opensAt: { event: 'tail-call', nth: 1 },
  script: [
    { actor: 'CPU 0', to: { kind: 'event', event: 'tail-call' } },
    { actor: 'CPU 1', to: { kind: 'end' } },
    { actor: 'CPU 0', to: { kind: 'op-end' } },
  ],
  text: `// Two updates, one run in between.
.kernel 6.1

.map jmp_table prog_array max_entries=2

.prog entry tc
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = 0
        exit

.prog parse_v1 tc
        r2 = 1
        *(u32 *)(r1 + 48) = r2      // cb[0]
        r2 = jmp_table ll
        r3 = 1
        call tail_call
        r0 = 0
        exit

.prog parse_v2 tc
        r2 = 2
        *(u32 *)(r1 + 48) = r2
        r2 = jmp_table ll
        r3 = 1
        call tail_call
        r0 = 0
        exit

.prog act_v1 tc
        r0 = *(u32 *)(r1 + 48)
        r0 *= 10
        r0 += 1
        exit

.prog act_v2 tc
        r0 = *(u32 *)(r1 + 48)
        r0 *= 10
        r0 += 2
        exit

.init
        jmp_table[0] = parse_v1
        jmp_table[1] = act_v1

.cpu 0
        run entry
.cpu 1
        update jmp_table[0] = parse_v2
        update jmp_table[1] = act_v2

.expect
        retval(0) in {11, 12, 21, 22}
`,
};
