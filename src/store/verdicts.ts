// What goes wrong in a run, in words. A file of its own: those who say it are fetched behind the first paint.

import {
  machineActors,
  namesOf,
  type Verdict,
  verdictSentence,
  verdictTitle,
} from '../core/machine/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import { lastFew } from './last-few.ts';
import type { Page } from './model.ts';
import { selectShownResult } from './prediction.ts';

/** Something that went wrong, at step `step` (0-based: the cursor behind it is one more). */
export interface VerdictEntry {
  readonly step: number;
  readonly actor: number;
  readonly verdict: Verdict;
  readonly title: string;
  readonly sentence: string;
}

function verdictsIn(result: LabResult | null, _nothing: null): readonly VerdictEntry[] {
  if (!result?.input || !result.timeline) return [];
  const names = namesOf(result.input);
  const actors = machineActors(result.input);
  return result.timeline.steps.flatMap(({ actor, events }, step) =>
    events.flatMap((event) => {
      if (event.kind !== 'verdict') return [];
      const who = actors[actor]?.name ?? `actor ${actor}`;
      const sentence = verdictSentence(who, event, names);
      return [{ step, actor, verdict: event, title: verdictTitle(event), sentence }];
    }),
  );
}

const verdictsFor = lastFew(verdictsIn);

/** All that goes wrong in the run on screen, in order; nothing while a prediction is asked for. */
export function verdictsOf(page: Page): readonly VerdictEntry[] {
  return verdictsFor(selectShownResult(page), null);
}
