// The programs that the scenarios share. None has a subprogram, so that 5.9 loads them too; a CPU that
// falls through after the unwind returns the sum of whatever the kernel had in its registers.

const ENTRY = `.prog entry tc
        r6 = 6                      // live across the call, as are r7 to r9
        r7 = 7
        r8 = 8
        r9 = 9
        *(u64 *)(r10 - 8) = 10
        r2 = jmp_table ll
        r3 = 0
        call tail_call
        r0 = *(u64 *)(r10 - 8)      // no tail call: 6 + 7 + 8 + 9 + 10
        r0 += r6
        r0 += r7
        r0 += r8
        r0 += r9
        exit
`;

function target(name: string, retval: number): string {
  return `.prog ${name} tc
        r0 = ${retval}
        exit
`;
}

const TARGETS = { f: target('f', 1), g: target('g', 2) };

/** A lab of the caller, those of the targets that it needs, and what happens to them. */
export function labText(
  comment: string,
  targets: readonly (keyof typeof TARGETS)[],
  what: string,
): string {
  const progs = [ENTRY, ...targets.map((name) => TARGETS[name])];
  return `// ${comment}
.kernel 6.1

.map jmp_table prog_array max_entries=1

${progs.join('\n')}
${what}`;
}
