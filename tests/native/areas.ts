// Where code, data and stack of a case are: addresses that no Linux process uses by itself, each
// area across a multiple of 4 GiB, so that an address or rip may carry into its upper word.

/** Bytes of an area; its middle is at the multiple of 4 GiB. */
export const AREA_LEN = 0x4000;

const HALF = BigInt(AREA_LEN / 2);

/** The multiple of 4 GiB in the middle of each area. */
export const MIDDLE = {
  code: 0x3a5a_0000_0000n,
  data: 0x3a5c_0000_0000n,
  stack: 0x3a5e_0000_0000n,
} as const;

/** Arriving here ends a case. Within reach of rel32 from the code area. */
export const EXIT_ADDR = MIDDLE.code + 0x10_0000n;

/** What the build hands to harness.c as macros. */
export const HARNESS_MACROS: Readonly<Record<string, string>> = {
  CODE_AREA: `${MIDDLE.code - HALF}ull`,
  DATA_AREA: `${MIDDLE.data - HALF}ull`,
  STACK_AREA: `${MIDDLE.stack - HALF}ull`,
  AREA_LEN: `${AREA_LEN}`,
  EXIT_ADDR: `${EXIT_ADDR}ull`,
};

/** End of the data area: what is behind it is not mapped. */
export const DATA_END = MIDDLE.data + HALF;
