// Jumps, calls and exit.
// Authority: RFC 9669 sections 4.3 and 4.4; LLVM's assembly strings. `call pc+N` is the verifier's spelling
// of a BPF-to-BPF call without a name; LLVM has none.

import {
  BPF_JMP,
  BPF_JMP32,
  BPF_PSEUDO_CALL,
  BPF_X,
  CODE_CALL,
  CODE_CALLX,
  CODE_EXIT,
  CODE_JA,
  CODE_JA32,
  CODE_JCOND,
  JMP_TEXT,
} from '../bpf/index.ts';
import type { Cursor } from './cursor.ts';
import { type Draft, type DraftSymbol, plain, type SymbolUse } from './draft.ts';
import { parseImm32, parseImmediate, startsImmediate } from './expression.ts';
import { PUNCT, WORD } from './scan.ts';

const OPERATIONS: ReadonlyMap<string, number> = new Map(
  Object.entries(JMP_TEXT).map(([operation, text]) => [text, Number(operation)]),
);

/** Takes a comparison; null if there is none. */
function takeComparison(cur: Cursor): number | null {
  let text = cur.isWord('s') ? 's' : '';
  const ahead = text.length;
  if (cur.peekKind(ahead) !== PUNCT) return null;
  text += cur.text.charAt(cur.peekStart(ahead));
  const two = cur.peekIs(ahead + 1, '=');
  const operation = OPERATIONS.get(two ? `${text}=` : text);
  if (operation === undefined) return null;
  for (let taken = 0; taken <= ahead + (two ? 1 : 0); taken++) cur.next();
  return operation;
}

/** Where a jump goes: a distance in slots, or a name. */
export type Target = { readonly distance: number } | { readonly symbol: DraftSymbol };

/** A name, or a local label such as `1f`. */
export function takeSymbol(cur: Cursor, use: SymbolUse): DraftSymbol | null {
  // `1f` and `1b`: the next or the last label `1:`.
  const local = cur.isNumber && cur.peekKind(1) === WORD && cur.peekStart(1) === cur.end;
  const { start } = cur;
  if (local) cur.next();
  const name = cur.takeName();
  if (name === null) return null;
  const span = { start, end: name.span.end };
  return { name: cur.text.slice(span.start, span.end), span, use, addend: null };
}

export function isLocalLabel(cur: Cursor): boolean {
  if (!cur.isNumber || cur.peekKind(1) !== WORD || cur.peekStart(1) !== cur.end) return false;
  const suffix = cur.text.slice(cur.peekStart(1), cur.peekEnd(1));
  return suffix === 'f' || suffix === 'b';
}

/** A label or a distance that fits. */
export function parseTarget(cur: Cursor, use: 'jump' | 'long-jump'): Target | null {
  if (cur.isWordToken || isLocalLabel(cur)) {
    if (cur.peekReg() >= 0) return cur.failOperand('a jump goes to a label or a distance');
    const symbol = takeSymbol(cur, use);
    return symbol === null ? cur.failOperand() : { symbol };
  }
  const { start } = cur;
  const value = parseImmediate(cur);
  if (value === null) return null;
  const limit = use === 'jump' ? 0x8000 : 0x80000000;
  if (value >= -limit && value < limit) return { distance: Number(value) };
  const bits = use === 'jump' ? 16 : 32;
  const span = { start, end: cur.lastEnd };
  const message = `operand is not an identifier or ${bits}-bit signed integer`;
  return cur.fail('branch-target', span, message);
}

/** A jump; the distance goes into off. */
export function jump(target: Target, code: number, dst: number, src: number, imm: number): Draft {
  const off = 'distance' in target ? target.distance : 0;
  const symbol = 'symbol' in target ? target.symbol : null;
  return { slots: [{ code, dst, src, off, imm }], symbol };
}

/** `if rX OP rY goto T`, behind `if`. */
export function parseIf(cur: Cursor): Draft | null {
  const dst = cur.takeReg();
  if (dst === null) return cur.failOperand();
  const operation = takeComparison(cur);
  if (operation === null) return cur.failOperand('one of == != > >= < <= s> s>= s< s<= &');
  const code = operation | (dst.is32 ? BPF_JMP32 : BPF_JMP);
  const byImm = startsImmediate(cur);
  const imm = byImm ? parseImm32(cur) : 0;
  if (imm === null) return null;
  const src = byImm ? null : cur.needReg(dst.is32);
  if (!byImm && src === null) return null;
  if (!cur.takeWord('goto')) return cur.failOperand("expected 'goto'");
  const target = parseTarget(cur, 'jump');
  if (target === null) return null;
  return src === null
    ? jump(target, code, dst.num, 0, imm)
    : jump(target, code | BPF_X, dst.num, src.num, 0);
}

export function parseGoto(cur: Cursor): Draft | null {
  const target = parseTarget(cur, 'jump');
  return target === null ? null : jump(target, CODE_JA, 0, 0, 0);
}

/** May be taken or not, as the kernel's loop budget allows. */
export function parseMayGoto(cur: Cursor): Draft | null {
  const target = parseTarget(cur, 'jump');
  return target === null ? null : jump(target, CODE_JCOND, 0, 0, 0);
}

/** The distance of `gotol` is in imm. */
export function parseGotol(cur: Cursor): Draft | null {
  const target = parseTarget(cur, 'long-jump');
  if (target === null) return null;
  if ('distance' in target) return plain(CODE_JA32, 0, 0, 0, target.distance);
  return jump(target, CODE_JA32, 0, 0, 0);
}

/** `call 12`, `call NAME`, `call pc+5`. */
export function parseCall(cur: Cursor): Draft | null {
  if (startsImmediate(cur)) {
    const imm = parseImm32(cur);
    return imm === null ? null : plain(CODE_CALL, 0, 0, 0, imm);
  }
  if (cur.peekReg() >= 0) return cur.failOperand('the kernel has no calls through a register');
  if (cur.isWord('pc') && (cur.peekIs(1, '+') || cur.peekIs(1, '-'))) {
    cur.next();
    const imm = parseImm32(cur);
    return imm === null ? null : plain(CODE_CALL, 0, BPF_PSEUDO_CALL, 0, imm);
  }
  const symbol = takeSymbol(cur, 'call');
  if (symbol === null) return cur.failOperand();
  const slot = { code: CODE_CALL, dst: 0, src: BPF_PSEUDO_CALL, off: 0, imm: -1 };
  return { slots: [slot], symbol };
}

/** LLVM assembles it; no kernel runs it, so a lab refuses it (see `parseInsn`). */
export function parseCallx(cur: Cursor): Draft | null {
  const target = cur.needReg(false);
  return target === null ? null : plain(CODE_CALLX, target.num, 0, 0, 0);
}

export function parseExit(): Draft {
  return plain(CODE_EXIT, 0, 0, 0, 0);
}
