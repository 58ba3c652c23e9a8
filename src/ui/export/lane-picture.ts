// The timeline as a picture for slides and mails: the whole run, or a window of it.

import {
  LANE_LINES,
  type LaneLayout,
  layLanes,
  type PlacedLane,
  RULER_HEIGHT,
} from '../timeline/lane-layout.ts';
import type { Lane, TimelineModel } from '../timeline/lane-model.ts';
import type { ColumnScale } from '../timeline/visible-bands.ts';
import { columnWidth } from '../timeline/visible-bands.ts';
import { shownWaits, type Wait } from '../timeline/waits.ts';
import { stateGlyph } from './byte-picture-row.ts';
import { drawLane, type LanePen } from './lane-picture-lane.ts';
import { cutTo } from './measure.ts';
import type { Palette } from './palette.ts';
import {
  type Caption,
  framed,
  type LegendEntry,
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

const LABELS = 176;
const LARGEST = 1.9;
const SMALLEST = 0.75;
/** A column that fits a word, in a picture that may be as wide as it likes. */
const COLUMN = 14;
const WIDEST = 1600;
const LEAST = 760;
/** Of more waits than this, only those at the cursor have arrows. */
const MANY_WAITS = 24;

interface Scene {
  readonly model: TimelineModel;
  readonly layout: LaneLayout;
  readonly lanes: readonly PlacedLane[];
  readonly cursor: number;
  readonly height: number;
  readonly pen: LanePen;
}

function scaleOf([from, to]: readonly [number, number], width: number): ColumnScale {
  const columns = Math.max(1, to - from);
  return Object.assign((column: number) => ((column - from) / columns) * width, {
    domain: () => [from, to],
  });
}

function label({ lane, top, shape }: PlacedLane, palette: Palette): string {
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
  const rows =
    lane.kind === 'site'
      ? [LANE_LINES.mark + 7, LANE_LINES.mark + 21].map((at, nth) =>
          words(LABELS - 8, top + at, `P${nth + 1}`, {
            size: 10,
            face: 'mono',
            weight: 600,
            fill: palette('--ink-3'),
            anchor: 'end',
          }),
        )
      : [];
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

function ruler({ pen, model, cursor }: Scene): string {
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

function isWithin(column: number, { pen }: Scene): boolean {
  const [from = 0, to = 0] = pen.x.domain();
  return column >= from && column <= to;
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

const ARROW_TOKENS = {
  rcu: '--part-epilogue-ink',
  ipi: '--flight-ink',
  lock: '--ink-3',
  handler: '--ink-3',
} as const;
const ARROW_DASHES = { rcu: '6 3', ipi: undefined, lock: '1.5 3', handler: '1.5 3' } as const;

function waitsOf(scene: Scene): readonly Wait[] {
  const { model, cursor } = scene;
  const inside = model.waits.filter(({ step }) => isWithin(step, scene));
  return inside.length <= MANY_WAITS ? inside : shownWaits(model.waits, cursor, []).waits;
}

/** From each wait to the steps that let it go on; hollow heads for what is yet to come. */
function arrows(scene: Scene): string {
  const { lanes, pen, cursor, model } = scene;
  const lines = new Map<number, number>();
  for (const { lane, top } of lanes) {
    if (lane.actor !== null)
      lines.set(lane.actor, top + LANE_LINES.mark + LANE_LINES.markHeight / 2);
  }
  return waitsOf(scene)
    .flatMap((wait) =>
      wait.answers.map((answer) => {
        const from = lines.get(wait.actor);
        const to = lines.get(answer.actor);
        const end = answer.step === null ? model.stepCount : answer.step + 0.5;
        const isIn = isWithin(wait.step + 0.5, scene) && isWithin(end, scene);
        if (from === undefined || to === undefined || from === to || !isIn) return '';
        const stroke = pen.palette(ARROW_TOKENS[wait.kind]);
        const way = to > from ? 1 : -1;
        const [left, right] = [pen.x(wait.step + 0.5), pen.x(end)];
        const gap = Math.min(from, to) + LANE_LINES.markHeight / 2 + 6;
        const tip = to - way * (LANE_LINES.markHeight / 2 + 1);
        const isPending = answer.step === null || answer.step >= cursor;
        const line = `M${left},${from + (way * LANE_LINES.markHeight) / 2}V${gap}H${right}V${tip - way * 5}`;
        return (
          tag('path', {
            d: line,
            fill: 'none',
            stroke,
            'stroke-width': 1.25,
            'stroke-dasharray': ARROW_DASHES[wait.kind],
          }) +
          tag('path', {
            d: `M${right},${tip}l-4,${-way * 5}h8z`,
            fill: isPending ? pen.palette('--bg') : stroke,
            stroke,
            'stroke-linejoin': 'round',
          })
        );
      }),
    )
    .join('');
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

/** True for a lane on which nothing happens in the window: it would only take room. */
function isBlank({ bands, marks, strips }: Lane, [from, to]: readonly [number, number]): boolean {
  const all = [...strips.map((strip) => strip.bands), bands].flat();
  const isSeen = all.some(({ start, end }) => start < to && end > from);
  return !isSeen && !marks.some(({ step }) => step >= from && step < to);
}

/** As large as the room allows; lanes that do not fit even when small are counted. */
function layScene(input: LanePictureInput, palette: Palette, room: Room): PictureBody {
  const { model } = input;
  const columns = input.window ?? ([0, Math.max(1, model.stepCount)] as const);
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

const LEGEND_STATES = ['empty', 'armed', 'live', 'forbidden', 'moving'] as const;
const WAIT_WORDS = {
  rcu: 'grace period waits for reader',
  ipi: 'sync interrupts CPU',
  lock: 'sleeps on a lock',
  handler: 'waits for a trap handler',
} as const;

function legendOf(input: LanePictureInput, palette: Palette): LegendEntry[] {
  const { model } = input;
  const [from, to] = input.window ?? [0, model.stepCount];
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

export function lanePicture(input: LanePictureInput, style: PictureStyle): Picture {
  const { palette } = style;
  return framed(style, input.caption, legendOf(input, palette), (room) =>
    layScene(input, palette, room),
  );
}
