// Results of the engine: which one is shown, and what happens when there is none.

import type { LabResult, RunOptions } from '../core/pipeline/index.ts';
import { LABS } from '../labs/index.ts';
import type { CompileAnswer, EngineClient } from '../worker/client.ts';
import { insnsOf } from './inside.ts';
import type { Arrival, Page, PageState, Slice } from './model.ts';
import { openingCursor, siteBefore } from './opening.ts';
import { divergedNotice } from './run-notices.ts';
import { fetchTools, type Tools } from './session-port.ts';

type EngineKey =
  | 'result'
  | 'resultText'
  | 'stale'
  | 'diagnostics'
  | 'engine'
  | 'canSteer'
  | 'compile';

/** How the engine is to run the page's text: by the user's choices, or as the lab's script says. */
function runOptions({ schedule, policy, steered, labId }: Page): RunOptions {
  const lab = steered || schedule.length > 0 ? null : LABS.find((other) => other.id === labId);
  return { ...(lab?.script ? { script: lab.script } : { schedule }), policy };
}

function sameRun(a: RunOptions, b: RunOptions): boolean {
  return a.schedule === b.schedule && a.script === b.script && a.policy === b.policy;
}

/** True if `result` may replace a picture that is on screen. */
function hasPicture(result: LabResult): boolean {
  return result.timeline !== null || result.diagnostics.every((d) => d.severity !== 'error');
}

function stepCount(result: LabResult): number {
  return result.timeline?.steps.length ?? 0;
}

function arrive(get: () => Page, result: LabResult, arrival: Arrival): Partial<PageState> {
  const { opensAt, check } = arrival;
  const drift = check?.(result);
  if (drift) get().notify(drift.notice);
  const asked = openingCursor(result, opensAt);
  const cursor = Math.min(asked, drift?.cursor ?? asked);
  const isThere = cursor === asked && arrival.inside < insnsOf(result.timeline?.steps[cursor]);
  // A lab's telling step is about a site: with it pinned, every view shows that site.
  const pinned = typeof opensAt === 'number' ? arrival.pinned : siteBefore(result, cursor);
  return { arrival: null, cursor, inside: isThere ? arrival.inside : 0, pinned };
}

function show(get: () => Page, result: LabResult): Partial<PageState> {
  const { text, arrival, result: old, cursor, playing } = get();
  const answered = { diagnostics: result.diagnostics, engine: 'ready' } as const;
  if (old && !arrival && !hasPicture(result)) return { ...answered, stale: true };
  const last = stepCount(result);
  const diverged = arrival?.check ? null : divergedNotice(get(), result);
  if (diverged) get().notify(diverged);
  else get().dismiss('run-diverged');
  return {
    ...answered,
    result,
    resultText: text,
    stale: false,
    cursor: Math.min(cursor, last),
    inside: 0,
    playing: playing && cursor < last,
    ...(arrival ? arrive(get, result, arrival) : {}),
  };
}

function failure(answer: Extract<CompileAnswer, { kind: 'failed' | 'crashed' }>): string {
  if (answer.kind === 'failed') return `It reported: ${answer.message}.`;
  return answer.reason === 'hung'
    ? `It was stopped: ${answer.message}. A fresh one is ready.`
    : `It stopped twice on this text: ${answer.message}. A fresh one is ready.`;
}

/** Starts with the client's worker still loading. */
export function engineSlice(
  client: EngineClient,
  loadTools: () => Promise<Tools>,
): Slice<EngineKey> {
  return (set, get) => {
    client.onRestart((message) => {
      get().notify({
        id: 'engine-restart',
        tone: 'warning',
        title: 'The engine was restarted',
        body: `It stopped: ${message}. Your text is untouched.`,
      });
    });
    const settle = (answer: CompileAnswer, asked: RunOptions): void => {
      if (answer.kind === 'superseded') return;
      if (answer.kind === 'done') {
        get().dismiss('engine-failed');
        // The user has made a choice meanwhile: this is not the run on screen.
        if (!sameRun(asked, runOptions(get()))) return get().compile();
        set(show(get, answer.result));
        if (!get().canSteer) void fetchTools(loadTools).then((canSteer) => set({ canSteer }));
        return;
      }
      set({ engine: 'crashed', stale: get().result !== null, diagnostics: [] });
      get().dismiss('engine-restart');
      get().notify({
        id: 'engine-failed',
        tone: 'error',
        title: 'The engine failed on this text',
        body: `${failure(answer)} Your text is untouched; the next change is tried again.`,
      });
    };
    return {
      result: null,
      resultText: '',
      stale: false,
      diagnostics: [],
      engine: 'starting',
      canSteer: false,
      compile: () => {
        if (get().engine !== 'starting') set({ engine: 'busy' });
        const asked = runOptions(get());
        void client.compile(get().text, asked).then((answer) => settle(answer, asked));
      },
    };
  };
}
