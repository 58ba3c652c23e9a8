// The instructions of one body without a lab around them: labels are known, maps and functions are not.
// Authority: GRAMMAR.md for both dialects; RFC 9669 for what a lab refuses and this takes (callx).

import type { Diagnostic } from '../base/index.ts';
import { Body } from './body.ts';
import { Cursor } from './cursor.ts';
import { parseInsn } from './insn.ts';
import type { LabInsn, LabLabel } from './lab.ts';
import { Names } from './names.ts';
import { Reports } from './reports.ts';
import { NUMBER, scan, WORD } from './scan.ts';

/** Insns with errors are left out; their diagnostics say so. */
export interface AssembledBody {
  readonly insns: readonly LabInsn[];
  readonly labels: readonly LabLabel[];
  /** By their place in the text; none means that nothing is left out. */
  readonly diagnostics: readonly Diagnostic[];
}

function takeLabels(cur: Cursor, body: Body): void {
  while ((cur.kind === WORD || cur.kind === NUMBER) && cur.peekIs(1, ':')) {
    body.addLabel({ name: cur.word, span: cur.span });
    cur.next();
    cur.next();
    cur.beginStatement();
  }
}

/**
 * Assembles instructions of either dialect, and labels; directives are errors. Spans are UTF-16 code units of
 * `text`. Never throws; time is linear.
 */
export function assembleBody(text: string): AssembledBody {
  const reports = new Reports();
  const tokens = scan(text);
  const cur = new Cursor(tokens, reports);
  const body = new Body(reports);
  while (!cur.done) {
    cur.beginStatement();
    takeLabels(cur, body);
    const draft = cur.atEnd ? null : parseInsn(cur);
    if (draft !== null) body.add(draft, cur.statementSpan);
    cur.skipStatement();
  }
  if (tokens.openComment >= 0) {
    const span = { start: tokens.openComment, end: tokens.openComment + 2 };
    reports.error('unterminated-comment', span, 'unterminated comment');
  }
  const insns = body.resolve(new Names(reports));
  return { insns, labels: body.labelList(), diagnostics: reports.list() };
}
