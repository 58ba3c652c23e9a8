// Commands of the timeline as a view; those of the cursor are in time.ts.

import type { Command } from './command.ts';

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
];
