// Predict, then reveal: while the reader has not answered, nothing on the page may answer for them. What the run did
// stays in sight; that it was wrong does not.

import type { MachineView, SiteState, Step } from '../core/machine/index.ts';
import type { LabResult } from '../core/pipeline/index.ts';
import { lastFew } from './last-few.ts';
import type { Page } from './model.ts';

/** True while the reader has to answer before they are told. */
export function selectHidden({ predict, guess, text }: Page): boolean {
  return predict && guess?.text !== text;
}

/** True while the run on screen is shown without verdicts; an embed without the explorer has no place to answer. */
export function selectMuted(page: Page): boolean {
  return selectHidden(page) && (page.embed?.panes.includes('explore') ?? true);
}

const JUDGING: ReadonlySet<string> = new Set(['verdict', 'bug', 'halt']);

/** The step without what says that it went wrong; itself where nothing does. */
export function mutedStep(step: Step): Step {
  if (!step.events.some(({ kind }) => JUDGING.has(kind))) return step;
  return { ...step, events: step.events.filter(({ kind }) => !JUDGING.has(kind)) };
}

const mutedFor = lastFew((result: LabResult, _nothing: null): LabResult => {
  const { timeline } = result;
  if (!timeline) return result;
  return {
    ...result,
    timeline: { ...timeline, steps: timeline.steps.map(mutedStep), stopped: null },
  };
});

/** The result on screen, without verdicts while they are hidden. */
export function selectShownResult(page: Page): LabResult | null {
  return page.result && selectMuted(page) ? mutedFor(page.result, null) : page.result;
}

/** Forbidden is a verdict too; that both sites are nops is none. */
export function mutedState(state: SiteState): SiteState {
  return state === 'forbidden' ? 'nops' : state;
}

const mutedViewFor = lastFew((view: MachineView, _nothing: null): MachineView => {
  if (!view.descs.some((ofProg) => ofProg.some(({ state }) => state === 'forbidden'))) return view;
  const descs = view.descs.map((ofProg) =>
    ofProg.map((desc) => ({ ...desc, state: mutedState(desc.state) })),
  );
  return { ...view, descs };
});

export function mutedView(view: MachineView): MachineView {
  return mutedViewFor(view, null);
}
