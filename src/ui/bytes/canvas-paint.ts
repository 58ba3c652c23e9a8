// The page's colours and typefaces, read once for each theme and size: canvases do not inherit.

import { type Face, INKS, type Ink } from './draw-op.ts';
import type { GridSize } from './grid-layout.ts';

export interface FaceInfo {
  readonly font: string;
  /** Width of one character in px; null for a proportional face. */
  readonly advance: number | null;
  /** From the middle of a line down to the baseline. */
  readonly drop: number;
}

export interface Paint {
  readonly inks: Readonly<Record<Ink, string>>;
  readonly hatch: CanvasPattern | string;
  face(face: Face): FaceInfo;
  widthOf(text: string, face: Face): number;
  /** `text` if it fits into `room` px, else its beginning and an ellipsis. */
  fit(text: string, face: Face, room: number): string;
  /** Length of a flip in ms; 0 where nothing may move. */
  readonly flipMs: number;
  /** Bitmap pixels for each px. */
  readonly ratio: number;
}

const KEPT_WIDTHS = 2000;

/** Size, weight and family of each face, in tokens. */
const FACES: Readonly<Record<Face, readonly [size: string, weight: number, family: string]>> = {
  code: ['code', 400, '--font-mono'],
  'code-strong': ['code', 600, '--font-mono'],
  'code-loud': ['code', 800, '--font-mono'],
  'code-small': ['--text-small', 400, '--font-mono'],
  'code-tiny': ['--text-tiny', 400, '--font-mono'],
  name: ['15px', 700, '--font-mono'],
  letter: ['--text-small', 600, '--font-mono'],
  words: ['--text-small', 400, '--font-sans'],
  'words-medium': ['--text-small', 500, '--font-sans'],
  'words-strong': ['--text-small', 600, '--font-sans'],
  'words-tiny': ['--text-tiny', 500, '--font-sans'],
  'words-tiny-strong': ['--text-tiny', 600, '--font-sans'],
  tag: ['11px', 700, '--font-sans'],
};

const HATCH_PX = 6;

/** Diagonal stripes for memory that is going away. */
function hatchOf(
  context: OffscreenCanvasRenderingContext2D,
  inks: Paint['inks'],
  ratio: number,
): CanvasPattern | string {
  const side = Math.round(HATCH_PX * ratio);
  const tile = new OffscreenCanvas(side, side);
  const pen = tile.getContext('2d');
  if (!pen) return inks['bg-sunken'];
  pen.fillStyle = inks['bg-sunken'];
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = inks['line-soft'];
  pen.lineWidth = side / 3.5;
  for (const shift of [-side, 0, side]) {
    pen.moveTo(shift, 0);
    pen.lineTo(shift + side, side);
  }
  pen.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern ?? inks['bg-sunken'];
}

/** Milliseconds of a CSS time. */
function msOf(time: string): number {
  const value = Number.parseFloat(time);
  if (Number.isNaN(value)) return 0;
  return time.endsWith('ms') ? value : value * 1000;
}

/** What `element` is to be painted with; `context` is one to measure with. */
export function readPaint(
  element: Element,
  context: OffscreenCanvasRenderingContext2D,
  size: GridSize,
  ratio: number,
): Paint {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const inks = Object.fromEntries(INKS.map((ink) => [ink, token(`--${ink}`)])) as Paint['inks'];
  const faces = new Map<Face, FaceInfo>();
  const face = (name: Face) => {
    const known = faces.get(name);
    if (known) return known;
    const [sizeName, weight, family] = FACES[name];
    const codeSize = size === 'wide' ? '--text-code' : '--text-small';
    const wanted = sizeName === 'code' ? codeSize : sizeName;
    const px = wanted.startsWith('--') ? token(wanted) : wanted;
    const font = `${weight} ${px} ${token(family)}`;
    context.font = font;
    const of = context.measureText('0000000000');
    const drop = (of.fontBoundingBoxAscent - of.fontBoundingBoxDescent) / 2;
    const info = { font, advance: family === '--font-mono' ? of.width / 10 : null, drop };
    faces.set(name, info);
    return info;
  };
  const hatch = hatchOf(context, inks, ratio);
  return { inks, hatch, face, ...measures(context, face), flipMs: msOf(token('--flip')), ratio };
}

function measures(
  context: OffscreenCanvasRenderingContext2D,
  face: Paint['face'],
): Pick<Paint, 'widthOf' | 'fit'> {
  const widths = new Map<string, number>();
  const widthOf = (text: string, name: Face): number => {
    const { advance, font } = face(name);
    if (advance !== null) return advance * text.length;
    const key = `${name} ${text}`;
    const known = widths.get(key);
    if (known !== undefined) return known;
    if (widths.size > KEPT_WIDTHS) widths.clear();
    context.font = font;
    const { width } = context.measureText(text);
    widths.set(key, width);
    return width;
  };
  return {
    widthOf,
    fit: (text, name, room) => {
      if (widthOf(text, name) <= room) return text;
      const { advance } = face(name);
      let count = advance === null ? text.length : Math.floor(room / advance) - 1;
      while (count > 0 && widthOf(`${text.slice(0, count)}…`, name) > room) count -= 1;
      return count > 0 ? `${text.slice(0, count).trimEnd()}…` : '';
    },
  };
}
