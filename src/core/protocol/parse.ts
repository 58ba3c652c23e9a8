// Protocol text to tree. A recursive descent over C's grammar, the part that the language uses;
// after an error it goes on at the next statement, so that one run reports several.
// Not modelled: loops other than for_each_poke, goto, pointers, arithmetic: refused by name.

import type { Diagnostic } from '../base/index.ts';
import type { Stmt } from './ast.ts';
import { lexProtocol, type Token } from './lexer.ts';
import { ExprParser } from './parse-expr.ts';
import { SyntaxStop } from './token-reader.ts';
import { PROTOCOL_VOCABULARY } from './vocabulary.ts';

/** Words of C that the language does not have. */
export const REFUSED: ReadonlySet<string> = new Set([
  'while',
  'for',
  'do',
  'goto',
  'switch',
  'case',
  'break',
  'continue',
  'void',
  'struct',
  'const',
  'static',
  'unsigned',
  'long',
  'char',
  'u8',
  'u32',
  'u64',
]);

const TYPES: ReadonlySet<string> = new Set(
  PROTOCOL_VOCABULARY.filter(({ kind }) => kind === 'type').map(({ name }) => name),
);

export function parseTree(text: string): { body: readonly Stmt[]; diagnostics: Diagnostic[] } {
  const { tokens, diagnostics } = lexProtocol(text);
  const parser = new Parser(tokens, diagnostics);
  return { body: parser.statements(false), diagnostics };
}

class Parser extends ExprParser {
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
    const compound = this.compound(token);
    if (compound) return compound;
    this.refuse(token);
    if (token.kind !== 'word') this.expected('a statement');
    if (TYPES.has(token.text) && this.peek(1).kind === 'word') return this.declaration(token);
    if (this.peek(1).text === '=') return this.assignment();
    return this.callStmt(token);
  }

  private compound(token: Token): Stmt | null {
    switch (token.text) {
      case '{':
        return this.block(token);
      case 'for_each_poke':
        return this.loop(token);
      case 'if':
        return this.conditional(token);
      case 'return':
        return this.returnStmt(token);
      case 'fixup':
        return this.fixup(token);
      case 'call_rcu':
      case 'call_rcu_tasks_trace':
        return this.defer(token);
      default:
        return null;
    }
  }

  private refuse(token: Token): void {
    if (!REFUSED.has(token.text)) return;
    this.fail(
      'protocol/not-modelled',
      token.span,
      `'${token.text}' is not part of the protocol language`,
      `loops are for_each_poke(map, key); types are ${[...TYPES].join(', ')}`,
    );
  }

  private callStmt(token: Token): Stmt {
    const call = this.postfix();
    if (call.kind !== 'call')
      this.fail('protocol/no-effect', call.span, 'this statement has no effect');
    this.need(';');
    const span = this.spanFrom(token);
    if (call.name === 'no_lock') return { kind: 'no-lock', args: call.args, span };
    return { kind: 'call', call, span };
  }

  private block(token: Token): Stmt {
    this.need('{');
    this.enter();
    const body = this.statements(true);
    this.depth--;
    this.need('}');
    return { kind: 'block', body, span: this.spanFrom(token) };
  }

  private loop(token: Token): Stmt {
    this.next++;
    const args = this.args();
    const span = this.spanFrom(token);
    const body = this.nested();
    return { kind: 'loop', args, body, span, close: this.lastMark() };
  }

  private defer(token: Token): Stmt {
    this.next++;
    if (!this.isNext('{')) this.expected("'{'");
    const flavour = token.text === 'call_rcu' ? 'rcu' : 'tasks-trace';
    const body = this.nested();
    return { kind: 'defer', flavour, body, span: token.span, close: this.lastMark() };
  }

  private fixup(token: Token): Stmt {
    this.next++;
    if (!this.isNext('{')) this.expected("'{'");
    return { kind: 'fixup', body: this.nested(), span: token.span };
  }

  /** Where a compound statement has just ended: its brace, as a rule. */
  private lastMark() {
    const end = this.lastEnd();
    return { start: end - 1, end };
  }

  private conditional(token: Token): Stmt {
    this.next++;
    this.need('(');
    const cond = this.expr();
    this.need(')');
    const span = this.spanFrom(token);
    const then = this.nested();
    const otherwise = this.take('else') ? this.nested() : null;
    return { kind: 'if', cond, then, else: otherwise, span };
  }

  private nested(): Stmt {
    this.enter();
    const { span } = this.peek();
    if (this.peek().kind === 'end') this.expected('a statement');
    const stmt = this.statement();
    this.depth--;
    return stmt ?? { kind: 'block', body: [], span };
  }

  private returnStmt(token: Token): Stmt {
    this.next++;
    const value = this.isNext(';') ? null : this.expr();
    this.need(';');
    return { kind: 'return', value, span: this.spanFrom(token) };
  }

  /** `TYPE a = x, b;` is a block of declarations and assignments. */
  private declaration(token: Token): Stmt {
    this.next++;
    const body: Stmt[] = [];
    do {
      const name = this.peek();
      if (name.kind !== 'word') this.expected('a name');
      body.push({ kind: 'declare', type: token.text, name: name.text, span: name.span });
      this.next++;
      if (!this.take('=')) continue;
      const value = this.expr();
      const span = this.spanFrom(name);
      body.push({ kind: 'assign', name: name.text, nameSpan: name.span, value, span });
    } while (this.take(','));
    this.need(';');
    return { kind: 'block', body, span: this.spanFrom(token) };
  }

  private assignment(): Stmt {
    const name = this.peek();
    this.next += 2;
    const value = this.expr();
    this.need(';');
    const span = this.spanFrom(name);
    return { kind: 'assign', name: name.text, nameSpan: name.span, value, span };
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
