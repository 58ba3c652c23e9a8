// Constant expressions where LLVM takes an immediate: 64-bit, wrapping, with GNU as's precedences.
// Authority: AsmParser::parseExpression and getGNUBinOpPrecedence of LLVM.
// Not modelled: symbols in expressions, other than `symbol + constant` before `ll`.

import { type Span, s64 } from '../base/index.ts';
import type { Cursor } from './cursor.ts';
import { NUMBER } from './scan.ts';

/** Nesting of brackets and signs beyond this is refused; keeps the recursion shallow. */
const MAX_DEPTH = 64;

/** Binary operators by their characters, with GNU as's precedence (higher binds tighter). */
const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<>': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '+': 4,
  '-': 4,
  '|': 5,
  '^': 5,
  '&': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  '<<': 6,
  '>>': 6,
};

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, b: 8, f: 12, '0': 0 };

/** GNU as: a true comparison is -1. */
function truth(value: boolean): bigint {
  return value ? -1n : 0n;
}

function shiftLeft(left: bigint, count: bigint): bigint {
  return count > 63n ? 0n : left << count;
}

const APPLY: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  '||': (left, right) => (left !== 0n || right !== 0n ? 1n : 0n),
  '&&': (left, right) => (left !== 0n && right !== 0n ? 1n : 0n),
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<>': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '<=': (left, right) => truth(left <= right),
  '>': (left, right) => truth(left > right),
  '>=': (left, right) => truth(left >= right),
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '|': (left, right) => left | right,
  '^': (left, right) => left ^ right,
  '&': (left, right) => left & right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '<<': (left, right) => shiftLeft(left, BigInt.asUintN(64, right)),
  '>>': (left, right) => s64(BigInt.asUintN(64, left) >> BigInt.asUintN(64, right)),
};

/** Value of a NUMBER token (digits, or a quoted character), or null if its digits are wrong. */
function numberValue(word: string): bigint | null {
  if (word.startsWith("'")) {
    const escape = word.charAt(1) === '\\';
    const char = word.charAt(escape ? 2 : 1);
    return BigInt(escape ? (ESCAPES[char] ?? char.charCodeAt(0)) : char.charCodeAt(0));
  }
  const digits = word.replace(/[UL]+$/, '');
  if (/^0[0-9]+$/.test(digits)) return /^[0-7]+$/.test(digits) ? BigInt(`0o${digits}`) : null;
  const wellFormed = /^(?:[0-9]+|0[xX][0-9a-fA-F]+|0[bB][01]+)$/.test(digits);
  // A number of thousands of digits takes long to read and fits nothing.
  return wellFormed && digits.length <= 66 ? BigInt(digits) : null;
}

/** Value of a short decimal or hex token, or -1 when the slow way is needed. */
function shortNumber(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start);
  if (end - start > 9 || first < 48 || first > 57) return -1;
  if (first === 48 && end - start > 1) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** The binary operator at the cursor, `''` if none. `=` alone ends an expression. */
function peekOperator(cur: Cursor): string {
  const first = cur.punct;
  if (first === 0) return '';
  const char = String.fromCharCode(first);
  if ('<>&|=!'.includes(char)) {
    const adjacent = cur.text.charAt(cur.end);
    if (PRECEDENCE[char + adjacent] !== undefined) return char + adjacent;
  }
  return PRECEDENCE[char] === undefined ? '' : char;
}

function parsePrimary(cur: Cursor, depth: number): bigint | null {
  if (depth > MAX_DEPTH) return cur.fail('unexpected-token', cur.span, 'expression is too deep');
  if (cur.isNumber) {
    const value = numberValue(cur.word);
    if (value === null || value >= 1n << 64n) {
      return cur.fail('bad-number', cur.span, `invalid number '${shown(cur)}'`);
    }
    cur.next();
    return value;
  }
  if (cur.take('-')) return negate(parsePrimary(cur, depth + 1));
  if (cur.take('+')) return parsePrimary(cur, depth + 1);
  if (cur.take('~')) return invert(parsePrimary(cur, depth + 1));
  if (cur.take('(')) {
    const inner = parseBinary(cur, 1, depth + 1);
    return inner !== null && cur.need(')') ? inner : null;
  }
  return cur.fail('unknown-in-expression', cur.span, 'unknown token in expression');
}

