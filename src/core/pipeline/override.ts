// Names that win over what a lab's directives pick, as a caller gives them: to compare, or from a command line.

import type { Diagnostic, Span } from '../base/index.ts';

export interface Override {
  /** As behind `.kernel`: a version, then options. */
  readonly kernel?: string;
  /** Names of library entries. */
  readonly mapPoke?: string;
  readonly textPoke?: string;
  readonly layout?: string;
}

/** Nothing in the text is wrong, so the finding stands at its start. */
export const NOWHERE: Span = { start: 0, end: 0 };

/** A finding about a name that the library does not have. */
export function unknownName(
  what: 'map_poke protocol' | 'text_poke protocol' | 'layout',
  name: string,
  span: Span,
  known: readonly string[],
): Diagnostic {
  const isLayout = what === 'layout';
  const otherwise = isLayout ? 'or write the pieces' : 'or write a body below the directive';
  return {
    code: isLayout ? 'layout/unknown-name' : 'protocol/unknown-name',
    severity: 'error',
    span,
    message: `no ${what} named ${name} in the library`,
    hint: `The library has ${known.join(', ')}; ${otherwise}.`,
  };
}
