// The front door: text in, compiled protocol or diagnostics out.

import type { Diagnostic } from '../base/index.ts';
import { checkProtocol } from './check.ts';
import { compileTree } from './compile.ts';
import { parseTree } from './parse.ts';
import type { Protocol, ProtocolRole } from './program.ts';

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
  const locals = checkProtocol(role, body, diagnostics);
  const ok = diagnostics.length === 0;
  return {
    protocol: ok
      ? {
          role,
          name,
          text,
          code: compileTree(text, body, locals),
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
