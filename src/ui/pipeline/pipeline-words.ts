// Sentences about one row: why an insn is as it is, or gone.

import type { ProgResult } from '../../core/pipeline/index.ts';
import type { RemovedInsn } from '../../core/rewrite/index.ts';
import { kindsOf, removedAt } from './pipeline-passes.ts';
import type { Row } from './pipeline-rows.ts';

function outcome({ taken }: NonNullable<RemovedInsn['branch']>): string {
  return taken ? 'always taken' : 'never taken';
}

/** `dead: the branch at insn 4 is always taken` */
export function removedReason(prog: ProgResult, removed: RemovedInsn): string {
  const last = kindsOf(prog, removed.marks).at(-1)?.kind;
  const { branch } = removed;
  if (last === 'dead-code') {
    return branch === null
      ? 'dead: no path comes here'
      : `dead: the branch at insn ${branch.insnIdx} is ${outcome(branch)}`;
  }
  if (branch === null) return 'nop: it goes to the next insn';
  return branch.taken
    ? 'nop: the branch is always taken, over nothing'
    : 'nop: the branch is never taken';
}

/** `+` for an insn that was put in, `~` for one that was changed, `>` for a jump that only follows its target. */
export function changeSign(prog: ProgResult, slot: number): string {
  const { provenance } = prog.xlated ?? {};
  const marks = provenance?.marks[slot] ?? 0;
  if (marks === 0) return '';
  if (provenance?.putIn[slot] === 1) return '+';
  return kindsOf(prog, marks).every(({ kind }) => kind === 'jump-offset') ? '>' : '~';
}

/** The pass that a row names: of several, the one that did more than move an offset. */
export function chipOf(
  prog: ProgResult,
  marks: number,
): { pass: string; label: string; isMinor: boolean } | null {
  const kinds = kindsOf(prog, marks);
  const main = kinds.findLast(({ kind }) => kind !== 'jump-offset') ?? kinds[0];
  if (!main) return null;
  return { pass: main.pass, label: main.label, isMinor: main.kind === 'jump-offset' };
}

function removedWords(prog: ProgResult, source: number, removed: RemovedInsn): string {
  const passes = kindsOf(prog, removed.marks).map(({ pass }) => pass);
  const pass = passes.at(-1) ?? '';
  const before = passes.length > 1 ? `, after ${passes.slice(0, -1).join(', ')}` : '';
  return `Insn ${source} is gone (${pass}${before}): ${removedReason(prog, removed)}.`;
}

function slotWords(prog: ProgResult, slot: number): string {
  const { xlated } = prog;
  if (xlated === null) return '';
  const source = xlated.origin[slot] ?? 0;
  const kinds = kindsOf(prog, xlated.provenance.marks[slot] ?? 0);
  if (kinds.length === 0)
    return `Insn ${slot} is as it was in the source, where it is insn ${source}.`;
  const isPutIn = xlated.provenance.putIn[slot] === 1;
  const done = isPutIn
    ? `was put in for insn ${source} of the source`
    : `is insn ${source} of the source, changed`;
  const each = kinds.map(({ pass, label, what }) => `by ${pass}, ${label}: ${what}`);
  const choice = xlated.tailCalls.find(({ insnIdx }) => insnIdx === slot);
  const form = choice ? ` This one is ${choice.explanation.replace(':', ', because')}.` : '';
  return `Insn ${slot} ${done} ${each.join(' Then ')}${form} (${kinds.map(({ versions }) => versions).join('; ')})`;
}

/** What a row is, in a sentence or two. */
export function rowWords(prog: ProgResult, row: Row): string {
  if (row.slot >= 0) return slotWords(prog, row.slot);
  const removed = row.source < 0 ? undefined : removedAt(prog, row.source);
  if (removed) return removedWords(prog, row.source, removed);
  const func = prog.jit?.funcs[row.func];
  if (row.x86 < 0 || !func) return '';
  return row.x86 < func.insns.insnIdx.findIndex((slot) => slot >= 0)
    ? 'Prologue: what the JIT puts before the first insn of a function.'
    : 'What the JIT puts behind the last insn of a function.';
}
