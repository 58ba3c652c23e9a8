// A place in a list of tokens, and what every part of the parser does there.

import { at, type Diagnostic, type Span } from '../base/index.ts';
import type { ProtocolCode } from './codes.ts';
import { error, type Token } from './lexer.ts';

/** Nesting of blocks and parentheses beyond which the text is refused. */
const MAX_DEPTH = 40;

/** Thrown within the parser only, to leave a broken statement. */
export class SyntaxStop extends Error {}

export class TokenReader {
  protected readonly tokens: readonly Token[];
  protected next = 0;
  protected depth = 0;
  private readonly diagnostics: Diagnostic[];

  constructor(tokens: readonly Token[], diagnostics: Diagnostic[]) {
    this.tokens = tokens;
    this.diagnostics = diagnostics;
  }

  protected peek(ahead = 0): Token {
    return at(this.tokens, Math.min(this.next + ahead, this.tokens.length - 1));
  }

  protected lastEnd(): number {
    return at(this.tokens, this.next - 1).span.end;
  }

  protected isNext(text: string): boolean {
    return this.peek().text === text;
  }

  protected take(text: string): boolean {
    if (!this.isNext(text)) return false;
    this.next++;
    return true;
  }

  protected need(text: string): void {
    if (!this.take(text)) this.expected(`'${text}'`);
  }

  protected expected(what: string): never {
    const token = this.peek();
    const found = token.kind === 'end' ? token.text : `'${token.text}'`;
    return this.fail('protocol/expected', token.span, `expected ${what} before ${found}`);
  }

  protected enter(): void {
    this.depth++;
    if (this.depth > MAX_DEPTH) {
      this.fail('protocol/too-deep', this.peek().span, `nesting is deeper than ${MAX_DEPTH}`);
    }
  }

  protected fail(code: ProtocolCode, span: Span, message: string, hint?: string): never {
    this.diagnostics.push(error(code, span, message, hint));
    throw new SyntaxStop();
  }
}
