// Commands of the timeline as a view; those of the cursor are in time.ts.

import type { Page, StepRange } from '../../store/model.ts';
import type { Command } from './command.ts';

/** Sets one end of the loop to the cursor; the other stays if it is still beyond. */
function loopWith(page: Page, end: keyof StepRange): void {
  const { cursor, loop } = page;
  const last = page.result?.timeline?.steps.length ?? 0;
  const zero = page.result?.timeline?.zero ?? 0;
  if (end === 'from') page.setLoop({ from: cursor, to: loop && loop.to > cursor ? loop.to : last });
  else page.setLoop({ from: loop && loop.from < cursor ? loop.from : zero, to: cursor });
}

export const TIMELINE: readonly Command[] = [
  {
    id: 'zoom-in',
    title: 'Zoom in',
    group: 'Time',
    keys: ['w'],
    shown: ['W'],
    family: 'plain',
    run: ({ signal }) => signal('zoom', 'in'),
  },
  {
    id: 'zoom-out',
    title: 'Zoom out',
    group: 'Time',
    keys: ['s'],
    shown: ['S'],
    family: 'plain',
    run: ({ signal }) => signal('zoom', 'out'),
  },
  {
    id: 'pan-left',
    title: 'Pan back',
    group: 'Time',
    keys: ['a'],
    shown: ['A'],
    family: 'plain',
    run: ({ signal }) => signal('pan', 'back'),
  },
  {
    id: 'pan-right',
    title: 'Pan on',
    group: 'Time',
    keys: ['d'],
    shown: ['D'],
    family: 'plain',
    run: ({ signal }) => signal('pan', 'on'),
  },
  {
    id: 'centre',
    title: 'Centre the cursor; again to fit all',
    group: 'Time',
    keys: ['f'],
    shown: ['F'],
    family: 'plain',
    run: ({ signal }) => signal('centre'),
  },
  {
    id: 'event',
    title: 'Next event of the lane',
    group: 'Time',
    keys: ['.'],
    shown: ['.'],
    family: 'plain',
    run: ({ signal }) => signal('lane-event', 'next'),
  },
  {
    id: 'event-back',
    title: 'Previous event of the lane',
    group: 'Time',
    keys: [','],
    shown: [','],
    family: 'plain',
    run: ({ signal }) => signal('lane-event', 'previous'),
  },
  {
    id: 'find-event',
    title: 'Find events',
    group: 'Time',
    keys: ['Shift+f'],
    shown: ['Shift F'],
    family: 'plain',
    run: ({ signal }) => signal('search-events'),
  },
  {
    id: 'occurrence',
    title: 'Next hit, or next event of the same kind',
    group: 'Time',
    keys: ['n'],
    shown: ['N'],
    family: 'plain',
    run: ({ signal }) => signal('occurrence', 'next'),
  },
  {
    id: 'occurrence-back',
    title: 'Previous hit, or previous event of the same kind',
    group: 'Time',
    keys: ['Shift+n'],
    shown: ['Shift N'],
    family: 'plain',
    run: ({ signal }) => signal('occurrence', 'previous'),
  },
  {
    id: 'timeline-view',
    title: 'Switch between lanes and events',
    group: 'Time',
    keys: ['t'],
    shown: ['T'],
    family: 'plain',
    run: ({ page }) => page.setTimelineView(page.timelineView === 'lanes' ? 'events' : 'lanes'),
  },
  {
    id: 'loop-from',
    title: 'Begin the loop here',
    group: 'Time',
    keys: ['['],
    shown: ['['],
    family: 'plain',
    run: ({ page }) => loopWith(page, 'from'),
  },
  {
    id: 'loop-to',
    title: 'End the loop here',
    group: 'Time',
    keys: [']'],
    shown: [']'],
    family: 'plain',
    run: ({ page }) => loopWith(page, 'to'),
  },
  {
    id: 'loop-clear',
    title: 'Clear the loop',
    group: 'Time',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ page }) => page.setLoop(null),
  },
  {
    id: 'fold-lanes',
    title: 'Fold all lanes',
    group: 'Time',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ signal }) => signal('fold-lanes'),
  },
  {
    id: 'unfold-lanes',
    title: 'Unfold all lanes',
    group: 'Time',
    keys: [],
    shown: [],
    family: 'plain',
    run: ({ page }) => page.foldLanes([]),
  },
];
