// Labs of growing size for the search of all schedules.

/** Readers on CPUs of their own and an updater that fills and empties slots, one for each tail call. */
export function searchText(size: {
  /** CPUs, the updater's included. */
  readonly cpus: number;
  /** Tail calls of the program, one behind the other. */
  readonly sites: number;
  readonly protocol?: string;
}): string {
  const { cpus, sites, protocol } = size;
  const keys = Array.from({ length: sites }, (_, key) => key);
  const calls = keys.map(
    (key) =>
      `        r1 = r6\n        r2 = jmp_table ll\n        r3 = ${key}\n        call tail_call`,
  );
  const readers = Array.from({ length: cpus - 1 }, (_, cpu) => `.cpu ${cpu}\n        run entry`);
  return `.kernel 6.1
${protocol === undefined ? '' : `.protocol map_poke ${protocol}\n`}
.map jmp_table prog_array max_entries=${sites}

.prog entry tc
        r6 = r1
        r7 = 5
${calls.join('\n')}
        r0 = r7
        exit

.prog target tc
        r0 = 1
        exit

${readers.join('\n')}
.cpu ${cpus - 1}
${keys.map((key) => `        jmp_table[${key}] = target`).join('\n')}
        delete jmp_table[0]
`;
}
