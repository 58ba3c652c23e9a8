// One lane of the timeline as SVG: its bands, its marks, and what passes between them.

import type { SiteState } from '../../core/machine/index.ts';
import { fitText } from '../timeline/fit-text.ts';
import type { PlacedLane } from '../timeline/lane-layout.ts';
import type { Band, Mark, Strip } from '../timeline/lane-model.ts';
import { markPath } from '../timeline/mark-shape.ts';
import {
  type ColumnScale,
  columnWidth,
  visibleBands,
  visibleMarks,
} from '../timeline/visible-bands.ts';
import { stateGlyph } from './byte-picture-site.ts';
import { bandLook, type Look, markLook, stretchLook } from './lane-picture-looks.ts';
import type { Palette } from './palette.ts';
import { rect, tag, words } from './svg.ts';

const BAND_LETTER = 7.4;
const MARK_LETTER = 6.2;
const STRIP_LETTER = 6.2;
const PAD = 6;
const GLYPH_ROOM = 14;
const SHAPE_ROOM = 11;

/** Where one draws, and how wide that is. */
export interface LanePen {
  readonly x: ColumnScale;
  readonly width: number;
  readonly palette: Palette;
}

function lines({ stroke, dash }: Look) {
  return {
    stroke,
    'stroke-dasharray': dash,
    'stroke-width': stroke === undefined ? undefined : 1,
  };
}

/** Left edge and width of a band, cut to the window. */
function extent(band: Band, { x, width }: LanePen): { left: number; room: number } {
  const left = Math.max(0, x(band.start));
  return { left, room: Math.max(1, Math.min(width, x(band.end)) - left - 1) };
}

function drawBand(band: Band, placed: PlacedLane, pen: LanePen): string {
  const { lane, bandTop, shape } = placed;
  const { palette } = pen;
  const look = bandLook(band.tone, lane, palette);
  const { left, room } = extent(band, pen);
  const middle = bandTop + shape.band / 2;
  const isState = lane.kind === 'site' && band.tone !== 'dense';
  const indent = isState ? GLYPH_ROOM : 0;
  const isNamed = !isState || room - 2 * PAD - indent >= band.label.length * BAND_LETTER;
  const label = isNamed ? fitText(band.label, room - 2 * PAD - indent, BAND_LETTER) : '';
  const glyph =
    isState && room > GLYPH_ROOM + 2
      ? bandGlyph(band.tone as SiteState, left + GLYPH_ROOM / 2 + 2, middle, palette)
      : '';
  return (
    rect(left + 0.5, bandTop + 0.5, room - 0.5, shape.band - 1, {
      rx: 2,
      fill: look.fill,
      ...lines(look),
    }) +
    glyph +
    (label === ''
      ? ''
      : words(left + PAD + indent, middle, label, {
          size: 12,
          fill: look.text,
          ...(lane.kind === 'slot' ? { face: 'mono' as const } : {}),
          ...(look.weight === undefined ? {} : { weight: look.weight }),
        }))
  );
}

/** On the amber and red of its band, the shape of a state takes the colour of the words there. */
function bandGlyph(state: SiteState, x: number, y: number, palette: Palette): string {
  const inverse = { moving: '--flight-on', forbidden: '--bg-pane' } as const;
  if (state !== 'moving' && state !== 'forbidden') return stateGlyph(state, 5, [x, y], palette);
  const asInk: Palette = (token) =>
    palette(token === '--flight' || token === '--danger' ? inverse[state] : token);
  return stateGlyph(state, 5, [x, y], asInk);
}

function wordsOf({ label, more = [], shape }: Mark, column: number): string {
  const room = column - 2 - (shape ? SHAPE_ROOM : 0);
  return [...more, label].find((text) => text.length * MARK_LETTER <= room) ?? '';
}

function drawMark(mark: Mark, placed: PlacedLane, pen: LanePen): string {
  const { x, palette } = pen;
  const column = columnWidth(x);
  const height = placed.shape.mark - 2;
  const top = placed.markTops[mark.row];
  const look = markLook(mark.tone, placed.lane, palette);
  const left = x(mark.step);
  const text = wordsOf(mark, column);
  const shapeAt = text === '' ? column / 2 : (column - MARK_LETTER * text.length) / 2;
  const shape =
    mark.shape && column >= SHAPE_ROOM - 2
      ? tag('path', {
          d: markPath(mark.shape, left + shapeAt, top + height / 2),
          fill: look.text,
          'fill-rule': 'evenodd',
        })
      : '';
  const label =
    text === ''
      ? ''
      : words(left + (column + (mark.shape ? SHAPE_ROOM : 0)) / 2, top + height / 2, text, {
          size: 10,
          face: 'mono',
          anchor: 'middle',
          fill: look.text,
          ...(look.weight === undefined ? {} : { weight: look.weight }),
        });
  const box = rect(left + 0.5, top, Math.max(1, column - 1), height, {
    rx: 1.5,
    fill: look.fill,
    ...lines(look),
  });
  return box + shape + label;
}

function stretchPath(look: Strip['look'], tone: string, box: readonly number[]): string {
  const [left = 0, right = 0, top = 0, height = 0] = box;
  if (look === 'bracket') {
    return `M${left + 0.5},${top}v${height - 0.5}H${right - 0.5}v${0.5 - height}`;
  }
  if (tone === 'rest') return `M${left},${top + height / 2 - 0.5}H${right}v1H${left}z`;
  return `M${left},${top}H${right}v${height}H${left}z`;
}

function drawStretch(band: Band, strip: Strip, placed: PlacedLane, pen: LanePen): string {
  const { palette } = pen;
  const look = stretchLook(band.tone, strip, placed.lane, palette);
  const { left, room } = extent(band, pen);
  const top = placed.top + strip.top;
  const path = tag('path', {
    d: stretchPath(strip.look, band.tone, [left, left + room, top, strip.height]),
    ...lines(look),
    fill: strip.look === 'bracket' && look.stroke !== undefined ? 'none' : look.fill,
    'stroke-width': strip.look === 'bracket' ? 2 : undefined,
  });
  if (strip.look === 'bar' || strip.look === 'thin') return path;
  const label = fitText(band.label, room - 10, STRIP_LETTER);
  if (label === '') return path;
  const halo = band.tone === 'asleep' ? { halo: palette('--bg') } : {};
  return (
    path +
    words(left + 5, top + strip.height / 2, label, {
      size: 10,
      fill: look.text,
      ...(look.weight === undefined ? {} : { weight: look.weight }),
      ...halo,
    })
  );
}

/** A lane at its place in the layout; x = 0 is the left edge of the window. */
export function drawLane(placed: PlacedLane, pen: LanePen): string {
  const { lane, top, shape } = placed;
  const rule = rect(0, top + shape.height - 1, pen.width, 1, { fill: pen.palette('--line-soft') });
  const strips = lane.strips.flatMap((strip) =>
    visibleBands(strip.bands, pen.x).map((band) => drawStretch(band, strip, placed, pen)),
  );
  const bands = visibleBands(lane.bands, pen.x).map((band) => drawBand(band, placed, pen));
  const marks = visibleMarks(lane.marks, pen.x).map((mark) => drawMark(mark, placed, pen));
  return [rule, ...strips, ...bands, ...marks].join('');
}
