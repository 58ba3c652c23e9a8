// The steps in words. A file of its own: the words are fetched behind the first paint.

import {
  leadingEvent,
  type MachineEvent,
  type MachineNames,
  narrate,
  pokeNames,
  type Replay,
  type Step,
} from '../core/machine/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import { lastFew } from './last-few.ts';
import type { Page } from './model.ts';
import { selectShownResult } from './prediction.ts';
import { selectReplay } from './selectors.ts';

/** What step `n` (0-based) did, in a sentence. */
export type SentenceOf = (step: number) => string;

function namesOf(result: LabResult): MachineNames {
  return {
    actors: result.timeline?.actors.map((actor) => actor.name) ?? [],
    progs: result.progs.map(({ name, jit }) => pokeNames(name, jit)),
    maps: result.maps.map((map) => map.name),
  };
}

function sentences(result: LabResult | null, replay: Replay | null): SentenceOf {
  const steps = result?.timeline?.steps ?? [];
  const names = result && namesOf(result);
  return (idx) => {
    const step = steps[idx];
    return step && names ? narrate(step, names, replay?.at(idx + 1) ?? null) : '';
  };
}

const sentencesFor = lastFew(sentences);

/** Sentences for the steps of the result on screen. */
export function selectSentences(page: Page): SentenceOf {
  return sentencesFor(selectShownResult(page), selectReplay(page));
}

/** The event that a step's sentence is about; null if it has none. */
export function toldEvent(step: Step): MachineEvent | null {
  return leadingEvent(step);
}
