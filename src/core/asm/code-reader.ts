// Statements of a `.prog` or `.func` body: instructions, labels, and what clang writes between them.
// Authority: LLVM's assembler. A pasted function's own label is a label like any other.
// Not modelled: macros, symbol assignment, data among instructions (other than raw insns).

import type { Span } from '../base/index.ts';
import { CODE_CALLX } from '../bpf/index.ts';
import type { Body } from './body.ts';
import { type SectionKind, takeFunctionType, takeSection } from './clang.ts';
import type { Cursor } from './cursor.ts';
import type { ProgHeader } from './declare.ts';
import { parseInsn, parseRawInsns } from './insn.ts';
import type { LabName } from './lab.ts';
import { NUMBER, WORD } from './scan.ts';
import {
  DATA_DIRECTIVES,
  IGNORED_DIRECTIVES,
  LAB_DIRECTIVES,
  RAW_INSN_DIRECTIVES,
} from './vocabulary.ts';

/** A body under construction; `header` is null for a function. */
export interface Code {
  readonly name: LabName;
  readonly header: ProgHeader | null;
  readonly body: Body;
  readonly directive: Span;
  /** False if the declaration failed: the body is still checked, then dropped. */
  readonly valid: boolean;
}

const DIRECTIVE_NAMES: readonly string[] = LAB_DIRECTIVES.map((entry) => entry.name);

const SECTION_ADVICE: Readonly<Partial<Record<SectionKind, string>>> = {
  maps: 'declare each map with `.map NAME TYPE max_entries=N`',
  variables:
    'declare a variable as `.map NAME array max_entries=1 value_size=N`; `rX = NAME + 0 ll` is its address',
};

export class CodeReader {
  private readonly cur: Cursor;
  /** What clang's last section directive said. */
  private section: SectionKind = 'code';
  /** The last function that clang announced with `.type`, until its label comes. */
  private announced: string | null = null;

  constructor(cur: Cursor) {
    this.cur = cur;
  }

  /** A lab directive ends whatever clang had begun. */
  reset(): void {
    this.section = 'code';
    this.announced = null;
  }

  /** True behind `.section .maps` and its like: nothing there is part of a body. */
  get inData(): boolean {
    return this.section !== 'code';
  }

  statement({ body, name }: Code): void {
    const { cur } = this;
    if (this.inData) return;
    while (this.atLabel()) this.label(body, name);
    if (cur.atEnd) return;
    if (cur.isWordToken && RAW_INSN_DIRECTIVES.has(cur.word)) {
      cur.next();
      for (const draft of parseRawInsns(cur) ?? []) body.add(draft, cur.statementSpan);
      return;
    }
    const draft = parseInsn(cur);
    if (draft === null) return;
    if (draft.slots[0]?.code === CODE_CALLX) {
      const hint = 'the verifier says `unknown opcode 8d`; use `call NAME`';
      cur.fail('callx', cur.statementSpan, 'callx: no kernel calls through a register', hint);
    } else body.add(draft, cur.statementSpan);
  }

  /** Takes one of clang's directives. False if it stands for instructions, which `statement` reads. */
  directive(word: string, span: Span): boolean {
    const { cur } = this;
    if (IGNORED_DIRECTIVES.has(word)) return true;
    const section = takeSection(cur);
    if (section !== null) {
      this.enterSection(section, span);
      return true;
    }
    const announced = takeFunctionType(cur);
    if (announced !== null) {
      this.announced = announced;
      return true;
    }
    const isData = DATA_DIRECTIVES.has(word);
    if (RAW_INSN_DIRECTIVES.has(word) || (isData && this.inData)) return false;
    if (isData) {
      const hint = 'raw instructions can be written as `.8byte VALUE`';
      cur.fail('data-in-body', cur.wholeStatement, 'data cannot stand among instructions', hint);
    } else {
      cur.fail('unknown-directive', span, 'unknown directive', cur.suggest(DIRECTIVE_NAMES));
    }
    return true;
  }

  private atLabel(): boolean {
    const { kind } = this.cur;
    return (kind === WORD || kind === NUMBER) && this.cur.peekIs(1, ':');
  }

  private label(body: Body, name: LabName): void {
    const { cur } = this;
    const { word, span } = cur;
    if (word === this.announced) {
      this.announced = null;
      if (body.slots > 0) this.warnSecondFunction(word, span, name);
    }
    body.addLabel({ name: word, span });
    cur.next();
    cur.next();
    cur.beginStatement();
  }

  /** Several functions pasted under one directive run into each other. */
  private warnSecondFunction(label: string, span: Span, name: LabName): void {
    const message = `function '${label}' begins inside the body of '${name.name}'`;
    const hint = `put \`.func ${label}\` or \`.prog ${label} TYPE\` in front of it`;
    this.cur.reports.warning('second-function', span, message, { hint });
  }

  private enterSection(section: SectionKind, span: Span): void {
    this.section = section;
    const hint = SECTION_ADVICE[section];
    if (hint === undefined) return;
    const whole = { start: span.start, end: this.cur.wholeStatement.end };
    const message = 'data section: not part of a body, ignored';
    this.cur.reports.warning('data-section', whole, message, { hint });
  }
}
