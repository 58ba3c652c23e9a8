// Memory operands: `(u32 *)`, `(r1 + 4)`, and both together.

import { BPF_B, BPF_DW, BPF_H, BPF_W } from '../bpf/index.ts';
import type { Cursor } from './cursor.ts';
import { parseOff16, startsImmediate } from './expression.ts';

/** What a cast in front of an address says. */
export interface Access {
  readonly size: number;
  readonly bits: number;
  readonly signed: boolean;
}

/** A base register and a signed 16-bit offset in bytes. */
export interface Address {
  readonly base: number;
  readonly off: number;
}

function access(size: number, bits: number, signed: boolean): Access {
  return { size, bits, signed };
}

const ACCESSES: ReadonlyMap<string, Access> = new Map([
  ['u8', access(BPF_B, 8, false)],
  ['u16', access(BPF_H, 16, false)],
  ['u32', access(BPF_W, 32, false)],
  ['u64', access(BPF_DW, 64, false)],
  ['s8', access(BPF_B, 8, true)],
  ['s16', access(BPF_H, 16, true)],
  ['s32', access(BPF_W, 32, true)],
]);

/** Which accesses a place takes: whether it takes this one, and what to say if not. */
export interface AccessRule {
  readonly takes: (access: Access) => boolean;
  readonly hint: string;
}

export const ANY_ACCESS: AccessRule = {
  takes: () => true,
  hint: 'an access is u8, u16, u32, u64, s8, s16 or s32',
};
export const UNSIGNED_ACCESS: AccessRule = {
  takes: (access) => !access.signed,
  hint: 'a store is u8, u16, u32 or u64',
};

/** `(u32 *)`. */
export function parseAccess(cur: Cursor, { takes, hint }: AccessRule): Access | null {
  if (!cur.need('(')) return null;
  const found = cur.isWordToken ? ACCESSES.get(cur.word) : undefined;
  if (found === undefined) return cur.failOperand(ANY_ACCESS.hint);
  if (!takes(found)) return cur.failOperand(hint);
  cur.next();
  return cur.need('*') && cur.need(')') ? found : null;
}

/** `r1 + 4`, as it stands between the brackets. */
export function parseBareAddress(cur: Cursor): Address | null {
  const base = cur.needReg(false);
  if (base === null) return null;
  if (!startsImmediate(cur)) {
    const sign = cur.is('+') || cur.is('-') ? 'one sign and a number' : '`+ 0`';
    return cur.failOperand(`an address is a register and an offset: write ${sign}`);
  }
  const off = parseOff16(cur);
  return off === null ? null : { base: base.num, off };
}

/** `(r1 + 4)`. */
export function parseAddress(cur: Cursor): Address | null {
  if (!cur.need('(')) return null;
  const address = parseBareAddress(cur);
  return address !== null && cur.need(')') ? address : null;
}
