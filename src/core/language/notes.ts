// Notes behind the lines of a text: bytes of each instruction, direct or indirect, stack of each program.

import type { LabResult } from '../pipeline/index.ts';
import { type Became, becameOf } from './became.ts';
import { headerOf, isCode, type Reading } from './reading.ts';
import type { Study } from './study.ts';
import type { InlayNote } from './types.ts';

function nameOf(result: LabResult, { progIdx }: Became): string {
  return result.progs[progIdx]?.name ?? '';
}

/** "7 B", or "7 or 9 B" where programs that share a function differ. */
function bytesNote(result: LabResult, at: number, became: readonly Became[]): InlayNote | null {
  const lengths = became.flatMap(({ length }) => length ?? []);
  if (lengths.length === 0) return null;
  const text = `${[...new Set(lengths)].join(' or ')} B`;
  const tooltip = became
    .map((each) => {
      const name = nameOf(result, each);
      return each.slots.length === 0
        ? `${name}: removed, no path leads here`
        : `${name}: ${each.length ?? 0} bytes of x86`;
    })
    .join('\n');
  return { at, text, tooltip, kind: 'bytes' };
}

/** "direct" or "indirect", and why. */
function tailCallNote(result: LabResult, at: number, became: readonly Became[]): InlayNote | null {
  const choices = became.flatMap((each) => (each.choice ? [{ each, choice: each.choice }] : []));
  const forms = [...new Set(choices.map(({ choice }) => choice.form))];
  const [form] = forms;
  if (form === undefined) return null;
  const reasons = [...new Set(choices.map(({ choice }) => choice.explanation))];
  const one = reasons.length === 1 ? reasons[0] : undefined;
  const tooltip =
    one ??
    choices.map(({ each, choice }) => `${nameOf(result, each)}: ${choice.explanation}`).join('\n');
  // The explanation begins with the form: "indirect: the key is only known at run time".
  const text = one ?? forms.join(' or ');
  return {
    at,
    text: form === 'direct' && forms.length === 1 ? form : text,
    tooltip,
    kind: 'tail-call',
  };
}

/** Stack of a program or function, behind its directive. */
function stackNotes(reading: Reading, result: LabResult): InlayNote[] {
  const depths = new Map<string, number>();
  for (const prog of result.progs) {
    for (const { name, stackDepth } of prog.xlated?.subprogs ?? []) depths.set(name, stackDepth);
  }
  return reading.parts.filter(isCode).flatMap((part): InlayNote[] => {
    const words = headerOf(reading, part);
    const depth = depths.get(words[1]?.text ?? '');
    const last = words.at(-1);
    if (depth === undefined || last === undefined) return [];
    const rounded = Math.ceil(depth / 8) * 8;
    const tooltip =
      depth === 0
        ? 'It uses no stack: the frame has no room for one.'
        : `It uses ${depth} bytes below r10; the frame has ${rounded}.`;
    return [{ at: last.end, text: `stack ${depth} B`, tooltip, kind: 'stack' }];
  });
}

export function notesOf({ reading, result, insns }: Study): readonly InlayNote[] {
  if (result === null) return [];
  const became = becameOf(result);
  const notes = stackNotes(reading, result);
  let last = -1;
  for (const { span } of insns) {
    const found = became.get(span.start) ?? [];
    if (span.start === last || found.length === 0) continue;
    last = span.start;
    const bytes = bytesNote(result, span.end, found);
    const tailCall = tailCallNote(result, span.end, found);
    if (tailCall !== null) notes.push(tailCall);
    if (bytes !== null) notes.push(bytes);
  }
  return notes.sort((a, b) => a.at - b.at);
}
