// Problems in words: their groups, counts and places.

import type { Diagnostic } from '../../core/base/index.ts';
import { type LineIndex, lineAt } from './line-index.ts';

type Severity = Diagnostic['severity'];

export const SEVERITY_WORDS: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  info: ['note', 'notes'],
};

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

export interface ProblemGroup {
  readonly severity: Severity;
  readonly problems: readonly Diagnostic[];
}

/** By severity, the worst first; within a group as the engine gives them. Empty ones are left out. */
export function problemGroups(diagnostics: readonly Diagnostic[]): readonly ProblemGroup[] {
  return ORDER.map((severity) => ({
    severity,
    problems: diagnostics.filter((diagnostic) => diagnostic.severity === severity),
  })).filter(({ problems }) => problems.length > 0);
}

/** `2 errors, 1 warning`; '' for none. */
export function countWords(diagnostics: readonly Diagnostic[]): string {
  return problemGroups(diagnostics)
    .map(({ severity, problems }) => {
      const [one, many] = SEVERITY_WORDS[severity];
      return `${problems.length} ${problems.length === 1 ? one : many}`;
    })
    .join(', ');
}

/** `3:9`, both from one. */
export function placeWords(index: LineIndex, offset: number): string {
  const line = lineAt(index, offset);
  return `${line + 1}:${offset - (index.starts[line] ?? 0) + 1}`;
}

/** What is said aloud when typing rests: the count, and the first and worst problem. */
export function spokenProblems(diagnostics: readonly Diagnostic[], index: LineIndex): string {
  const first = problemGroups(diagnostics)[0]?.problems[0];
  if (!first) return 'No problems';
  const line = lineAt(index, first.span.start) + 1;
  return `${countWords(diagnostics)}. Line ${line}: ${first.message}`;
}
