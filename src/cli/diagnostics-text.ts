// Findings about a lab as compilers print them, so that editors find the place.

import type { Diagnostic } from '../core/base/index.ts';

/** `FILE:LINE:COL: error: MESSAGE [CODE]`, then the hint. */
function diagnosticText(file: string, text: string, found: Diagnostic): string {
  const before = text.slice(0, found.span.start);
  const line = before.split('\n').length;
  const col = before.length - (before.lastIndexOf('\n') + 1) + 1;
  const head = `${file}:${line}:${col}: ${found.severity}: ${found.message} [${found.code}]`;
  return found.hint === undefined ? head : `${head}\n  hint: ${found.hint}`;
}

export function diagnosticsText(
  file: string,
  text: string,
  diagnostics: readonly Diagnostic[],
): string {
  return diagnostics.map((found) => diagnosticText(file, text, found)).join('\n');
}
