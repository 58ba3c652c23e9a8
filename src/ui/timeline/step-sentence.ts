// A plain sentence for a step when the page brings none of its own.

import type { LabResult } from '../../core/pipeline/index.ts';
import { labNames, SITE_WORDS } from '../shared/lab-names.ts';
import { stepMark } from './step-marks.ts';

export type SentenceOf = (step: number) => string;

/** Sentences from events alone: "CPU 1: P1 bypass, cc". */
export function plainSentences(result: LabResult): SentenceOf {
  const names = labNames(result);
  return (nth) => {
    const step = result.timeline?.steps[nth];
    if (!step) return '';
    const site = step.events.flatMap((event) => ('site' in event && event.site) || []).at(0);
    const place = site
      ? `${SITE_WORDS[site.which]} of ${names.desc(site.progIdx, site.pokeIdx)}, `
      : '';
    return `${names.actor(step.actor)}: ${place}${stepMark(step).label}`;
  };
}
