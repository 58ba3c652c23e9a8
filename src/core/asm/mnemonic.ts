// BPF's mnemonic dialect: `ldxw %r0, [%r1+2]`, `jne %r0, 0, exit`. A statement of it may stand wherever one of
// LLVM's may, because it begins with a word that LLVM has no use for.
// Authority: RFC 9669; GNU as for BPF, "normal" syntax; bpf_conformance (`lock`, `call local`, label `exit`).
// Not modelled: relocations against symbols in immediates; GNU's pseudo-C syntax, which is nearly LLVM's.

import { at } from '../base/index.ts';
import {
  BPF_ALU,
  BPF_PSEUDO_CALL,
  BPF_PSEUDO_KFUNC_CALL,
  BPF_X,
  CLASS_MASK,
  CODE_CALL,
  CODE_CALLX,
  HELPERS,
  helperByName,
  ldImm64,
} from '../bpf/index.ts';
import type { Cursor } from './cursor.ts';
import { type Draft, plain } from './draft.ts';
import { parseImm32, parseImmediate, startsImmediate } from './expression.ts';
import { parseAddend } from './insn-assign.ts';
import { isLocalLabel, jump, parseTarget, type Target, takeSymbol } from './insn-jump.ts';
import {
  needFirstReg,
  needMnemonicReg,
  needOneOf,
  parseBracketAddress,
  startsReg,
} from './mnemonic-operands.ts';
import {
  LOCKED,
  LOCKED_FETCH,
  MNEMONICS,
  type Mnemonic,
  type OperandForm,
} from './mnemonic-words.ts';
import { END } from './scan.ts';

type Parse = (cur: Cursor, mnemonic: Mnemonic) => Draft | null;

function parseAlu(cur: Cursor, { code, off }: Mnemonic): Draft | null {
  const dst = needFirstReg(cur);
  if (dst === null) return null;
  if (startsImmediate(cur)) {
    const imm = parseImm32(cur);
    return imm === null ? null : plain(code, dst, 0, off, imm);
  }
  const src = needMnemonicReg(cur);
  return src === null ? null : plain(code | BPF_X, dst, src, off, 0);
}

function parseUnary(cur: Cursor, { code, imm }: Mnemonic): Draft | null {
  const dst = needMnemonicReg(cur);
  return dst === null ? null : plain(code, dst, 0, 0, imm);
}

function parseSwap(cur: Cursor, { code }: Mnemonic): Draft | null {
  const dst = needFirstReg(cur);
  const bits = dst === null ? null : needOneOf(cur, [16, 32, 64]);
  return dst === null || bits === null ? null : plain(code, dst, 0, 0, bits);
}

function parseSignExtend(cur: Cursor, { code, off }: Mnemonic): Draft | null {
  const dst = needFirstReg(cur);
  const src = dst === null ? null : needMnemonicReg(cur);
  return dst === null || src === null ? null : plain(code, dst, src, off, 0);
}

function parseSignExtendBits(cur: Cursor, { code }: Mnemonic): Draft | null {
  const dst = needFirstReg(cur);
  const src = dst === null ? null : needFirstReg(cur);
  if (dst === null || src === null) return null;
  const bits = needOneOf(cur, (code & CLASS_MASK) === BPF_ALU ? [8, 16] : [8, 16, 32]);
  return bits === null ? null : plain(code, dst, src, bits, 0);
}

/** `NAME` or `NAME + 8`: what LLVM writes as `rX = NAME ll`. */
function parseAddressOf(cur: Cursor, dst: number): Draft | null {
  if (startsReg(cur)) return cur.failOperand('lddw takes a constant or a name');
  const { word: name, span } = cur;
  cur.next();
  const addend = cur.is('+') || cur.is('-') ? parseAddend(cur) : undefined;
  if (addend === null) return null;
  const slots = ldImm64(dst, 0, 0n);
  return { slots, symbol: { name, span, use: 'address', addend: addend ?? null } };
}

function parseConstant(cur: Cursor): Draft | null {
  const dst = needFirstReg(cur);
  if (dst === null) return null;
  if (cur.isWordToken) return parseAddressOf(cur, dst);
  const value = parseImmediate(cur);
  return value === null ? null : { slots: ldImm64(dst, 0, BigInt(value)), symbol: null };
}

function parsePacket(cur: Cursor, { code }: Mnemonic): Draft | null {
  const imm = parseImm32(cur);
  return imm === null ? null : plain(code, 0, 0, 0, imm);
}

function parsePacketReg(cur: Cursor, { code }: Mnemonic): Draft | null {
  const src = needFirstReg(cur);
  const imm = src === null ? null : parseImm32(cur);
  return src === null || imm === null ? null : plain(code, 0, src, 0, imm);
}

function parseLoad(cur: Cursor, { code }: Mnemonic): Draft | null {
  const dst = needFirstReg(cur);
  const from = dst === null ? null : parseBracketAddress(cur);
  return dst === null || from === null ? null : plain(code, dst, from.base, from.off, 0);
}

function parseStoreImm(cur: Cursor, { code }: Mnemonic): Draft | null {
  const to = parseBracketAddress(cur);
  if (to === null || !cur.need(',')) return null;
  const imm = parseImm32(cur);
  return imm === null ? null : plain(code, to.base, 0, to.off, imm);
}

function parseStoreReg(cur: Cursor, { code, imm }: Mnemonic): Draft | null {
  const to = parseBracketAddress(cur);
  if (to === null || !cur.need(',')) return null;
  const src = needMnemonicReg(cur);
  return src === null ? null : plain(code, to.base, src, to.off, imm);
}

