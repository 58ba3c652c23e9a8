// Atomics: `lock ... += r1`, fetches, exchanges, load_acquire and store_release.
// Authority: RFC 9669 section 5.3; LLVM's assembly strings. Where LLVM ties two operands to one register,
// writing two different ones is refused.

import {
  ATOMIC_TEXT,
  BPF_ATOMIC,
  BPF_CMPXCHG,
  BPF_DW,
  BPF_FETCH,
  BPF_LOAD_ACQ,
  BPF_STORE_REL,
  BPF_STX,
  BPF_W,
  BPF_XCHG,
} from '../bpf/index.ts';
import {
  type AccessRule,
  type Address,
  parseAccess,
  parseAddress,
  parseBareAddress,
  UNSIGNED_ACCESS,
} from './address.ts';
import type { Cursor, Reg } from './cursor.ts';
import { type Draft, plain } from './draft.ts';
import { PUNCT } from './scan.ts';

const ATOMIC_ACCESS: AccessRule = {
  takes: ({ signed, bits }) => !signed && bits >= 32,
  hint: 'atomics are u32 or u64',
};
const U32_ACCESS: AccessRule = {
  takes: ({ signed, bits }) => !signed && bits === 32,
  hint: 'w registers go with u32 here',
};
const U64_ACCESS: AccessRule = {
  takes: ({ signed, bits }) => !signed && bits === 64,
  hint: 'r registers go with u64 here',
};
const SMALL_ACCESS: AccessRule = {
  takes: ({ signed, bits }) => !signed && bits < 64,
  hint: 'w registers go with u8, u16 or u32',
};

const WIDTH = 'the _64 form goes with r registers, the 32_32 form with w';

const BY_SYMBOL: ReadonlyMap<string, number> = new Map(
  Object.entries(ATOMIC_TEXT).map(([imm, text]) => [text.symbol, Number(imm)]),
);
const BY_NAME: ReadonlyMap<string, number> = new Map(
  Object.entries(ATOMIC_TEXT).map(([imm, text]) => [`atomic_fetch_${text.name}`, Number(imm)]),
);

function atomic(size: number, address: Address, src: number, imm: number): Draft {
  return plain(BPF_STX | BPF_ATOMIC | size, address.base, src, address.off, imm);
}

/** `*(u64 *)(r1 + 0) += r2`, behind `lock`. */
export function parseLock(cur: Cursor): Draft | null {
  if (!cur.need('*')) return null;
  const access = parseAccess(cur, ATOMIC_ACCESS);
  if (access === null) return null;
  const address = parseAddress(cur);
  if (address === null) return null;
  const operation = cur.kind === PUNCT ? BY_SYMBOL.get(cur.word) : undefined;
  if (operation === undefined) return cur.failOperand('one of +=, &=, |= and ^=');
  cur.next();
  if (!cur.need('=')) return null;
  // LLVM keeps the form of v1: `lock *(u32 *)(...) += r2`.
  const is32 = access.bits === 32 && !(operation === 0 && cur.peekReg() < 16);
  const value = cur.needReg(is32);
  return value === null ? null : atomic(access.size, address, value.num, operation);
}

/** The second mention of a register that LLVM ties to the first. */
function needSame(cur: Cursor, reg: Reg): boolean {
  const packed = cur.peekReg();
  if (packed === (reg.is32 ? reg.num + 16 : reg.num)) {
    cur.next();
    return true;
  }
  cur.failOperand(`must be the register on the left, ${reg.is32 ? 'w' : 'r'}${reg.num}`);
  return false;
}

function parseFetch(cur: Cursor, dst: Reg, operation: number): Draft | null {
  if (!cur.need('(')) return null;
  const access = parseAccess(cur, dst.is32 ? U32_ACCESS : U64_ACCESS);
  if (access === null) return null;
  const address = parseAddress(cur);
  if (address === null) return null;
  cur.take(',');
  if (!needSame(cur, dst) || !cur.need(')')) return null;
  return atomic(access.size, address, dst.num, operation | BPF_FETCH);
}

function parseExchange(cur: Cursor, dst: Reg): Draft | null {
  if (!cur.need('(')) return null;
  const address = parseBareAddress(cur);
  if (address === null) return null;
  cur.take(',');
  if (!needSame(cur, dst) || !cur.need(')')) return null;
  return atomic(dst.is32 ? BPF_W : BPF_DW, address, dst.num, BPF_XCHG);
}

function parseCompareExchange(cur: Cursor, dst: Reg): Draft | null {
  if (dst.num !== 0) {
    return cur.fail('invalid-operand', dst.span, 'invalid operand for instruction', 'must be r0');
  }
  if (!cur.need('(')) return null;
  const address = parseBareAddress(cur);
  if (address === null) return null;
  cur.take(',');
  if (!needSame(cur, dst)) return null;
  cur.take(',');
  const value = cur.needReg(dst.is32);
  if (value === null || !cur.need(')')) return null;
  return atomic(dst.is32 ? BPF_W : BPF_DW, address, value.num, BPF_CMPXCHG);
}

function parseLoadAcquire(cur: Cursor, dst: Reg): Draft | null {
  if (!cur.need('(')) return null;
  const access = parseAccess(cur, dst.is32 ? SMALL_ACCESS : U64_ACCESS);
  if (access === null) return null;
  const address = parseAddress(cur);
  if (address === null || !cur.need(')')) return null;
  const code = BPF_STX | BPF_ATOMIC | access.size;
  return plain(code, dst.num, address.base, address.off, BPF_LOAD_ACQ);
}

/** `((u64 *)(r1 + 0), r2)`, behind `store_release`. */
export function parseStoreRelease(cur: Cursor): Draft | null {
  if (!cur.need('(')) return null;
  const access = parseAccess(cur, UNSIGNED_ACCESS);
  if (access === null) return null;
  const address = parseAddress(cur);
  if (address === null) return null;
  cur.take(',');
  const value = cur.needReg(access.bits < 64);
  if (value === null || !cur.need(')')) return null;
  return atomic(access.size, address, value.num, BPF_STORE_REL);
}

/** Words that begin an atomic to the right of `rX =`. The word itself has been taken. */
export const ATOMIC_WORDS: ReadonlyMap<string, (cur: Cursor, dst: Reg) => Draft | null> = new Map([
  ...[...BY_NAME].map(([name, operation]): [string, (cur: Cursor, dst: Reg) => Draft | null] => [
    name,
    (cur, dst) => parseFetch(cur, dst, operation),
  ]),
  ['xchg_64', (cur, dst) => (dst.is32 ? cur.failOperand(WIDTH) : parseExchange(cur, dst))],
  ['xchg32_32', (cur, dst) => (dst.is32 ? parseExchange(cur, dst) : cur.failOperand(WIDTH))],
  [
    'cmpxchg_64',
    (cur, dst) => (dst.is32 ? cur.failOperand(WIDTH) : parseCompareExchange(cur, dst)),
  ],
  [
    'cmpxchg32_32',
    (cur, dst) => (dst.is32 ? parseCompareExchange(cur, dst) : cur.failOperand(WIDTH)),
  ],
  ['load_acquire', parseLoadAcquire],
]);
