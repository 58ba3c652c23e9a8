// Status flags of results, and conditions.
// Authority: Intel SDM vol. 1, 3.4.3.1 and appendices A (flag cross-reference) and B (conditions).
//
// Flags that the manual leaves undefined:
//
//   insn                            flag            here
//   and or xor test                 AF              0, as on Intel's processors
//   shl shr sar, count > 0          AF              0, likewise
//   shl rol rcl, count > 1          OF              CF ^ top bit of the result, as for count 1
//   shr ror rcr, count > 1          OF              xor of the result's two top bits, as for count 1
//   sar, count > 1                  OF              0, as for count 1
//   shl shr of 8, 16, count > size  CF              0
//   mul imul mulx                   SF ZF AF PF     kept
//   div idiv                        all             kept
//   bt bts btr btc                  OF SF AF PF     kept
//   bsf bsr                         all but ZF      kept
//   tzcnt lzcnt                     OF SF AF PF     kept
//   andn blsr blsi blsmsk bzhi      AF PF           kept

import { FLAG } from './exec-cpu.ts';

export const STATUS_FLAGS = FLAG.cf | FLAG.pf | FLAG.af | FLAG.zf | FLAG.sf | FLAG.of;

/** PF by the low byte of a result: set when the count of its ones is even. */
const PARITY = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest !== 0; rest &= rest - 1) ones++;
  return ones % 2 === 0 ? FLAG.pf : 0;
});

/**
 * SF, ZF and PF: `low` has the low byte of the result, bit 31 of `top` is its sign, and it is zero
 * when `any` is.
 */
export function resultFlags(low: number, top: number, any: number): number {
  return (PARITY[low & 0xff] ?? 0) | (any === 0 ? FLAG.zf : 0) | ((top >>> 31) << 7);
}

/** Whether condition `cc` (0..15) holds. Odd conditions are the even ones negated. */
export function holds(cc: number, flags: number): boolean {
  return evenHolds(cc >> 1, flags) === ((cc & 1) === 0);
}

function evenHolds(pair: number, flags: number): boolean {
  switch (pair) {
    case 0:
      return (flags & FLAG.of) !== 0;
    case 1:
      return (flags & FLAG.cf) !== 0;
    case 2:
      return (flags & FLAG.zf) !== 0;
    case 3:
      return (flags & (FLAG.cf | FLAG.zf)) !== 0;
    case 4:
      return (flags & FLAG.sf) !== 0;
    case 5:
      return (flags & FLAG.pf) !== 0;
    case 6:
      return isLess(flags);
    default:
      return (flags & FLAG.zf) !== 0 || isLess(flags);
  }
}

/** SF differs from OF: bit 7 against bit 11. */
function isLess(flags: number): boolean {
  return (((flags << 4) ^ flags) & FLAG.of) !== 0;
}
