// Instructions with a VEX prefix, as far as the JIT emits any (Intel SDM volume 2, section 2.3.5).

import type { CodeBuffer } from './encode-buffer.ts';
import { W64 } from './encode-modrm.ts';

/** Mandatory prefix of each shift by a register, as VEX numbers it. */
export const SHLX = 1;
export const SARX = 2;
export const SHRX = 3;

const MAP_0F38 = 2;

/** shlx, sarx or shrx dst, dst, count. `width` is W64 or 0. Always the three-byte form of VEX. */
export function emitShiftX(
  buf: CodeBuffer,
  shift: number,
  width: number,
  dst: number,
  count: number,
): void {
  const isHigh = dst >= 8;
  buf.begin();
  buf.imm8(0xc4);
  buf.imm8((isHigh ? 0x40 : 0xe0) | MAP_0F38); // R, X and B inverted
  buf.imm8((width === W64 ? 0x80 : 0) | ((~count & 15) << 3) | shift);
  buf.imm8(0xf7);
  buf.imm8(0xc0 | ((dst & 7) << 3) | (dst & 7));
}
