// What can be done at the cursor, each with what would come of it: the page's buttons need words for steps
// that nobody has taken yet.

import {
  type Choice,
  eventTitle,
  leadingEvent,
  namesOf,
  narrate,
  type Session,
  type Step,
} from '../core/machine/index.ts';
import { lastFew } from './last-few.ts';
import type { Page } from './model.ts';
import { mutedStep, selectMuted } from './prediction.ts';
import { choicesAt, sessionOf } from './run-selectors.ts';

/** A choice with the step that it leads to. */
export interface ChoiceEntry {
  readonly choice: Choice;
  readonly step: Step;
  /** A few words for the step. */
  readonly title: string;
  /** The step in a sentence. */
  readonly sentence: string;
  /** The run on screen goes on with it: taking it cuts nothing. */
  readonly isNext: boolean;
}

function entry(session: Session, cursor: number, choice: Choice): ChoiceEntry {
  const names = namesOf(session.machine.input);
  const step = session.take(cursor, choice.action);
  // What is done, not what becomes of it.
  const deeds = step.events.filter(({ kind }) => kind !== 'verdict');
  const event = leadingEvent({ ...step, events: deeds });
  return {
    choice,
    step,
    title: event ? eventTitle(event, names) : '',
    sentence: narrate(step, names),
    isNext: session.steps[cursor]?.action === choice.action,
  };
}

const NONE: readonly ChoiceEntry[] = [];

const entriesFor = lastFew(
  (page: { session: Session; cursor: number }, choices: readonly Choice[]) =>
    choices.map((choice) => entry(page.session, page.cursor, choice)),
);

/** What can be done at the cursor, in the order of `choicesAt`. */
export function choiceEntries(page: Page): readonly ChoiceEntry[] {
  const session = sessionOf(page);
  if (!session) return NONE;
  const entries = entriesFor(placeOf(session, page.cursor), choicesAt(page));
  return selectMuted(page) ? mutedFor(entries, session) : entries;
}

const mutedFor = lastFew((entries: readonly ChoiceEntry[], session: Session) =>
  entries.map((entry) => {
    const step = mutedStep(entry.step);
    return { ...entry, step, sentence: narrate(step, namesOf(session.machine.input)) };
  }),
);

const placeOf = lastFew((session: Session, cursor: number) => ({ session, cursor }));
