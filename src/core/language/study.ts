// One text with all that is known about it; each kind of knowledge is made when it is first asked for.

import { type Lab, type LabInsn, parseLab } from '../asm/index.ts';
import { at, type Diagnostic, type Span } from '../base/index.ts';
import type { LabResult } from '../pipeline/index.ts';
import { collectNames, type Names } from './names.ts';
import { lastBefore, type Reading, readText } from './reading.ts';

interface Parsed {
  readonly lab: Lab;
  readonly diagnostics: readonly Diagnostic[];
}

export class Study {
  readonly reading: Reading;
  /** What became of this very text, if it was compiled last. */
  readonly result: LabResult | null;
  private knownNames: Names | null = null;
  private knownParse: Parsed | null = null;
  private knownInsns: readonly LabInsn[] | null = null;
  private knownSpans: readonly Span[] | null = null;

  constructor(text: string, result: LabResult | null, earlier: Study | null = null) {
    this.result = result;
    this.reading = earlier?.reading ?? readText(text);
    if (earlier === null) return;
    this.knownNames = earlier.knownNames;
    this.knownParse = earlier.knownParse;
    this.knownInsns = earlier.knownInsns;
  }

  get text(): string {
    return this.reading.text;
  }

  get names(): Names {
    this.knownNames ??= collectNames(this.reading);
    return this.knownNames;
  }

  get parsed(): Parsed {
    this.knownParse ??= parseLab(this.text);
    return this.knownParse;
  }

  /** The last result's findings; without one, the assembler's. */
  get diagnostics(): readonly Diagnostic[] {
    return this.result?.diagnostics ?? this.parsed.diagnostics;
  }

  /** Every instruction that assembles, in the order of the text. */
  get insns(): readonly LabInsn[] {
    const { progs, funcs } = this.parsed.lab;
    this.knownInsns ??= [...progs, ...funcs]
      .flatMap(({ insns }) => insns)
      .sort((a, b) => a.span.start - b.span.start);
    return this.knownInsns;
  }

  /** The instruction that reaches to or over an offset. */
  insnAt(offset: number): LabInsn | null {
    this.knownSpans ??= this.insns.map(({ span }) => span);
    let idx = lastBefore(this.knownSpans, offset);
    // `.8byte` makes several insns of one place: the first one stands for all.
    while (idx > 0 && at(this.insns, idx - 1).span.start === this.insns[idx]?.span.start) idx--;
    const found = this.insns[idx];
    return found !== undefined && found.span.end >= offset ? found : null;
  }
}
