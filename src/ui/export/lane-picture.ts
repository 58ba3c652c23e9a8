// The timeline as a picture for slides and mails: the whole run, or a window of it.

import { layLanes, RULER_HEIGHT } from '../timeline/lane-layout.ts';
import type { Lane, TimelineModel } from '../timeline/lane-model.ts';
import { type ColumnScale, columnWidth } from '../timeline/visible-bands.ts';
import { arrows } from './lane-picture-arrows.ts';
import { drawLane } from './lane-picture-lane.ts';
import { laneLegend } from './lane-picture-legend.ts';
import { isWithin, LABELS, type Scene } from './lane-picture-scene.ts';
import { label, ruler } from './lane-picture-side.ts';
import type { Palette } from './palette.ts';
import {
  type Caption,
  framed,
  type Picture,
  type PictureBody,
  type PictureStyle,
  type Room,
} from './picture-frame.ts';
import { moved, rect, tag, words } from './svg.ts';

export interface LanePictureInput {
  readonly model: TimelineModel;
  readonly cursor: number;
  /** First and last column, the last exclusive; null: the whole run. */
  readonly window: readonly [number, number] | null;
  /** Lanes that are left out. */
  readonly folded: readonly string[];
  readonly caption: Caption;
}

const LARGEST = 1.9;
const SMALLEST = 0.75;
/** A column that fits a word, in a picture that may be as wide as it likes. */
const COLUMN = 14;
const WIDEST = 1600;
const LEAST = 760;

function scaleOf([from, to]: readonly [number, number], width: number): ColumnScale {
  const columns = Math.max(1, to - from);
  return Object.assign((column: number) => ((column - from) / columns) * width, {
    domain: () => [from, to],
  });
}

/** Time zero, the step just done and the cursor; beneath the lanes and above them. */
function underlay(scene: Scene): string {
  const { pen, cursor, height } = scene;
  const { x, palette } = pen;
  if (cursor === 0 || !isWithin(cursor - 1, scene) || !isWithin(cursor, scene)) return '';
  const fill = palette('--accent-soft');
  return rect(x(cursor - 1), RULER_HEIGHT, Math.max(1, columnWidth(x)), height - RULER_HEIGHT, {
    fill,
  });
}

function overlay(scene: Scene): string {
  const { pen, cursor, height, model } = scene;
  const { x, palette } = pen;
  const accent = palette('--accent');
  const zero =
    model.zero > 0 && model.zero < model.stepCount && isWithin(model.zero, scene)
      ? tag('path', {
          d: `M${x(model.zero)},${RULER_HEIGHT}V${height}`,
          stroke: palette('--ink-3'),
          'stroke-dasharray': '2 4',
        })
      : '';
  if (!isWithin(cursor, scene)) return zero;
  return (
    zero +
    rect(x(cursor) - 1, 12, 2, height - 12, { fill: accent }) +
    tag('path', { d: `M${x(cursor)},9m-6,0h12v9l-6,6l-6,-6z`, fill: accent })
  );
}

function hatch(palette: Palette): string {
  return tag(
    'defs',
    {},
    tag(
      'pattern',
      {
        id: 'wait',
        width: 6,
        height: 6,
        patternUnits: 'userSpaceOnUse',
        patternTransform: 'rotate(45)',
      },
      rect(0, 0, 6, 6, { fill: palette('--bg-pane') }),
      rect(0, 0, 1.5, 6, { fill: palette('--line-strong') }),
    ),
  );
}

function drawScene(scene: Scene, left: number): string {
  const { lanes, pen, layout } = scene;
  const missing = layout.lanes.length - lanes.length;
  return [
    hatch(pen.palette),
    moved(
      LABELS,
      0,
      1,
      underlay(scene),
      ruler(scene),
      moved(0, RULER_HEIGHT, 1, ...lanes.map((placed) => drawLane(placed, pen)), arrows(scene)),
      overlay(scene),
    ),
    moved(0, RULER_HEIGHT, 1, ...lanes.map((placed) => label(placed, pen.palette))),
    missing === 0
      ? ''
      : words(0, left, `${missing} more ${missing === 1 ? 'lane' : 'lanes'}`, {
          size: 12,
          fill: pen.palette('--ink-3'),
        }),
  ].join('');
}

function windowOf({ window, model }: LanePictureInput): readonly [number, number] {
  return window ?? [0, Math.max(1, model.stepCount)];
}

/** True for a lane on which nothing happens in the window: it would only take room. */
function isBlank({ bands, marks, strips }: Lane, [from, to]: readonly [number, number]): boolean {
  const all = [...strips.map((strip) => strip.bands), bands].flat();
  const isSeen = all.some(({ start, end }) => start < to && end > from);
  return !isSeen && !marks.some(({ step }) => step >= from && step < to);
}

/** As large as the room allows; lanes that do not fit even when small are counted. */
function layScene(input: LanePictureInput, palette: Palette, room: Room): PictureBody {
  const { model } = input;
  const columns = windowOf(input);
  const layout = layLanes(
    model.lanes.filter((lane) => !input.folded.includes(lane.id) && !isBlank(lane, columns)),
  );
  const natural = RULER_HEIGHT + layout.height;
  const scale =
    room.height === null ? 1 : Math.max(SMALLEST, Math.min(LARGEST, room.height / natural));
  const high = room.height === null ? natural : room.height / scale;
  const fits = natural <= high + 1;
  const lanes = fits
    ? layout.lanes
    : layout.lanes.filter(({ top, shape }) => RULER_HEIGHT + top + shape.height <= high - 24);
  const last = lanes.at(-1);
  const height = RULER_HEIGHT + (last ? last.top + last.shape.height : 0);
  const wanted = Math.min(WIDEST, Math.max(LEAST, (columns[1] - columns[0]) * COLUMN));
  const width = room.height === null ? wanted : room.width / scale - LABELS;
  const pen = { x: scaleOf(columns, width), width, palette };
  const scene = { model, layout, lanes, cursor: input.cursor, height, pen };
  return {
    width: LABELS + width,
    height: fits ? height : height + 24,
    scale,
    content: drawScene(scene, height + 14),
  };
}

export function lanePicture(input: LanePictureInput, style: PictureStyle): Picture {
  const { palette } = style;
  return framed(style, input.caption, laneLegend(input.model, windowOf(input), palette), (room) =>
    layScene(input, palette, room),
  );
}
