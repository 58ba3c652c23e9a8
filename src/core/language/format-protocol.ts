// Indentation of a protocol's lines: four for each block, and for the statement of an `if` without braces.

import { lexProtocol, type ProtocolToken } from '../protocol/index.ts';

const STEP = 4;
/** The parser refuses to go deeper. */
const DEEPEST = 40;
const HEADS: ReadonlySet<string> = new Set(['if', 'for_each_poke']);

/** Walks the tokens and knows at each of them how deep a line that begins there stands. */
class Depth {
  /** Heads without braces that wait for their statement, by block. */
  private readonly outer: number[] = [];
  /** Blocks, and the heads that they stand in. */
  private blocks = 0;
  private pending = 0;
  private parens = 0;
  /** Inside the parentheses of a head. */
  private head = false;
  /** A statement has begun. */
  private begun = false;

  at(token: ProtocolToken | undefined): number {
    const closes = token?.text === '}' ? 1 : 0;
    const continues = this.begun && closes === 0 && token?.text !== '{' ? 1 : 0;
    const depth = this.blocks - closes + this.pending + continues;
    return Math.min(DEEPEST, Math.max(0, depth)) * STEP;
  }

  take({ text }: ProtocolToken, next: ProtocolToken | undefined): void {
    if (text === '(') this.parens++;
    else if (text === ')') this.close(next);
    else if (text === '{') this.open();
    else if (text === '}') this.end();
    else if (text === ';' && this.parens === 0) this.endStatement();
    else this.word(text, next);
  }

  private word(text: string, next: ProtocolToken | undefined): void {
    if (text === 'else') {
      if (next?.text !== 'if' && next?.text !== '{') this.pending++;
      return;
    }
    if (HEADS.has(text)) this.head = true;
    this.begun = true;
  }

  private close(next: ProtocolToken | undefined): void {
    this.parens = Math.max(0, this.parens - 1);
    if (this.parens > 0 || !this.head) return;
    this.head = false;
    this.begun = false;
    if (next?.text !== '{') this.pending++;
  }

  private open(): void {
    this.outer.push(this.pending);
    this.blocks += this.pending + 1;
    this.endStatement();
  }

  private end(): void {
    const heads = this.outer.pop();
    if (heads !== undefined) this.blocks -= heads + 1;
    this.endStatement();
  }

  private endStatement(): void {
    this.pending = 0;
    this.parens = 0;
    this.begun = false;
    this.head = false;
  }
}

/** Blanks in front of the lines of a protocol's body, given where each begins within it. */
export function protocolIndents(body: string, lineStarts: readonly number[]): number[] {
  const { tokens } = lexProtocol(body);
  const depth = new Depth();
  let next = 0;
  return lineStarts.map((start, line) => {
    const end = lineStarts[line + 1] ?? body.length;
    for (; (tokens[next]?.span.start ?? Infinity) < start; next++) {
      const token = tokens[next];
      if (token !== undefined) depth.take(token, tokens[next + 1]);
    }
    const first = tokens[next];
    return depth.at(first !== undefined && first.span.start < end ? first : undefined);
  });
}
