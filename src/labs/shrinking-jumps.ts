import type { BuiltinLab } from './lab.ts';

const JUMPS = 20;

/**
 * Jumps into a row of 5-byte insns, outermost first. Each reaches over the ones behind it, and by that
 * much fewer insns that it only becomes short when all of those are.
 */
function chain(rows: number): string {
  const first = rows - JUMPS + 1;
  const jumps = Array.from({ length: JUMPS }, (_, k) => `        if w6 == ${k + 1} goto a${k + 1}`);
  const adds = Array.from({ length: rows }, (_, row) => {
    const add = `        w0 += ${1000 + row}`;
    const label = row + 1 - first;
    return label > 0 ? `a${label}:\n${add}` : add;
  });
  return [...jumps, ...adds, `a${JUMPS}:`].join('\n');
}

export const SHRINKING_JUMPS: BuiltinLab = {
  id: 'shrinking-jumps',
  title: 'Jumps that shrink one a pass',
  blurb:
    'Twenty jumps into an unrolled loop, each reaching over the ones behind it by just so much that it fits a ' +
    'short jump only when those do. Open the JIT passes (J, or Menu): entry loses one near jump a pass, until from ' +
    'pass 16 on the JIT pads with nops. Choose 5.10 there: its short jumps reach 127 bytes ahead and entry takes ' +
    '12 passes, but target, made for that limit, needs more than 20, and 5.10 gives it up.',
  opensAt: { event: 'poke-begin', nth: 0 },
  text: `// Open the JIT passes (J, or Menu) to see these jumps become short, one a pass.
.kernel 6.1

.map jmp_table prog_array max_entries=1

.prog entry tc
        r7 = r1
        r6 = *(u32 *)(r1 + 0)       // skb->len
        r0 = 0
${chain(24)}
        r8 = r0
        r1 = r7
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = r8
        exit

.prog target tc
        r6 = *(u32 *)(r1 + 0)
        r0 = 0
${chain(25)}
        exit

.cpu 0
        run entry
.cpu 1
        update jmp_table[0] = target
`,
};
