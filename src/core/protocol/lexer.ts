// Words of a protocol text. Authority: C's lexical grammar, the part that the language uses.
// Not modelled: strings, characters, floating point, the preprocessor; each is refused.

import type { Diagnostic, Span } from '../base/index.ts';
import type { ProtocolCode } from './codes.ts';

export interface Token {
  readonly kind: 'word' | 'number' | 'punct' | 'end';
  readonly text: string;
  readonly span: Span;
}

/** Longest text that is looked at, in UTF-16 code units. */
const MAX_TEXT = 20_000;

const TOKEN =
  /([ \t\r\n]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|([A-Za-z_]\w*)|(0[xX][0-9a-fA-F]+|\d+)(?!\w)|(\.\.|&&|\|\||[=!<>]=|[(){}[\];,=!<>?:-])/y;

/** Splits `text` into tokens, an `end` token last; characters of no token are reported and skipped. */
export function lexProtocol(text: string): { tokens: Token[]; diagnostics: Diagnostic[] } {
  const tokens: Token[] = [];
  const diagnostics: Diagnostic[] = [];
  const limit = Math.min(text.length, MAX_TEXT);
  if (text.length > MAX_TEXT) {
    diagnostics.push(
      error(
        'protocol/too-long',
        { start: MAX_TEXT, end: text.length },
        `protocol text is longer than ${MAX_TEXT} characters`,
      ),
    );
  }
  let start = 0;
  while (start < limit) {
    TOKEN.lastIndex = start;
    const match = TOKEN.exec(text);
    const span = { start, end: match ? TOKEN.lastIndex : start + 1 };
    if (!match) reportStray(diagnostics, text, span);
    else if (match[2] !== undefined) tokens.push({ kind: 'word', text: match[2], span });
    else if (match[3] !== undefined) tokens.push({ kind: 'number', text: match[3], span });
    else if (match[4] !== undefined) tokens.push({ kind: 'punct', text: match[4], span });
    start = span.end;
  }
  tokens.push({ kind: 'end', text: 'end of text', span: { start: limit, end: limit } });
  return { tokens, diagnostics };
}

function reportStray(diagnostics: Diagnostic[], text: string, span: Span): void {
  const last = diagnostics.at(-1);
  // Neighbouring stray characters make one finding.
  if (last?.code === 'protocol/stray-character' && last.span.end === span.start) {
    diagnostics[diagnostics.length - 1] = {
      ...last,
      span: { start: last.span.start, end: span.end },
    };
    return;
  }
  diagnostics.push(
    error(
      'protocol/stray-character',
      span,
      `unexpected character '${text.slice(span.start, span.end)}'`,
      'operators are == != < <= > >= && || ! ?: and =; arithmetic is not modelled',
    ),
  );
}

export function error(code: ProtocolCode, span: Span, message: string, hint?: string): Diagnostic {
  const base = { code, severity: 'error' as const, span, message };
  return hint === undefined ? base : { ...base, hint };
}
