// Quick fixes by the code of the finding that they mend. Where the assembler has a "did you mean", that comes
// first; a finding may have several ways out.

import type { Diagnostic, Span } from '../base/index.ts';
import { callArgument } from './fix-call.ts';
import * as code from './fix-code.ts';
import { type Fixer, fixContext } from './fix-context.ts';
import * as headers from './fix-headers.ts';
import * as names from './fix-names.ts';
import * as protocol from './fix-protocol.ts';
import type { Study } from './study.ts';
import type { QuickFix } from './types.ts';

const FIXERS: Readonly<Record<string, readonly Fixer[]>> = {
  'asm/unknown-directive': [names.spelling],
  'asm/unknown-insn': [code.firstWord, names.spelling],
  'asm/unknown-map-type': [names.spelling],
  'asm/unknown-prog-type': [names.spelling],
  'asm/unknown-piece': [names.spelling],
  'asm/undefined-symbol': [names.spelling, names.declaration],
  'asm/undefined-label': [names.spelling, names.missingLabel],
  'asm/undefined-function': [names.calledName, names.declaration],
  'asm/bad-name': [names.allowedName],
  'asm/duplicate-name': [names.secondName],
  'asm/duplicate-label': [names.secondName],
  'asm/duplicate-directive': [headers.secondDirective],
  'asm/duplicate-attribute': [headers.secondAttribute],
  'asm/missing-token': [headers.missingWord],
  'asm/unexpected-token': [names.spelling, headers.unexpectedWord],
  'asm/key-range': [headers.keyRange],
  'asm/map-size': [headers.mapSize],
  'asm/not-prog-array': [headers.progArray],
  'asm/number-range': [headers.numberRange],
  'asm/invalid-operand': [code.operand],
  'asm/too-few-operands': [code.operand],
  'asm/inst-constraint': [code.sameRegister],
  'asm/imm-range': [code.wideConstant],
  'asm/branch-range': [code.longJump],
  'asm/stray-insn': [code.strayCode],
  'asm/second-function': [code.secondFunction],
  'asm/unterminated-comment': [code.openComment],
  'asm/wrong-kind': [code.wrongKind],
  'kernel/unknown-version': [headers.kernelVersion],
  'kernel/unknown-option': [headers.kernelOption],
  'kernel/options-exclude': [headers.kernelOption],
  'layout/other-frame': [headers.shippedLayout],
  'layout/missing-piece': [headers.shippedLayout],
  'layout/behind-target': [headers.shippedLayout],
  'layout/count-before-check': [headers.shippedLayout],
  'layout/unwind-before-count': [headers.shippedLayout],
  'layout/rewind-before-target': [headers.shippedLayout],
  'layout/rewind-alone': [headers.shippedLayout],
  'protocol/unknown-name': [protocol.protocolName],
  'protocol/unknown-lock': [protocol.protocolPlace],
  'protocol/type': [protocol.protocolPlace],
  'protocol/expected': [protocol.protocolMark],
  'protocol/arguments': [protocol.protocolArguments],
  'protocol/not-modelled': [protocol.noDeclaration],
  'protocol/outside-loop': [protocol.intoLoop],
  'protocol/declared-twice': [protocol.secondDeclaration],
  'protocol/call-in-expression': [protocol.callInFront],
  'layout/unknown-name': [protocol.layoutName],
  'verifier/falls-off': [code.missingExit],
  'verifier/prog-size': [code.missingExit],
  'verifier/helper-argument': [callArgument],
  'verifier/uninitialised': [callArgument, code.missingValue],
  'verifier/unreachable': [code.unreachable],
};

function fixesOf(study: Study, finding: Diagnostic): QuickFix[] {
  const fixers = FIXERS[finding.code] ?? [];
  if (fixers.length === 0) return [];
  const context = fixContext(study, finding);
  const { code: of, span } = finding;
  return fixers
    .flatMap((fixer) => fixer(context))
    .map((fix, idx): QuickFix => ({ ...fix, code: of, span, preferred: idx === 0 }));
}

/** Fixes for every finding that touches `span`, in the order of the findings. */
export function fixesAt(study: Study, { start, end }: Span): readonly QuickFix[] {
  return study.diagnostics
    .filter(({ span }) => span.start <= end && span.end >= start)
    .flatMap((finding) => fixesOf(study, finding));
}
