// The front door: text in, compiled protocol or diagnostics out.

import type { Diagnostic, Span } from '../base/index.ts';
import { checkProtocol } from './check.ts';
import { compileTree } from './compile.ts';
import { error } from './lexer.ts';
import { parseTree } from './parse.ts';
import type { Protocol, ProtocolRole, ProtocolStmt } from './program.ts';

export interface ParsedProtocol {
  /** Null when there was any error. */
  readonly protocol: Protocol | null;
  /** In order of place; spans count from the start of the surrounding text (`offset`). */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses, checks and compiles a protocol. `offset` is where `text` begins in the lab text, in
 * UTF-16 code units; it moves the diagnostics only. Never throws, whatever the text.
 */
export function parseProtocol(
  role: ProtocolRole,
  name: string,
  text: string,
  offset = 0,
): ParsedProtocol {
  const { body, diagnostics } = parseTree(text);
  const { locals, omits } = checkProtocol(role, body, diagnostics);
  const ok = diagnostics.length === 0;
  return {
    protocol: ok
      ? {
          role,
          name,
          text,
          ...compileTree(text, body, locals),
          omits,
          locals: [...locals.keys()],
          localTypes: [...locals.values()],
        }
      : null,
    diagnostics: diagnostics
      .toSorted((a, b) => a.span.start - b.span.start)
      .map((found) => ({
        ...found,
        span: { start: found.span.start + offset, end: found.span.end + offset },
      })),
  };
}

function namesBypass(stmt: ProtocolStmt): boolean {
  if (stmt.kind === 'text-poke') return stmt.which === 'bypass';
  return stmt.kind === 'read' && stmt.from === 'bypass';
}

/** First statement that pokes or reads tailcall_bypass, by its place in the text; null: none does. */
export function bypassSpan({ code }: Protocol): Span | null {
  return code.find(({ stmt }) => namesBypass(stmt))?.span ?? null;
}

/** A protocol that pokes a site which the layout does not have. */
export function noSuchSite(span: Span, pieces: readonly string[]): Diagnostic {
  const message = `tailcall_bypass is no site of the layout ${pieces.join(' ')}`;
  return error('protocol/no-such-site', span, message, 'poke tailcall_target alone, as v5_9 does');
}
