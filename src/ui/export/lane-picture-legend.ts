// What the shapes of the timeline's picture mean: of those that its window shows.

import type { TimelineModel } from '../timeline/lane-model.ts';
import { stateGlyph } from './byte-picture-site.ts';
import { ARROW_DASHES, ARROW_TOKENS } from './lane-picture-arrows.ts';
import type { Palette } from './palette.ts';
import type { LegendEntry } from './picture-frame.ts';
import { rect, tag, words } from './svg.ts';

const LEGEND_STATES = ['empty', 'armed', 'live', 'forbidden', 'moving'] as const;
const WAIT_WORDS = {
  rcu: 'grace period waits for reader',
  ipi: 'sync interrupts CPU',
  lock: 'sleeps on a lock',
  handler: 'waits for a trap handler',
} as const;

export function laneLegend(
  model: TimelineModel,
  [from, to]: readonly [number, number],
  palette: Palette,
): LegendEntry[] {
  const tones = new Set(
    model.lanes
      .filter(({ kind }) => kind === 'site')
      .flatMap(({ bands }) => bands.filter(({ start, end }) => start < to && end > from))
      .map(({ tone }) => tone),
  );
  const states = LEGEND_STATES.filter((state) => tones.has(state)).map((state) => ({
    width: 12,
    draw: stateGlyph(state, 6, [6, 0], palette),
    word: state === 'moving' ? 'bytes in flight' : state,
  }));
  const kinds = new Set(
    model.waits.filter(({ step }) => step >= from && step < to).map(({ kind }) => kind),
  );
  const waits = [...kinds].map((kind) => ({
    width: 28,
    word: WAIT_WORDS[kind],
    draw:
      tag('path', {
        d: 'M0,0H23',
        stroke: palette(ARROW_TOKENS[kind]),
        'stroke-width': 1.5,
        'stroke-dasharray': ARROW_DASHES[kind],
      }) + tag('path', { d: 'M28,0l-6,-4v8z', fill: palette(ARROW_TOKENS[kind]) }),
  }));
  const box = (letter: string, fill: string, ink: string, word: string): LegendEntry => ({
    width: 20,
    word,
    draw:
      rect(0, -7, 20, 14, { rx: 2, fill }) +
      words(10, 0, letter, { size: 10, face: 'mono', weight: 700, fill: ink, anchor: 'middle' }),
  });
  const int3 = tones.has('moving')
    ? [box('cc', palette('--flight'), palette('--flight-on'), 'int3 written')]
    : [];
  const cursor: LegendEntry = {
    width: 8,
    word: 'shown step',
    draw: rect(3, -8, 2, 16, { fill: palette('--accent') }),
  };
  return [...states, ...int3, ...waits, cursor];
}
