// Protocol text to tree. A recursive descent over C's grammar, the part that the language uses;
// after an error it goes on at the next statement, so that one run reports several.
// Not modelled: declarations, loops other than for_each_poke, goto, arithmetic: refused by name.

import { at, type Diagnostic, type Span } from '../base/index.ts';
import type { Expr, Stmt } from './ast.ts';
import { error, lexProtocol, type Token } from './lexer.ts';
import type { BinaryOp } from './program.ts';

/** Nesting of blocks and parentheses beyond which the text is refused. */
const MAX_DEPTH = 40;

const REFUSED = new Set([
  'while',
  'for',
  'do',
  'goto',
  'switch',
  'case',
  'break',
  'continue',
  'int',
  'void',
  'struct',
  'bool',
  'const',
  'static',
  'unsigned',
  'long',
  'char',
  'u8',
  'u32',
  'u64',
]);

/** Binary operators from loosest to tightest. */
const LEVELS: readonly (readonly BinaryOp[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
];

/** Thrown within this file only, to leave a broken statement. */
class SyntaxStop extends Error {}

export function parseTree(text: string): { body: readonly Stmt[]; diagnostics: Diagnostic[] } {
  const { tokens, diagnostics } = lexProtocol(text);
  const parser = new Parser(tokens, diagnostics);
  return { body: parser.statements(false), diagnostics };
}

class Parser {
  private readonly tokens: readonly Token[];
  private readonly diagnostics: Diagnostic[];
  private next = 0;
  private depth = 0;

  constructor(tokens: readonly Token[], diagnostics: Diagnostic[]) {
    this.tokens = tokens;
    this.diagnostics = diagnostics;
  }

  /** Statements up to `}` (not taken) or the end. */
  statements(inBlock: boolean): Stmt[] {
    const body: Stmt[] = [];
    while (this.peek().kind !== 'end' && !(inBlock && this.isNext('}'))) {
      const { next: first, depth } = this;
      try {
        const stmt = this.statement();
        if (stmt) body.push(stmt);
      } catch (stop) {
        if (!(stop instanceof SyntaxStop)) throw stop;
        this.depth = depth;
        this.recover(first, inBlock);
      }
    }
    return body;
  }

  private statement(): Stmt | null {
    const token = this.peek();
    if (this.take(';')) return null;
    if (token.text === '{') return this.block();
    if (token.text === 'for_each_poke') return this.loop();
    if (token.text === 'if') return this.conditional();
    if (token.text === 'return') return this.returnStmt();
    if (REFUSED.has(token.text)) {
      this.fail(
        'protocol/not-modelled',
        token.span,
        `'${token.text}' is not part of the protocol language`,
        'loops are for_each_poke(map, key); variables need no declaration',
      );
    }
    if (token.kind !== 'word') this.expected('a statement');
    const start = token.span.start;
    if (at(this.tokens, this.next + 1).text === '=') return this.assignment();
    const call = this.postfix();
    if (call.kind !== 'call')
      this.fail('protocol/no-effect', call.span, 'this statement has no effect');
    this.need(';');
    return { kind: 'call', call, span: { start, end: this.lastEnd() } };
  }

  private block(): Stmt {
    const start = this.peek().span.start;
    this.need('{');
    this.enter();
    const body = this.statements(true);
    this.depth--;
    this.need('}');
    return { kind: 'block', body, span: { start, end: this.lastEnd() } };
  }

  private loop(): Stmt {
    const start = this.peek().span.start;
    this.next++;
    const args = this.args();
    const span = { start, end: this.lastEnd() };
    const body = this.nested();
    const end = this.lastEnd();
    return { kind: 'loop', args, body, span, close: { start: end - 1, end } };
  }

  private conditional(): Stmt {
    const start = this.peek().span.start;
    this.next++;
    this.need('(');
    const cond = this.expr();
    this.need(')');
    const span = { start, end: this.lastEnd() };
    const then = this.nested();
    const otherwise = this.take('else') ? this.nested() : null;
    return { kind: 'if', cond, then, else: otherwise, span };
  }

  private nested(): Stmt {
    this.enter();
    const span = this.peek().span;
    if (this.peek().kind === 'end') this.expected('a statement');
    const stmt = this.statement();
    this.depth--;
    return stmt ?? { kind: 'block', body: [], span };
  }

  private returnStmt(): Stmt {
    const start = this.peek().span.start;
    this.next++;
    const value = this.isNext(';') ? null : this.expr();
    this.need(';');
    return { kind: 'return', value, span: { start, end: this.lastEnd() } };
  }

  private assignment(): Stmt {
    const name = this.peek();
    this.next += 2;
    const value = this.expr();
    this.need(';');
    const span = { start: name.span.start, end: this.lastEnd() };
    return { kind: 'assign', name: name.text, nameSpan: name.span, value, span };
  }

  private expr(): Expr {
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

  private postfix(): Expr {
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
      return {
        kind: 'call',
        name: token.text,
        args,
        span: { start: token.span.start, end: this.lastEnd() },
      };
    }
    if (this.isNext('[')) return this.byteRange(token);
    return { kind: 'name', name: token.text, span: token.span };
  }

  private byteRange(name: Token): Expr {
    this.need('[');
    const from = this.number();
    const to = this.take('..') ? this.number() : from;
    this.need(']');
    const span = { start: name.span.start, end: this.lastEnd() };
    return { kind: 'bytes', name: name.text, from, to, span };
  }

  private args(): Expr[] {
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

  private peek(): Token {
    return at(this.tokens, Math.min(this.next, this.tokens.length - 1));
  }

  private lastEnd(): number {
    return at(this.tokens, this.next - 1).span.end;
  }

  private isNext(text: string): boolean {
    return this.peek().text === text;
  }

  private take(text: string): boolean {
    if (!this.isNext(text)) return false;
    this.next++;
    return true;
  }

  private need(text: string): void {
    if (!this.take(text)) this.expected(`'${text}'`);
  }

  private expected(what: string): never {
    const token = this.peek();
    const found = token.kind === 'end' ? token.text : `'${token.text}'`;
    return this.fail('protocol/expected', token.span, `expected ${what} before ${found}`);
  }

  private enter(): void {
    this.depth++;
    if (this.depth > MAX_DEPTH) {
      this.fail('protocol/too-deep', this.peek().span, `nesting is deeper than ${MAX_DEPTH}`);
    }
  }

  private fail(code: string, span: Span, message: string, hint?: string): never {
    this.diagnostics.push(error(code, span, message, hint));
    throw new SyntaxStop();
  }

  /** Skips past the next `;` or to the `}` of this block, where statements can be read again. */
  private recover(first: number, inBlock: boolean): void {
    if (this.next === first) this.next++;
    while (this.peek().kind !== 'end' && !this.isNext('}')) {
      if (this.take(';')) return;
      this.next++;
    }
    if (!inBlock) this.take('}');
  }
}

function join(left: Expr, right: Expr): Span {
  return { start: left.span.start, end: right.span.end };
}
