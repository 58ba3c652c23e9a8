// The account of a failure beside the steps that it tells: a sentence for each stretch of one actor.

import type { Failure } from '../core/explore/index.ts';
import { type Action, actionActor, actionKind } from '../core/machine/index.ts';

export interface AccountPart {
  readonly sentence: string;
  /** Indices in the schedule, `to` excluded; null where sentences and stretches do not pair up. */
  readonly steps: { readonly from: number; readonly to: number } | null;
  /** It holds a step without which it would not fail. */
  readonly isCausal: boolean;
}

interface Stretch {
  readonly actor: number;
  readonly from: number;
  to: number;
}

/** Stretches of one actor each. An IPI is taken in passing: it is part of the stretch under way. */
function stretchesOf(schedule: readonly Action[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const [idx, action] of schedule.entries()) {
    const actor = actionActor(action);
    const last = stretches.at(-1);
    if (last && (last.actor === actor || actionKind(action) === 'ipi')) last.to = idx + 1;
    else stretches.push({ actor, from: idx, to: idx + 1 });
  }
  return stretches;
}

export function accountOf({ schedule, account, causal }: Failure): readonly AccountPart[] {
  const stretches = stretchesOf(schedule);
  const pairs = stretches.length === account.length;
  return account.map((sentence, nth) => {
    const stretch = pairs ? stretches[nth] : undefined;
    if (!stretch) return { sentence, steps: null, isCausal: false };
    const { from, to } = stretch;
    const isCausal = causal.some((step) => step >= from && step < to);
    return { sentence, steps: { from, to }, isCausal };
  });
}
