// The images as a bitmap: a pixel for each byte, in the hue of its part, sixteen a line.

import type { FuncImage } from '../../core/jit/index.ts';
import { PART_ORDER } from '../shared/parts.ts';
import { BYTES_PER_LINE, byteAtLine, type OverviewMap, overviewSites } from './overview-map.ts';

/** Px: the marks of the sites, then one for each byte, then paper. */
const OVERVIEW_WIDTH = 40;
const MARKS = 20;
const BYTE_PX = 1;
/** Letters closer than this would stand on each other. */
const MARK_HEIGHT = 12;

type Rgb = readonly [red: number, green: number, blue: number];

export interface OverviewColours {
  readonly parts: readonly Rgb[];
  readonly paper: string;
  readonly mark: Readonly<Record<'bypass' | 'target', string>>;
  readonly onMark: string;
  readonly found: string;
  readonly font: string;
}

/** Reads the tokens that the strip is painted with; `context` turns colours into numbers. */
export function overviewColours(
  element: Element,
  context: CanvasRenderingContext2D,
): OverviewColours {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const rgb = (colour: string): Rgb => {
    context.fillStyle = colour;
    const hex = String(context.fillStyle);
    const value = Number.parseInt(hex.slice(1), 16);
    return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
  };
  return {
    parts: PART_ORDER.map((part) => rgb(token(`--part-${part}`))),
    paper: token('--bg-pane'),
    mark: { bypass: token('--part-bypass-ink'), target: token('--part-target-ink') },
    onMark: token('--on-hue'),
    found: token('--accent'),
    font: `700 9px ${token('--font-mono')}`,
  };
}

/** Part of each byte, and 128 more on the first byte of an insn; made once for an image. */
const known = new WeakMap<FuncImage, Uint8Array>();
const FIRST = 128;

export function byteParts(image: FuncImage): Uint8Array {
  const cached = known.get(image);
  if (cached) return cached;
  const parts = new Uint8Array(image.bytes.length);
  const { byteOff, part } = image.insns;
  for (let insn = 0; insn < byteOff.length; insn++) {
    const start = byteOff[insn] ?? 0;
    parts.fill(part[insn] ?? 0, start, byteOff[insn + 1] ?? image.bytes.length);
    parts[start] = (parts[start] ?? 0) + FIRST;
  }
  known.set(image, parts);
  return parts;
}

/** What the strip shows besides the bytes. */
export interface OverviewMarks {
  /** Px from the top of what a search found. */
  readonly found: readonly number[];
}

export function paintOverview(
  context: CanvasRenderingContext2D,
  map: OverviewMap,
  colours: OverviewColours,
  { found }: OverviewMarks,
  [height, ratio]: readonly [height: number, ratio: number],
): void {
  const { canvas } = context;
  canvas.width = Math.round(OVERVIEW_WIDTH * ratio);
  canvas.height = Math.round(height * ratio);
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  paintBytes(context, map, colours, ratio);
  context.scale(ratio, ratio);
  context.fillStyle = colours.found;
  for (const y of found) context.fillRect(OVERVIEW_WIDTH - 3, y - 1, 3, 2);
  paintSites(context, map, colours);
}

function paintBytes(
  context: CanvasRenderingContext2D,
  map: OverviewMap,
  colours: OverviewColours,
  ratio: number,
): void {
  const wide = Math.round(BYTE_PX * ratio);
  const line = map.lineHeight * ratio;
  const tall = Math.min(context.canvas.height, Math.ceil(map.lines * line));
  if (tall < 1) return;
  const left = Math.round(MARKS * ratio);
  const bitmap = context.getImageData(left, 0, BYTES_PER_LINE * wide, tall);
  const pixels = new Uint32Array(bitmap.data.buffer);
  const [solid, pale] = [1, 0.62].map((share) =>
    colours.parts.map(([red, green, blue]) => packed(red, green, blue, share, colours)),
  );
  for (let y = 0; y < tall; y++) {
    for (let column = 0; column < BYTES_PER_LINE; column++) {
      const byte = byteAtLine(map, Math.floor(y / line), column);
      const image = byte?.section.image;
      if (!byte || !image) break;
      const part = byteParts(image)[byte.byteOff] ?? 0;
      const pixel = (part >= FIRST ? solid : pale)?.[part % FIRST] ?? 0;
      const start = y * bitmap.width + column * wide;
      pixels.fill(pixel, start, start + wide);
    }
  }
  context.putImageData(bitmap, left, 0);
}

/** A pixel as ImageData holds it on this machine, blended with the paper. */
function packed(
  red: number,
  green: number,
  blue: number,
  share: number,
  { paper }: OverviewColours,
): number {
  const isDark = Number.parseInt(paper.slice(1, 3), 16) < 128;
  const base = isDark ? 24 : 245;
  const mix = (channel: number) => Math.round(channel * share + base * (1 - share));
  return (255 << 24) | (mix(blue) << 16) | (mix(green) << 8) | mix(red);
}

function paintSites(
  context: CanvasRenderingContext2D,
  map: OverviewMap,
  { mark, onMark, font }: OverviewColours,
): void {
  context.font = font;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  let free = 0;
  for (const { y, which, mark: letter } of overviewSites(map)) {
    context.fillStyle = mark[which];
    context.fillRect(MARKS - 3, y - 1, BYTES_PER_LINE * BYTE_PX + 3, 2);
    const top = Math.max(free, y - MARK_HEIGHT / 2);
    // One that would be pushed far from its line is a tick only.
    if (top > y + MARK_HEIGHT) continue;
    context.beginPath();
    context.roundRect(1, top, 16, MARK_HEIGHT - 1, which === 'target' ? 5 : 2);
    context.fill();
    context.fillStyle = onMark;
    context.fillText(letter, 9, top + MARK_HEIGHT / 2);
    free = top + MARK_HEIGHT;
  }
}