function shown(cur: Cursor): string {
  const { word } = cur;
  return word.length > 40 ? `${word.slice(0, 40)}...` : word;
}

function negate(value: bigint | null): bigint | null {
  return value === null ? null : -value;
}

function invert(value: bigint | null): bigint | null {
  return value === null ? null : ~value;
}

function parseBinary(cur: Cursor, least: number, depth: number): bigint | null {
  let left = parsePrimary(cur, depth);
  while (left !== null) {
    const operator = peekOperator(cur);
    const precedence = PRECEDENCE[operator] ?? 0;
    if (precedence < least) return left;
    const { span } = cur;
    for (let i = 0; i < operator.length; i++) cur.next();
    const right = parseBinary(cur, precedence + 1, depth + 1);
    if (right === null) return null;
    left = applyOperator(cur, operator, left, right, span);
  }
  return null;
}

function applyOperator(
  cur: Cursor,
  operator: string,
  left: bigint,
  right: bigint,
  span: Span,
): bigint | null {
  if (right === 0n && (operator === '/' || operator === '%')) {
    return cur.fail('unknown-in-expression', span, 'division by zero in expression');
  }
  const value = APPLY[operator]?.(left, right) ?? 0n;
  // One operation on values below 2^65 cannot leave 2^130; wrapping keeps it so.
  return value >= -(1n << 63n) && value < 1n << 64n ? value : s64(value);
}

/** Characters that may continue an expression. */
const OPERATOR_CHARS = '+-*/%<>&|^=!';

/** True if an immediate can begin here: LLVM takes a number, or a sign and a number. */
export function startsImmediate(cur: Cursor): boolean {
  if (cur.isNumber) return true;
  return (cur.is('-') || cur.is('+')) && cur.peekKind(1) === NUMBER;
}

/** The immediate when it is one short number with or without a sign, which it nearly always is; else NaN. */
function peekShortImmediate(cur: Cursor): number {
  const signs = cur.isNumber ? 0 : 1;
  const following = cur.peekPunct(signs + 1);
  if (following !== 0 && OPERATOR_CHARS.includes(String.fromCharCode(following))) return Number.NaN;
  const value = shortNumber(cur.text, cur.peekStart(signs), cur.peekEnd(signs));
  if (value < 0) return Number.NaN;
  return cur.is('-') && value !== 0 ? -value : value;
}

/** An immediate in -2^63..2^63-1: a number where a double holds it, else a bigint. Null after a report. */
export function parseImmediate(cur: Cursor): number | bigint | null {
  if (!startsImmediate(cur)) return cur.failOperand();
  const short = peekShortImmediate(cur);
  if (Number.isNaN(short)) {
    const value = parseBinary(cur, 1, 0);
    return value === null ? null : s64(value);
  }
  if (!cur.isNumber) cur.next();
  cur.next();
  return short;
}

/** An immediate that fits 32 bits, signed or unsigned; 2^31 and above become negative. */
export function parseImm32(cur: Cursor): number | null {
  const { start } = cur;
  const value = parseImmediate(cur);
  if (value === null) return null;
  if (value < -0x80000000 || value > 0xffffffff) {
    const span = { start, end: cur.lastEnd };
    return cur.fail(
      'imm-range',
      span,
      'immediate out of range',
      'a 32-bit immediate is -2147483648 to 4294967295; 64-bit values need `rX = VALUE ll`',
    );
  }
  return Number(value) | 0;
}

/** A signed 16-bit offset, which begins with its sign inside an address. */
export function parseOff16(cur: Cursor): number | null {
  const { start } = cur;
  const value = parseImmediate(cur);
  if (value === null) return null;
  if (value >= -0x8000 && value <= 0x7fff) return Number(value);
  const span = { start, end: cur.lastEnd };
  return cur.fail('off-range', span, 'operand is not a 16-bit signed integer');
}
