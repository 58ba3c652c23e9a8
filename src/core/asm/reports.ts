// Collects diagnostics while a text is parsed, and bounds how many there can be.

import type { Diagnostic, RelatedPlace, Severity, Span } from '../base/index.ts';
import { didYouMean } from './suggest.ts';

/** Beyond this nobody reads on; clang stops as well, with the same words. */
const MAX_DIAGNOSTICS = 500;

/** What may accompany a message. */
export interface Advice {
  readonly hint?: string | undefined;
  readonly related?: readonly RelatedPlace[];
}

export class Reports {
  private readonly found: Diagnostic[] = [];
  private dropped = 0;

  /** A "did you mean", while further reports are still kept; undefined when nothing is near. */
  suggest(word: string, candidates: Iterable<string>): string | undefined {
    return this.open ? didYouMean(word, candidates) : undefined;
  }

  error(code: string, span: Span, message: string, advice: Advice = {}): void {
    this.add('error', code, span, message, advice);
  }

  warning(code: string, span: Span, message: string, advice: Advice = {}): void {
    this.add('warning', code, span, message, advice);
  }

  /** All reports by their place in the text. */
  list(): Diagnostic[] {
    const sorted = [...this.found].sort((a, b) => a.span.start - b.span.start);
    const last = sorted.at(-1);
    if (this.dropped === 0 || last === undefined) return sorted;
    return [
      ...sorted,
      {
        code: 'asm/too-many-errors',
        severity: 'error',
        span: last.span,
        message: `too many errors emitted, stopping now (${this.dropped} more)`,
      },
    ];
  }

  private get open(): boolean {
    return this.found.length < MAX_DIAGNOSTICS;
  }

  private add(
    severity: Severity,
    code: string,
    span: Span,
    message: string,
    { hint, related }: Advice,
  ): void {
    if (!this.open) {
      this.dropped++;
      return;
    }
    this.found.push({
      code: `asm/${code}`,
      severity,
      span,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(related === undefined ? {} : { related }),
    });
  }
}
