import type { BuiltinLab } from './lab.ts';

export const TWO_TABLES: BuiltinLab = {
  id: 'two-tables',
  title: 'Two tables, one caller',
  blurb:
    "Each prog array has its own list of programs and its own poke_mutex; an update of one walks the caller's " +
    'whole poke table and skips the descriptors of the other. The text_mutex is shared by all.',
  opensAt: { event: 'slot-write', nth: 1 },
  text: `// One program tracked by two prog arrays.
.kernel 6.1

.map ingress prog_array max_entries=2
.map egress  prog_array max_entries=8

.prog entry tc
        r6 = r1
        r2 = ingress ll
        r3 = 0
        call tail_call
        r1 = r6
        r2 = egress ll
        r3 = 5
        call tail_call
        r1 = r6
        r2 = ingress ll
        r3 = 0
        call tail_call
        r0 = 0
        exit

.prog allow tc
        r0 = 0
        exit

.prog drop tc
        r0 = 2
        exit

.cpu 0
        update ingress[0] = allow
.cpu 1
        update egress[5] = drop
        delete ingress[0]
`,
};
