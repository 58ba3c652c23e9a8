import type { BuiltinLab } from './lab.ts';

export const PARSER_CHAIN: BuiltinLab = {
  id: 'parser-chain',
  title: 'A parser chain: eth, ipv4, tcp or udp',
  blurb:
    'The common use: each protocol layer is a program of its own and the table says which comes next. Filled from ' +
    'the leaves up, no packet meets a half-built chain. Emptying the ipv4 slot cuts both transport parsers off at ' +
    'once, while their own slots stay as they are.',
  opensAt: { event: 'slot-write', nth: 2 },
  text: `// eth -> ipv4 -> tcp | udp, filled from the leaves up.
.kernel 6.1

.map parsers prog_array max_entries=4

.prog eth xdp
        r6 = r1
        r2 = *(u32 *)(r1 + 0)       // data
        r3 = *(u32 *)(r1 + 4)       // data_end
        r4 = r2
        r4 += 14
        if r4 > r3 goto pass
        r5 = *(u16 *)(r2 + 12)
        if r5 != 8 goto pass        // htons(ETH_P_IP)
        r1 = r6
        r2 = parsers ll
        r3 = 0
        call tail_call
pass:
        r0 = 2
        exit

.prog ipv4 xdp
        r6 = r1
        r2 = *(u32 *)(r1 + 0)
        r3 = *(u32 *)(r1 + 4)
        r4 = r2
        r4 += 34
        if r4 > r3 goto drop
        r5 = *(u8 *)(r2 + 23)
        if r5 == 6 goto is_tcp
        if r5 != 17 goto drop
        r1 = r6
        r2 = parsers ll
        r3 = 2
        call tail_call
        goto drop
is_tcp:
        r1 = r6
        r2 = parsers ll
        r3 = 1
        call tail_call
drop:
        r0 = 1
        exit

.prog tcp xdp
        r0 = 2
        exit

.prog udp xdp
        r0 = 2
        exit

.cpu 1
        update parsers[1] = tcp
        update parsers[2] = udp
        update parsers[0] = ipv4
        delete parsers[0]
`,
};