/** The label `exit` needs no definition: it is the first `exit` of the body (bpf_conformance). */
function withExit(target: Target): Target {
  if ('distance' in target || target.symbol.name !== 'exit') return target;
  return { symbol: { ...target.symbol, orFirstExit: true } };
}

function needTarget(cur: Cursor, use: 'jump' | 'long-jump'): Target | null {
  const target = parseTarget(cur, use);
  return target === null ? null : withExit(target);
}

function parseGoto(cur: Cursor, { code }: Mnemonic): Draft | null {
  const target = needTarget(cur, 'jump');
  return target === null ? null : jump(target, code, 0, 0, 0);
}

function parseGotol(cur: Cursor, { code }: Mnemonic): Draft | null {
  const target = needTarget(cur, 'long-jump');
  if (target === null) return null;
  if ('distance' in target) return plain(code, 0, 0, 0, target.distance);
  return jump(target, code, 0, 0, 0);
}

function parseBranch(cur: Cursor, mnemonic: Mnemonic): Draft | null {
  const compare = parseAlu(cur, mnemonic);
  if (compare === null || !cur.need(',')) return null;
  const target = needTarget(cur, 'jump');
  if (target === null) return null;
  const { code, dst, src, imm } = at(compare.slots, 0);
  return jump(target, code, dst, src, imm);
}

const PARSERS: Readonly<Record<OperandForm, Parse>> = {
  alu: parseAlu,
  unary: parseUnary,
  swap: parseSwap,
  'sign-extend': parseSignExtend,
  'sign-extend-bits': parseSignExtendBits,
  constant: parseConstant,
  packet: parsePacket,
  'packet-reg': parsePacketReg,
  load: parseLoad,
  'store-imm': parseStoreImm,
  'store-reg': parseStoreReg,
  goto: parseGoto,
  gotol: parseGotol,
  branch: parseBranch,
};

/** Takes a statement that begins with a mnemonic; undefined, without moving, where there is none. */
export function parseMnemonic(cur: Cursor): Draft | null | undefined {
  const mnemonic = cur.isWordToken ? MNEMONICS.get(cur.word.toLowerCase()) : undefined;
  if (mnemonic === undefined) return undefined;
  cur.next();
  return PARSERS[mnemonic.form](cur, mnemonic);
}

/** `add [%r1+8], %r2` or `fetch add [%r1+8], %r2`, behind `lock`. */
export function parseMnemonicLock(cur: Cursor): Draft | null {
  const words = cur.takeWord('fetch') ? LOCKED_FETCH : LOCKED;
  const mnemonic = cur.isWordToken ? words.get(cur.word.toLowerCase()) : undefined;
  if (mnemonic === undefined) {
    return cur.failOperand(cur.suggest(words.keys()) ?? `one of ${[...words.keys()].join(' ')}`);
  }
  cur.next();
  return parseStoreReg(cur, mnemonic);
}

function parseHelperCall(cur: Cursor): Draft | null {
  if (!cur.isWordToken) return parseNumberedCall(cur, 0);
  const helper = helperByName(cur.word);
  if (helper === null) {
    const hint = cur.suggest(HELPERS.map(({ name }) => name));
    return cur.fail('undefined-function', cur.span, `undefined helper '${cur.word}'`, hint);
  }
  cur.next();
  return plain(CODE_CALL, 0, 0, 0, helper.id);
}

function parseNumberedCall(cur: Cursor, src: number): Draft | null {
  const imm = parseImm32(cur);
  return imm === null ? null : plain(CODE_CALL, 0, src, 0, imm);
}

/** A label, a `.func` or a distance, behind `call local` and `callrel`. */
export function parseLocalCall(cur: Cursor): Draft | null {
  if (startsImmediate(cur) && !isLocalLabel(cur)) return parseNumberedCall(cur, BPF_PSEUDO_CALL);
  const symbol = takeSymbol(cur, 'local-call');
  if (symbol === null) return cur.failOperand('a label, a `.func` or a distance');
  return { ...plain(CODE_CALL, 0, BPF_PSEUDO_CALL, 0, -1), symbol };
}

const CALL_MODES: ReadonlyMap<string, (cur: Cursor) => Draft | null> = new Map([
  ['helper', parseHelperCall],
  ['local', parseLocalCall],
  ['runtime', (cur: Cursor) => parseNumberedCall(cur, BPF_PSEUDO_KFUNC_CALL)],
]);

/**
 * `%r1`, `local NAME`, `helper N` or `runtime N`, behind `call`. Undefined, without moving, where LLVM's
 * `call` goes on: a mode that nothing follows is a name.
 */
export function parseMnemonicCall(cur: Cursor): Draft | null | undefined {
  if (cur.is('%')) return parseMnemonicCallx(cur);
  const parse = cur.isWordToken && cur.peekKind(1) !== END ? CALL_MODES.get(cur.word) : undefined;
  if (parse === undefined) return undefined;
  cur.next();
  return parse(cur);
}

/** `%r1`, behind `callx`. */
export function parseMnemonicCallx(cur: Cursor): Draft | null {
  const target = needMnemonicReg(cur);
  return target === null ? null : plain(CODE_CALLX, target, 0, 0, 0);
}

/** True if what stands behind the first word looks like operands of a mnemonic. */
export function looksMnemonic(cur: Cursor): boolean {
  return cur.peekIs(1, '%') || cur.peekIs(1, '[') || (cur.peekReg(1) >= 0 && cur.peekIs(2, ','));
}
