// Which panes a presentation shows.

import type { Pane } from '../../store/model.ts';

/** At most two panes can be read from the back of a room. */
const MOST = 2;

/** In the order of the page. */
const ORDER: readonly Pane[] = ['editor', 'bytes', 'machine', 'explore', 'timeline'];

/** The last two that were chosen: of a third one, the one that was there longest gives way. */
export function chosenPanes(
  before: readonly Pane[],
  chosen: ReadonlySet<string | number>,
): readonly Pane[] {
  const kept = before.filter((pane) => chosen.has(pane));
  const added = ORDER.filter((pane) => chosen.has(pane) && !before.includes(pane));
  const last = [...kept, ...added].slice(-MOST);
  return ORDER.filter((pane) => last.includes(pane));
}
