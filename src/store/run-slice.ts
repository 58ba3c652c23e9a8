// The run that the user steers: choices, runs to a place, cuts, and the way back from each of them.

import type { Policy, RunTarget } from '../core/machine/index.ts';
import { LABS } from '../labs/index.ts';
import { nextHit, sameBreakpoint } from './breakpoints.ts';
import { insnsOfStep } from './inside.ts';
import type { Page, PageState, Slice } from './model.ts';
import { notThereNotice } from './run-notices.ts';
import {
  choicesBefore,
  chosen,
  cutAt,
  cutOf,
  ranTo,
  replaced,
  restored,
  sessionOfResult,
} from './steering.ts';

type RunKey =
  | 'inside'
  | 'schedule'
  | 'policy'
  | 'steered'
  | 'cut'
  | 'breakpoints'
  | 'watches'
  | 'choose'
  | 'runTo'
  | 'runOn'
  | 'takeRun'
  | 'cutHere'
  | 'resetRun'
  | 'undoCut'
  | 'stepInsn'
  | 'continueTo'
  | 'toggleBreakpoint'
  | 'clearBreakpoints'
  | 'addWatch'
  | 'removeWatch';

/** More watches than anybody reads. */
const MAX_WATCHES = 32;

type Run = Pick<PageState, 'schedule' | 'policy' | 'steered'>;

/** The run that a lab has by itself; a script of its is looked up when the engine is asked. */
export function ownRun(labId: string | null): Run {
  const lab = LABS.find((other) => other.id === labId);
  return { schedule: [], policy: lab?.stopsThere ? null : 'fair', steered: false };
}

/** True if a lab runs by this policy from time zero on, without a script. */
function isOwnPolicy(labId: string | null, policy: Policy): boolean {
  const hasScript = LABS.some((lab) => lab.id === labId && lab.script);
  return !hasScript && policy === ownRun(labId).policy;
}

/** Where `delta` instructions further on is: inside a folded block, or between two steps. */
function insnPlace(page: Page, delta: 1 | -1): Partial<PageState> {
  const session = sessionOfResult(page.result);
  const { cursor, inside } = page;
  if (!session) return {};
  if (delta > 0) {
    if (cursor >= session.length) return {};
    return inside + 1 < insnsOfStep(session, cursor)
      ? { inside: inside + 1 }
      : { cursor: cursor + 1, inside: 0 };
  }
  if (inside > 0) return { inside: inside - 1 };
  if (cursor === 0) return {};
  return { cursor: cursor - 1, inside: Math.max(0, insnsOfStep(session, cursor - 1) - 1) };
}

type Set = Parameters<Slice<RunKey>>[0];
type Get = Parameters<Slice<RunKey>>[1];

function steering(
  set: Set,
  get: Get,
): Pick<Page, 'choose' | 'runTo' | 'runOn' | 'takeRun' | 'cutHere' | 'resetRun' | 'undoCut'> {
  return {
    choose: (action) => set(chosen(get(), action)),
    runTo: (actor: number, target: RunTarget, age = 0) => {
      const ran = ranTo(get(), actor, target, age);
      set(ran.part);
      if (ran.reached) get().dismiss('not-there');
      else get().notify(notThereNotice(get(), actor, target, ran.steps));
    },
    runOn: (policy) => {
      const page = get();
      const timeline = page.result?.timeline;
      if (!timeline) return;
      const schedule = choicesBefore(timeline, page.cursor);
      const steered = schedule.length > 0 || !isOwnPolicy(page.labId, policy);
      const part = { schedule, policy, steered, inside: 0, playing: false, fragment: '' };
      set({ ...part, cut: cutOf(page), arrival: null });
      get().compile();
    },
    takeRun: (steps, cursor) => set(replaced(get(), steps, cursor)),
    cutHere: () => set(cutAt(get(), get().cursor)),
    resetRun: () => {
      const page = get();
      const cut = page.steered ? cutOf(page) : page.cut;
      set({ ...ownRun(page.labId), cut, inside: 0, playing: false, fragment: '' });
      get().dismiss('run-diverged');
      get().compile();
    },
    undoCut: () => set(restored(get())),
  };
}

export const runSlice: Slice<RunKey> = (set, get) => ({
  inside: 0,
  schedule: [],
  policy: 'fair',
  steered: false,
  cut: null,
  breakpoints: [],
  watches: [],

  ...steering(set, get),
  stepInsn: (delta) => {
    const way = delta > 0 ? 1 : -1;
    for (let left = Math.abs(delta); left > 0; left--) set(insnPlace(get(), way));
    set({ playing: false });
  },
  continueTo: (direction) => {
    const page = get();
    const hit = nextHit(page, direction);
    const end = direction === 'next' ? (page.result?.timeline?.steps.length ?? 0) : 0;
    set({ cursor: hit?.cursor ?? end, inside: hit?.inside ?? 0, playing: false });
  },
  toggleBreakpoint: (breakpoint) => {
    const { breakpoints } = get();
    const others = breakpoints.filter((other) => !sameBreakpoint(other, breakpoint));
    const isNew = others.length === breakpoints.length;
    set({ breakpoints: isNew ? [...breakpoints, breakpoint] : others, fragment: '' });
  },
  clearBreakpoints: () => set({ breakpoints: [], fragment: '' }),
  addWatch: (typed) => {
    const text = typed.trim();
    const { watches } = get();
    if (text === '' || watches.some((watch) => watch.text === text)) return;
    set({ watches: [...watches, { text }].slice(-MAX_WATCHES), fragment: '' });
  },
  removeWatch: (idx) => {
    set({ watches: get().watches.filter((_, i) => i !== idx), fragment: '' });
  },
});
