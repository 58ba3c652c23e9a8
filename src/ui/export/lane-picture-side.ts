// Beside and above the lanes: their names, the ruler.

import { LANE_LINES, type PlacedLane, RULER_HEIGHT } from '../timeline/lane-layout.ts';
import { columnWidth } from '../timeline/visible-bands.ts';
import { LABELS, type Scene } from './lane-picture-scene.ts';
import { cutTo } from './measure.ts';
import type { Palette } from './palette.ts';
import { rect, words } from './svg.ts';

/** Name, note and rows of a lane. */
export function label({ lane, top, shape }: PlacedLane, palette: Palette): string {
  const isCode = lane.kind === 'site' || lane.kind === 'slot';
  const indent = lane.cpu ? 24 : 0;
  const face = isCode ? 'mono' : 'sans';
  const name = cutTo(lane.label, isCode ? 12 : 13, LABELS - 16 - indent, face);
  const cpu = lane.cpu
    ? rect(0, top + 4, 16, 16, { rx: 3, fill: palette(`--cpu-${lane.cpu.hue}` as '--cpu-1') }) +
      words(8, top + 12, lane.cpu.letter, {
        size: 11,
        weight: 700,
        fill: palette('--cpu-on'),
        anchor: 'middle',
      })
    : '';
  const rows = lane.rows.map((row, nth) =>
    words(LABELS - 8, top + LANE_LINES.mark + 7 + 14 * nth, row, {
      size: 10,
      face: 'mono',
      weight: 600,
      fill: palette('--ink-3'),
      anchor: 'end',
    }),
  );
  const strips = lane.strips.flatMap((strip) =>
    strip.name === ''
      ? []
      : [
          words(LABELS - 8, top + strip.top + strip.height / 2, strip.name, {
            size: 10,
            face: 'mono',
            weight: 600,
            fill: palette('--ink-3'),
            anchor: 'end',
          }),
        ],
  );
  const note = lane.note === '' ? '' : cutTo(lane.note, 11, LABELS - 44, 'mono');
  return [
    cpu,
    words(indent, top + 12, name, {
      size: 12,
      face,
      weight: isCode ? 500 : 600,
      fill: palette('--ink'),
    }),
    note === ''
      ? ''
      : words(0, top + 30, note, { size: 11, face: 'mono', fill: palette('--ink-3') }),
    ...rows,
    ...strips,
    rect(0, top + shape.height - 1, LABELS, 1, { fill: palette('--line-soft') }),
  ].join('');
}

/** Steps between ticks whose numbers stand 44 px apart at least. */
function tickStep(column: number): number {
  const least = 44 / column;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10);
}

export function ruler({ pen, model, cursor }: Scene): string {
  const { x, palette, width } = pen;
  const [from = 0, to = 0] = x.domain();
  const every = tickStep(columnWidth(x));
  const parts: string[] = [];
  for (
    let tick = Math.ceil(from / every) * every;
    tick <= Math.min(to, model.stepCount);
    tick += every
  ) {
    parts.push(rect(x(tick) - 0.5, RULER_HEIGHT - 5, 1, 5, { fill: palette('--line-strong') }));
    if (Math.abs(x(tick) - x(cursor)) < 16) continue;
    const anchor = tick === from ? 'start' : tick === to ? 'end' : 'middle';
    const look = { size: 10, face: 'mono', fill: palette('--ink-3'), anchor } as const;
    parts.push(words(x(tick), RULER_HEIGHT - 12, `${tick}`, look));
  }
  parts.push(
    rect(-LABELS, RULER_HEIGHT - 0.5, width + LABELS, 1, { fill: palette('--line-soft') }),
  );
  parts.push(words(-LABELS, RULER_HEIGHT - 12, 'step', { size: 10, fill: palette('--ink-3') }));
  return parts.join('');
}
