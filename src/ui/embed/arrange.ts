// How the chosen panes share a frame: side by side with the timeline across, one below the other, or in tabs.

import type { Pane } from '../../store/model.ts';

/** Panes of each row, from the top down; 'tabs' where there is room for one pane only. */
export type Arrangement = readonly (readonly Pane[])[] | 'tabs';

/** Below these a pane shows less than a glance needs. */
const MIN_WIDTH: Readonly<Record<Pane, number>> = {
  editor: 240,
  bytes: 320,
  machine: 240,
  timeline: 320,
  explore: 260,
};
const MIN_HEIGHT: Readonly<Record<Pane, number>> = {
  editor: 120,
  bytes: 150,
  machine: 150,
  timeline: 150,
  explore: 200,
};

function fits(rows: readonly (readonly Pane[])[], width: number, height: number): boolean {
  const wide = rows.every((row) => row.reduce((sum, pane) => sum + MIN_WIDTH[pane], 0) <= width);
  const tall = rows.reduce((sum, row) => sum + Math.max(...row.map((pane) => MIN_HEIGHT[pane])), 0);
  return wide && tall <= height;
}

/** Columns of the panes in their order, and the timeline across: above them if it is named first. */
function columns(panes: readonly Pane[]): readonly (readonly Pane[])[] {
  const others = panes.filter((pane) => pane !== 'timeline');
  if (others.length === panes.length) return [panes];
  if (others.length === 0) return [['timeline']];
  return panes[0] === 'timeline' ? [['timeline'], others] : [others, ['timeline']];
}

/** For a room of `width` by `height` px. */
export function arrange(panes: readonly Pane[], width: number, height: number): Arrangement {
  if (panes.length === 1) return [panes];
  const across = columns(panes);
  if (fits(across, width, height)) return across;
  const stacked = panes.map((pane) => [pane]);
  return fits(stacked, width, height) ? stacked : 'tabs';
}
