// Runs that the user steers: what a choice, a run to a place or a cut makes of the run on screen. Pure: each
// gives the parts of the page that change.

import type { Action, MachineInput, RunTarget, Session, Step } from '../core/machine/index.ts';
import { type LabResult, type Timeline, withTimeline } from '../core/pipeline/index.ts';
import type { CutRun, Page, PageState } from './model.ts';
import { sessionTools, type Tools } from './session-port.ts';

/** Futures that can be brought back, one after another. */
const MAX_CUTS = 16;

interface KnownSession {
  readonly input: MachineInput;
  readonly session: Session;
}

/** The page, and its panes that come late or rest, may stand at one run each; as many as `lastFew` keeps. */
const MAX_SESSIONS = 3;
let known: readonly KnownSession[] = [];

/**
 * The session of a result, null while there are no tools; that of the last run of the same input is used again
 * for what both have in common. The same one for the same run, for readers of different moments too.
 */
export function sessionOfResult(result: LabResult | null): Session | null {
  const tools = sessionTools();
  if (!tools || !result?.input || !result.timeline) return null;
  const { input, timeline } = result;
  const ofInput = known.filter((one) => one.input === input);
  const same = ofInput.find(({ session }) => session.steps === timeline.steps);
  if (same) return same.session;
  const session =
    ofInput[0]?.session.withSteps(timeline.steps) ?? newSession(tools, input, timeline);
  known = [{ input, session }, ...known].slice(0, MAX_SESSIONS);
  return session;
}

/** With the states that came with the run, as far as it is still that run. */
function newSession({ Session }: Tools, input: MachineInput, { steps, kept }: Timeline): Session {
  if (!kept) return new Session(input, steps);
  return new Session(input, kept.of, kept.states).withSteps(steps);
}

/** Choices from time zero on among the first `cursor` steps. */
export function choicesBefore({ steps, zero }: Timeline, cursor: number): readonly Action[] {
  return steps.slice(zero, Math.max(zero, cursor)).map((step) => step.action);
}

/** The part of the page that is the run; what `undoCut` brings back. */
type RunPart = Pick<PageState, 'result' | 'cursor' | 'inside' | 'schedule' | 'policy' | 'steered'>;

/** The result with its run cut after `cursor` steps and `added` in place of what came there. */
function rerun(result: LabResult, cursor: number, added: readonly Step[]): LabResult {
  const { timeline, input } = result;
  if (!timeline || !input) return result;
  const steps = [...timeline.steps.slice(0, cursor), ...added];
  const unjudged = { ...timeline, steps, taken: Math.max(0, steps.length - timeline.zero) };
  const session = sessionOfResult({ ...result, timeline: unjudged });
  const tools = sessionTools();
  if (!session || !tools) return result;
  const over = session.choicesAt(session.length).length === 0;
  const stopped = over
    ? tools.endReason(session.machine, session.stateAt(session.length), session.steps.at(-1))
    : null;
  return withTimeline(result, { ...unjudged, over, stopped });
}

/** The present run as one to bring back, on top of the ones before it. */
export function cutOf(page: Page): CutRun | null {
  const { result, cursor, schedule, policy, steered, cut } = page;
  if (!result?.timeline) return cut;
  const { timeline } = result;
  return { timeline, cursor, schedule, policy, steered, before: bounded(cut, MAX_CUTS - 1) };
}

function bounded(cut: CutRun | null, depth: number): CutRun | null {
  if (!cut || depth === 0) return null;
  return { ...cut, before: bounded(cut.before, depth - 1) };
}

type Steered = Partial<PageState>;

/** Steps taken from the cursor on: they are the future's own, or the future is cut for them. */
function follow(page: Page, from: number, added: readonly Step[]): Steered {
  const { result } = page;
  const timeline = result?.timeline;
  if (!result || !timeline) return {};
  const cursor = from + added.length;
  const isKnown = added.every((step, i) => timeline.steps[from + i]?.action === step.action);
  if (isKnown) return { cursor, inside: 0, playing: false };
  const next = rerun(result, from, added);
  return {
    ...steeredTo(page, next, cursor),
    cut: from < timeline.steps.length ? cutOf(page) : page.cut,
  };
}

/** Another run on screen. The problems of a newer text that has no run of its own stay. */
function onScreen(page: Page, result: LabResult): Pick<PageState, 'result' | 'diagnostics'> {
  const isPresent = !page.stale && page.resultText === page.text;
  return { result, diagnostics: isPresent ? result.diagnostics : page.diagnostics };
}

function steeredTo(page: Page, result: LabResult, cursor: number): RunPart & Steered {
  const { timeline } = result;
  return {
    ...onScreen(page, result),
    cursor,
    inside: 0,
    playing: false,
    schedule: timeline ? choicesBefore(timeline, cursor) : [],
    policy: null,
    steered: true,
    fragment: '',
    arrival: null,
  };
}

/** One choice at the cursor; nothing changes if it is not enabled there. */
export function chosen(page: Page, action: Action): Steered {
  const session = sessionOfResult(page.result);
  const { cursor } = page;
  if (!session || cursor > session.length) return {};
  if (session.steps[cursor]?.action === action)
    return { cursor: cursor + 1, inside: 0, playing: false };
  if (!session.choicesAt(cursor).some((choice) => choice.action === action)) return {};
  return follow(page, cursor, [session.take(cursor, action)]);
}

export interface Ran {
  readonly part: Steered;
  readonly reached: boolean;
  readonly steps: number;
}

/** An actor run on from the cursor, or from time zero if the cursor is before it. */
export function ranTo(page: Page, actor: number, target: RunTarget, age: number): Ran {
  const session = sessionOfResult(page.result);
  const zero = page.result?.timeline?.zero ?? 0;
  const tools = sessionTools();
  if (!session || !tools) return { part: {}, reached: false, steps: 0 };
  const from = Math.min(Math.max(page.cursor, zero), session.length);
  const state = session.stateAt(from).slice();
  const { steps, reached } = tools.runTo(session.machine, state, actor, target, { age });
  const part = steps.length === 0 ? {} : follow(page, from, steps);
  return { part, reached, steps: steps.length };
}

/** The future cut, with nobody going on. */
export function cutAt(page: Page, cursor: number): Steered {
  const { result } = page;
  const timeline = result?.timeline;
  if (!result || !timeline || !sessionTools()) return {};
  const at = Math.min(Math.max(cursor, timeline.zero), timeline.steps.length);
  return { ...steeredTo(page, rerun(result, at, []), at), cut: cutOf(page) };
}

/** Another whole run of the same lab, its first step to its last. */
export function replaced(page: Page, steps: readonly Step[], cursor: number): Steered {
  const { result } = page;
  if (!result?.timeline || !sessionTools()) return {};
  const part = steeredTo(page, rerun(result, 0, steps), Math.min(cursor, steps.length));
  const { timeline } = part.result ?? result;
  const schedule = timeline ? choicesBefore(timeline, steps.length) : [];
  return { ...part, schedule, cut: cutOf(page) };
}

/** The run that was cut last, at the place where it was cut. */
export function restored(page: Page): Steered {
  const { result, cut } = page;
  if (!result || !cut) return {};
  const { timeline, cursor, schedule, policy, steered, before } = cut;
  const back = withTimeline(result, timeline);
  return {
    ...onScreen(page, back),
    cursor,
    inside: 0,
    playing: false,
    schedule,
    policy,
    steered,
    cut: before,
  };
}
