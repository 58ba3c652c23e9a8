// One BPF instruction slot and its 8-byte encoding (RFC 9669 section 3; little endian only).

/**
 * One 8-byte slot. ld_imm64 is two slots: the second has `code` 0 and the high word in `imm`.
 * `code` 0..255, `dst`/`src` 0..15, `off` signed 16 bit, `imm` signed 32 bit.
 */
export interface Insn {
  readonly code: number;
  readonly dst: number;
  readonly src: number;
  readonly off: number;
  readonly imm: number;
}
