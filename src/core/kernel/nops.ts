// Nops by length (arch/x86/kernel/alternative.c). Up to 5.12 the table is chosen at boot, by CPU (ideal_nops);
// from 5.13 on there is one for every CPU (x86_nops), whose entries up to 5 bytes are those of "P6".

/** Entry 0 is empty, entry 5 is also the empty poke site. */
type NopTable = readonly (readonly number[])[];

/** Every CPU from 5.13 on; before, AMD from family 16 on, Hygon, and most Intel CPUs. */
export const NOPS: NopTable = [
  [],
  [0x90],
  [0x66, 0x90],
  [0x0f, 0x1f, 0x00],
  [0x0f, 0x1f, 0x40, 0x00],
  [0x0f, 0x1f, 0x44, 0x00, 0x00],
];

/** AMD up to family 15, which is QEMU's default CPU, and CPUs of unknown vendors. */
export const K8_NOPS: NopTable = [
  [],
  [0x90],
  [0x66, 0x90],
  [0x66, 0x66, 0x90],
  [0x66, 0x66, 0x66, 0x90],
  [0x66, 0x66, 0x66, 0x66, 0x90],
];
