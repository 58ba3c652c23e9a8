// What each pass changed, and the jumps of one pass in the order in which they are worth reading.

import type { JumpForm, PassTrace, TracedJump, TracedPass } from '../../core/jit/index.ts';
import { formAt } from './jump-forms.ts';

/** One pass against the one before. */
export interface PassFact {
  readonly pass: TracedPass;
  /** Bytes less than before; 0 for the first. */
  readonly fewer: number;
  /** Jumps whose form changed, or that got nops. */
  readonly turned: readonly number[];
  /** Bytes of nops in the image of this pass. */
  readonly nops: number;
}

function isTurned(pass: TracedPass, before: TracedPass | undefined, jumpIdx: number): boolean {
  if (!before) return false;
  return (
    pass.forms[jumpIdx] !== before.forms[jumpIdx] || pass.nops[jumpIdx] !== before.nops[jumpIdx]
  );
}

export function passFacts({ passes, jumps }: PassTrace): PassFact[] {
  return passes.map((pass, passIdx) => {
    const before = passes[passIdx - 1];
    return {
      pass,
      fewer: before ? before.length - pass.length : 0,
      turned: [...jumps.keys()].filter((jumpIdx) => isTurned(pass, before, jumpIdx)),
      nops: pass.nops.reduce((sum, size) => sum + size, 0),
    };
  });
}

/** How many jumps have each form in a pass, and how many stand behind nops. */
export interface FormCounts extends Readonly<Record<JumpForm, number>> {
  readonly padded: number;
}

export function formCounts(pass: TracedPass): FormCounts {
  const counts = { none: 0, short: 0, near: 0, padded: 0 };
  for (let jumpIdx = 0; jumpIdx < pass.forms.length; jumpIdx++) {
    counts[formAt(pass, jumpIdx)] += 1;
    if ((pass.nops[jumpIdx] ?? 0) > 0) counts.padded += 1;
  }
  return counts;
}

/** One jump in one pass. */
export interface JumpRow {
  readonly jumpIdx: number;
  readonly jump: TracedJump;
  readonly distance: number;
  readonly form: JumpForm;
  readonly nops: number;
  /** As the pass before had it; null in the first. */
  readonly before: { readonly distance: number; readonly form: JumpForm } | null;
  /** This pass changed it. */
  readonly turned: boolean;
  /** First pass (from 0) since which it has this form. */
  readonly since: number;
}

function sinceOf(passes: readonly TracedPass[], passIdx: number, jumpIdx: number): number {
  let since = passIdx;
  const form = passes[passIdx]?.forms[jumpIdx];
  while (since > 0 && passes[since - 1]?.forms[jumpIdx] === form) since -= 1;
  return since;
}

export function jumpRow({ passes, jumps }: PassTrace, passIdx: number, jumpIdx: number): JumpRow {
  const pass = passes[passIdx];
  const jump = jumps[jumpIdx];
  if (!pass || !jump) throw new Error(`no jump ${jumpIdx} in pass ${passIdx}`);
  const before = passes[passIdx - 1];
  return {
    jumpIdx,
    jump,
    distance: pass.distances[jumpIdx] ?? 0,
    form: formAt(pass, jumpIdx),
    nops: pass.nops[jumpIdx] ?? 0,
    before: before
      ? { distance: before.distances[jumpIdx] ?? 0, form: formAt(before, jumpIdx) }
      : null,
    turned: isTurned(pass, before, jumpIdx),
    since: sinceOf(passes, passIdx, jumpIdx),
  };
}

/** The jumps of a pass: those that it changed, those that some pass changed, the rest; each by place. */
export function jumpOrder(facts: readonly PassFact[], passIdx: number): number[] {
  const now = facts[passIdx]?.turned ?? [];
  const first = new Set(now);
  const ever = new Set(facts.flatMap(({ turned }) => turned));
  const count = facts[0]?.pass.forms.length ?? 0;
  const others = Array.from({ length: count }, (_, jumpIdx) => jumpIdx).filter(
    (jumpIdx) => !first.has(jumpIdx),
  );
  return [
    ...now,
    ...others.filter((jumpIdx) => ever.has(jumpIdx)),
    ...others.filter((jumpIdx) => !ever.has(jumpIdx)),
  ];
}
