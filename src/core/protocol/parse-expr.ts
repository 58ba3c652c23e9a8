// Expressions: C's operators from loosest to tightest, calls, bytes of a site, an element of ptrs.

import type { Span } from '../base/index.ts';
import type { Expr } from './ast.ts';
import type { Token } from './lexer.ts';
import type { BinaryOp } from './program.ts';
import { TokenReader } from './token-reader.ts';

/** Binary operators from loosest to tightest. */
const LEVELS: readonly (readonly BinaryOp[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
];

export class ExprParser extends TokenReader {
  protected expr(): Expr {
    this.enter();
    const cond = this.binary(0);
    let result = cond;
    if (this.take('?')) {
      const then = this.expr();
      this.need(':');
      const otherwise = this.expr();
      result = { kind: 'choose', cond, then, else: otherwise, span: join(cond, otherwise) };
    }
    this.depth--;
    return result;
  }

  private binary(level: number): Expr {
    const ops = LEVELS[level];
    if (!ops) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const op = ops.find((candidate) => this.isNext(candidate));
      if (!op) return left;
      this.next++;
      const right = this.binary(level + 1);
      left = { kind: 'binary', op, left, right, span: join(left, right) };
    }
  }

  private unary(): Expr {
    const token = this.peek();
    if (token.text !== '!' && token.text !== '-') return this.postfix();
    const op = token.text;
    this.next++;
    this.enter();
    const of = this.unary();
    this.depth--;
    return { kind: 'unary', op, of, span: { start: token.span.start, end: of.span.end } };
  }

  protected postfix(): Expr {
    const token = this.peek();
    if (token.kind === 'number') return { kind: 'int', value: this.number(), span: token.span };
    if (this.take('(')) {
      const inner = this.expr();
      this.need(')');
      return inner;
    }
    if (token.kind !== 'word') this.expected('an expression');
    this.next++;
    if (this.isNext('(')) {
      const args = this.args();
      return { kind: 'call', name: token.text, args, span: this.spanFrom(token) };
    }
    if (this.isNext('[')) return this.brackets(token);
    return { kind: 'name', name: token.text, span: token.span };
  }

  private brackets(name: Token): Expr {
    this.need('[');
    const word = this.peek();
    if (word.kind === 'word') {
      this.next++;
      this.need(']');
      return { kind: 'element', name: name.text, key: word.text, span: this.spanFrom(name) };
    }
    const from = this.number();
    const to = this.take('..') ? this.number() : from;
    this.need(']');
    return { kind: 'bytes', name: name.text, from, to, span: this.spanFrom(name) };
  }

  protected args(): Expr[] {
    const args: Expr[] = [];
    this.need('(');
    if (this.take(')')) return args;
    do args.push(this.expr());
    while (this.take(','));
    this.need(')');
    return args;
  }

  private number(): number {
    const token = this.peek();
    if (token.kind !== 'number') this.expected('a number');
    this.next++;
    const value = Number(token.text);
    if (value > 0x7fffffff) {
      this.fail('protocol/range', token.span, `${token.text} does not fit in a signed 32-bit int`);
    }
    return value;
  }

  protected spanFrom({ span }: { readonly span: Span }): Span {
    return { start: span.start, end: this.lastEnd() };
  }
}

function join(left: Expr, right: Expr): Span {
  return { start: left.span.start, end: right.span.end };
}
