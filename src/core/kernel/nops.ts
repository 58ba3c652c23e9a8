// Nops by length (x86_nops, arch/x86/kernel/alternative.c, Linux 5.13 on: one table for every CPU).

/** Entry 0 is empty, entry 5 is also the empty poke site. */
export const NOPS: readonly (readonly number[])[] = [
  [],
  [0x90],
  [0x66, 0x90],
  [0x0f, 0x1f, 0x00],
  [0x0f, 0x1f, 0x40, 0x00],
  [0x0f, 0x1f, 0x44, 0x00, 0x00],
];
