// D3 drawing of the lanes; owns everything inside its <g>. Redrawn on zoom and new results, never
// for a move of the cursor.

import { type Selection as D3Selection, select } from 'd3';
import type { SiteState } from '../../core/machine/index.ts';
import { glyphPaths } from '../shared/site-glyph.ts';
import { drawStrips } from './draw-strips.ts';
import { fitText } from './fit-text.ts';
import type { LaneLayout, PlacedLane } from './lane-layout.ts';
import type { Band, Lane, Mark } from './lane-model.ts';
import { markPath } from './mark-shape.ts';
import { type ColumnScale, columnWidth, visibleBands, visibleMarks } from './visible-bands.ts';

type Group<Datum> = D3Selection<SVGGElement, Datum, SVGGElement, unknown>;

/** Width of a letter of mark labels, and of band labels (px): text that does not fit is left out. */
const MARK_LETTER = 6;
const BAND_LETTER = 7.2;
const BAND_PAD = 6;
/** Width that a mark's shape takes at its left (px). */
const SHAPE_ROOM = 11;
/** Width that a state's shape takes at the left of its band (px). */
const GLYPH_ROOM = 14;

/** Draws the lanes that `from..to` (px from the top) touches; the others are not in the document. */
export function drawLanes(
  root: SVGGElement,
  layout: LaneLayout,
  x: ColumnScale,
  [from, to]: readonly [number, number] = [0, Number.POSITIVE_INFINITY],
): void {
  const lanes = select(root)
    .selectAll<SVGGElement, PlacedLane>('g.lane')
    .data(
      layout.lanes.filter(({ top, shape }) => top < to && top + shape.height > from),
      (placed) => placed.lane.id,
    )
    .join((enter) => {
      const lane = enter.append('g');
      lane.append('line').attr('class', 'lane-rule');
      lane.append('g').attr('class', 'lane-strips');
      lane.append('g').attr('class', 'lane-bands');
      lane.append('g').attr('class', 'lane-marks');
      return lane;
    })
    .attr('class', ({ lane }) => laneClass(lane));
  lanes
    .select('.lane-rule')
    .attr('x2', '100%')
    .attr('y1', ({ top, shape }) => top + shape.height - 0.5)
    .attr('y2', ({ top, shape }) => top + shape.height - 0.5);
  lanes.each(function draw(placed) {
    const lane = select<SVGGElement, PlacedLane>(this);
    drawStrips(lane.select<SVGGElement>('.lane-strips'), placed, x);
    drawBands(lane.select<SVGGElement>('.lane-bands'), placed, x);
    drawMarks(lane.select<SVGGElement>('.lane-marks'), placed, x);
  });
}

function laneClass({ kind, actor, cpu }: Lane): string {
  const own = actor === null ? '' : ' is-own';
  return `lane is-${kind}${own}${cpu ? ` is-cpu-${cpu.hue}` : ''}`;
}

/**
 * The shape of a state inside its band; bands too dense to tell apart have none. Its place is part
 * of the path: each `transform` would be a paint layer of its own, and scrubbing slower.
 */
function bandGlyph(tone: SiteState | 'dense', x: number, y: number): string {
  if (tone === 'dense') return '';
  const { outline, fill } = glyphPaths(tone, 5, [x, y]);
  return outline + fill;
}

type Host = D3Selection<SVGGElement, PlacedLane, null, undefined>;

function drawBands(host: Host, { lane, bandTop, shape }: PlacedLane, x: ColumnScale): void {
  const [from = 0, to = 0] = x.domain();
  const left = (band: Band) => x(Math.max(band.start, from - 1));
  const width = (band: Band) => Math.max(1, x(Math.min(band.end, to + 1)) - left(band) - 1);
  const bands: Group<Band> = host
    .selectAll<SVGGElement, Band>('g')
    .data(visibleBands(lane.bands, x), (band) => band.start)
    .join((enter) => {
      const band = enter.append('g');
      band.append('rect').attr('rx', 2);
      band.append('path').attr('class', 'glyph');
      band.append('text').attr('dy', '0.34em');
      return band;
    }) as Group<Band>;
  bands.attr('class', (band) => `band is-${band.tone}`);
  bands
    .select('rect')
    .attr('x', left)
    .attr('y', bandTop)
    .attr('width', width)
    .attr('height', shape.band);
  const indent = lane.kind === 'site' ? GLYPH_ROOM : 0;
  bands.select('.glyph').attr('d', (band) => {
    if (indent === 0 || width(band) < GLYPH_ROOM + 2) return '';
    const at = Math.max(0, left(band)) + GLYPH_ROOM / 2 + 2;
    return bandGlyph(band.tone as SiteState, at, bandTop + shape.band / 2);
  });
  bands
    .select('text')
    // A label stays readable while its band reaches in from the left.
    .attr('x', (band) => Math.max(0, left(band)) + BAND_PAD + indent)
    .attr('y', bandTop + shape.band / 2)
    .text((band) => {
      const room = left(band) + width(band) - Math.max(0, left(band)) - 2 * BAND_PAD - indent;
      // A state's shape says as much as half its name would.
      if (indent > 0 && room < band.label.length * BAND_LETTER) return '';
      return fitText(band.label, room, BAND_LETTER);
    });
}

function drawMarks(host: Host, { lane, markTops, shape }: PlacedLane, x: ColumnScale): void {
  const step = columnWidth(x);
  const height = shape.mark - 2;
  const marks: Group<Mark> = host
    .selectAll<SVGGElement, Mark>('g')
    .data(visibleMarks(lane.marks, x) as Mark[], (mark) => `${mark.step}:${mark.row}`)
    .join((enter) => {
      const mark = enter.append('g');
      mark.append('rect').attr('rx', 1.5);
      mark.append('path').attr('class', 'mark-shape');
      mark.append('text').attr('dy', '0.34em');
      return mark;
    }) as Group<Mark>;
  marks.attr('class', (mark) => `mark is-${mark.tone}`);
  marks
    .select('rect')
    .attr('x', (mark) => x(mark.step) + 0.5)
    .attr('y', (mark) => markTops[mark.row])
    .attr('width', Math.max(1, step - 1))
    .attr('height', height);
  marks.select('.mark-shape').attr('d', (mark) => {
    if (!mark.shape || step < SHAPE_ROOM - 2) return '';
    const words = wordsOf(mark, step);
    const at = words === '' ? step / 2 : (step - MARK_LETTER * words.length) / 2;
    return markPath(mark.shape, x(mark.step) + at, (markTops[mark.row] ?? 0) + height / 2);
  });
  marks
    .select('text')
    .attr('x', (mark) => x(mark.step) + (step + (mark.shape ? SHAPE_ROOM : 0)) / 2)
    .attr('y', (mark) => markTops[mark.row] + height / 2)
    .text((mark) => wordsOf(mark, step));
}

/** The longest words that fit into a column, beside the mark's shape; '' when none do. */
function wordsOf({ label, more = [], shape }: Mark, column: number): string {
  const room = column - 1.5 - (shape ? SHAPE_ROOM : 0);
  return [...more, label].find((words) => words.length * MARK_LETTER <= room) ?? '';
}
