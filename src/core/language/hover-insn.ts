// Hover over an instruction: what it does, its encoding, the bytes it became.

import type { LabInsn } from '../asm/index.ts';
import { type Insn, isLdImm64, isTailCall, printInsn } from '../bpf/index.ts';
import type { LabResult } from '../pipeline/index.ts';
import { type Became, becameOf } from './became.ts';
import { encodingTable } from './encoding.ts';
import { explainInsn } from './explain-insn.ts';
import { labelsOf, partAt, statementAt } from './reading.ts';
import type { Study } from './study.ts';
import { symbolOf } from './symbols.ts';
import type { DocPart } from './types.ts';
import { x86Lines } from './x86-text.ts';

export function textPart(text: string): DocPart {
  return { kind: 'text', text };
}

/** Insns of the rewritten program where the verifier put others in place of the one written. */
function rewritten(result: LabResult, { progIdx, slots }: Became, own: readonly Insn[]): string[] {
  const insns = result.progs[progIdx]?.xlated?.insns ?? [];
  const [first] = own;
  const same = slots.length === own.length && insns[slots[0] ?? -1]?.code === first?.code;
  if (same || first === undefined || isTailCall(first)) return [];
  const lines: string[] = [];
  for (let idx = 0; idx < slots.length; idx++) {
    const insn = insns[slots[idx] ?? -1];
    if (insn === undefined) continue;
    const high = isLdImm64(insn) ? insns[slots[idx + 1] ?? -1] : undefined;
    lines.push(printInsn(high === undefined ? [insn] : [insn, high]));
    if (high !== undefined) idx++;
  }
  return lines;
}

/** Capital first: a reason of the verifier as a sentence. */
function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function partsOfOne(result: LabResult, became: Became, own: readonly Insn[]): DocPart[] {
  const prog = result.progs[became.progIdx];
  const name = prog?.name ?? '';
  if (became.slots.length === 0) {
    return [textPart(`In ${name} the verifier removed it: no path leads here.`)];
  }
  const parts: DocPart[] = [];
  if (became.choice !== null) parts.push(textPart(sentence(became.choice.explanation)));
  const insns = rewritten(result, became, own);
  if (insns.length > 0) {
    const text = insns.join('\n');
    parts.push(textPart('The verifier put these in its place:'), { kind: 'code', text });
  }
  const lines = x86Lines(result, became);
  if (lines.length > 0) {
    const count = became.length === 1 ? '1 byte' : `${became.length} bytes`;
    parts.push(textPart(`In ${name}: ${count} of x86.`), { kind: 'code', text: lines.join('\n') });
  }
  return parts;
}

/** Name of the label or function that the statement of an insn names. */
function targetOf({ reading }: Study, insn: LabInsn): string | null {
  const statement = statementAt(reading, insn.span.start);
  if (statement === null) return null;
  const symbol = symbolOf(statement.words, labelsOf(statement).from);
  return symbol === null || symbol.use === 'address' ? null : symbol.name;
}

/** Everything that is known of an instruction. */
export function insnParts(study: Study, insn: LabInsn): DocPart[] {
  const { slots, ref, span } = insn;
  const inFunction = partAt(study.reading, span.start).kind === 'func';
  const words = explainInsn(slots, ref, { target: targetOf(study, insn), inFunction });
  const { result } = study;
  const became = result === null ? [] : (becameOf(result).get(span.start) ?? []);
  return [
    ...(words === '' ? [] : [textPart(words)]),
    encodingTable(slots, ref),
    ...became.flatMap((each) => (result === null ? [] : partsOfOne(result, each, slots))),
  ];
}
