// Derived state, each computed once for its inputs: React compares what these return by identity.

import { createReplay, type MachineView, type Replay } from '../core/machine/index.ts';
import { highlightFor, type LabResult } from '../core/pipeline/index.ts';
import { lastFew } from './last-few.ts';
import type { Highlight, Page, Selection } from './model.ts';
import { mutedView, selectMuted } from './prediction.ts';

const NOTHING: Highlight = { spans: [], insns: [], bytes: [], steps: [] };

function highlightOf(result: LabResult | null, selection: Selection | null): Highlight {
  return result && selection ? highlightFor(result, selection) : NOTHING;
}

const pinnedHighlight = lastFew(highlightOf);
const hoveredHighlight = lastFew(highlightOf);

let replays: { readonly result: LabResult; readonly replay: Replay } | null = null;

/** The replay of a result; one of the same lab with another run shares what both have in common. */
function replayOf(result: LabResult | null): Replay | null {
  if (!result?.timeline) return null;
  const { actors, steps } = result.timeline;
  const isSameLab = result.input !== null && replays?.result.input === result.input;
  const replay =
    replays && isSameLab
      ? replays.replay.withSteps(steps)
      : createReplay({ actors, maps: result.maps, progs: result.progs }, steps);
  replays = { result, replay };
  return replay;
}

const replayFor = lastFew((result: LabResult | null, _nothing: null) => replayOf(result));
const viewAt = lastFew((replay: Replay | null, cursor: number) => {
  return replay ? replay.at(Math.min(cursor, replay.length)) : null;
});

/** What is pinned. */
export function selectPinned(page: Page): Highlight {
  return pinnedHighlight(page.result, page.pinned);
}

/** What is under the pointer. */
export function selectHovered(page: Page): Highlight {
  return hoveredHighlight(page.result, page.hovered);
}

/** What is lit: under the pointer, or pinned while the pointer is elsewhere. */
export function selectLit(page: Page): Highlight {
  return page.hovered ? selectHovered(page) : selectPinned(page);
}

/** The machine of `result` after `cursor` steps; null when the lab does not run. */
export function viewOf(result: LabResult, cursor: number): MachineView | null {
  const replay = replayFor(result, null);
  return replay && replay.at(Math.min(cursor, replay.length));
}

/** The machine after `cursor` steps; null when the lab does not run. */
export function selectView(page: Page): MachineView | null {
  const view = viewAt(replayFor(page.result, null), page.cursor);
  return view && selectMuted(page) ? mutedView(view) : view;
}

/** The run on screen, at any cursor; null when the lab does not run. */
export function selectReplay(page: Page): Replay | null {
  return replayFor(page.result, null);
}
