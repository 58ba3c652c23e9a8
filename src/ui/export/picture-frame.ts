// What stands around every picture: what one sees, when, and what the marks mean.

import { cutTo, linesOf, widthOf } from './measure.ts';
import type { Palette } from './palette.ts';
import { escapeXml, FACES, moved, rect, tag, words } from './svg.ts';

export type PictureSize = 'slide' | 'fit';

export interface PictureStyle {
  readonly palette: Palette;
  /** The theme's ground behind it all, or none. */
  readonly ground: boolean;
  readonly size: PictureSize;
  /** A `data:` address of the monospaced font; null: named only. */
  readonly font: string | null;
}

export interface Caption {
  /** The lab's. */
  readonly title: string;
  /** "kernel 6.1". */
  readonly kernel: string;
  /** "82 / 129"; '' for a lab that does not run. */
  readonly step: string;
  /** What the last step did. */
  readonly sentence: string;
}

/** What is in the middle, at its own scale. */
export interface PictureBody {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly content: string;
}

/** Room for the middle; null height and width: as much as it wants. */
export interface Room {
  readonly width: number;
  readonly height: number | null;
}

/** One entry of a legend: a drawing of `width` px with its middle line at y = 0, and its word. */
export interface LegendEntry {
  readonly width: number;
  readonly draw: string;
  readonly word: string;
}

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const SLIDE = { width: 1920, height: 1080 } as const;

/** Sizes in px of a frame; a slide is read from the back of a room. */
interface FrameSizes {
  readonly margin: number;
  readonly title: number;
  readonly text: number;
  readonly legend: number;
  /** Between header, body and legend. */
  readonly gap: number;
}

const SIZES: Readonly<Record<PictureSize, FrameSizes>> = {
  slide: { margin: 72, title: 40, text: 26, legend: 20, gap: 36 },
  fit: { margin: 24, title: 18, text: 14, legend: 12, gap: 20 },
};

interface Block {
  readonly height: number;
  readonly content: string;
}

function header(caption: Caption, sizes: FrameSizes, palette: Palette, width: number): Block {
  const { title, text } = sizes;
  const line = Math.round(text * 1.4);
  const kernelWidth = widthOf(caption.kernel, text, 'mono');
  const head = cutTo(caption.title, title * 1.12, width - kernelWidth - sizes.gap);
  const indent = caption.step === '' ? 0 : widthOf(caption.step, text, 'mono') + text;
  const lines = linesOf(caption.sentence, text, width - indent, 2);
  const top = title * 1.25;
  const content = [
    words(0, title * 0.6, head, { size: title, weight: 650, fill: palette('--ink') }),
    words(width, title * 0.6, caption.kernel, {
      size: text,
      face: 'mono',
      fill: palette('--ink-3'),
      anchor: 'end',
    }),
    caption.step === ''
      ? ''
      : words(0, top + line / 2 + text * 0.3, caption.step, {
          size: text,
          face: 'mono',
          weight: 600,
          fill: palette('--accent'),
        }),
    ...lines.map((content, nth) =>
      words(indent, top + (nth + 0.5) * line + text * 0.3, content, {
        size: text,
        fill: palette('--ink-2'),
      }),
    ),
  ];
  return { height: top + lines.length * line + text * 0.3, content: content.join('') };
}

/** Entries in as many lines as they take. */
function legendBlock(
  entries: readonly LegendEntry[],
  sizes: FrameSizes,
  palette: Palette,
  width: number,
): Block {
  const size = sizes.legend;
  const scale = size / 12;
  const line = size * 1.9;
  let x = 0;
  let y = 0;
  const content = entries.map(({ width: drawn, draw, word }) => {
    const room = drawn * scale + size * 0.6 + widthOf(word, size);
    if (x > 0 && x + room > width) {
      x = 0;
      y += line;
    }
    const middle = y + line / 2;
    const entry =
      moved(x, middle, scale, draw) +
      words(x + drawn * scale + size * 0.6, middle, word, { size, fill: palette('--ink-2') });
    x += room + size * 1.5;
    return entry;
  });
  return { height: entries.length === 0 ? 0 : y + line, content: content.join('') };
}

function styleSheet(font: string | null): string {
  const face =
    font === null
      ? ''
      : `@font-face{font-family:'JetBrains Mono';font-weight:100 800;src:url(${font}) format('woff2')}`;
  const rules = `text{font-family:${FACES.sans}}.m{font-family:${FACES.mono};font-variant-ligatures:none;font-feature-settings:'calt' 0}`;
  return tag('style', {}, face + rules);
}

/** The whole file. `layBody` is told the room that header and legend leave. */
export function framed(
  style: PictureStyle,
  caption: Caption,
  legend: readonly LegendEntry[],
  layBody: (room: Room) => PictureBody,
): Picture {
  const { palette } = style;
  const sizes = SIZES[style.size];
  const { margin, gap } = sizes;
  const isSlide = style.size === 'slide';
  const least = Math.max(640, widthOf(caption.title, sizes.title, 'bold') + 160);
  const free = isSlide ? null : layBody({ width: Number.POSITIVE_INFINITY, height: null });
  const inner = free ? Math.max(least, free.width * free.scale) : SLIDE.width - 2 * margin;
  const top = header(caption, sizes, palette, inner);
  const foot = legendBlock(legend, sizes, palette, inner);
  const around = 2 * margin + top.height + gap + (foot.height > 0 ? gap + foot.height : 0);
  const body = free ?? layBody({ width: inner, height: SLIDE.height - around });
  const bodyHeight = isSlide ? SLIDE.height - around : body.height * body.scale;
  const spare = Math.max(0, bodyHeight - body.height * body.scale);
  const width = Math.ceil(inner + 2 * margin);
  const height = isSlide ? SLIDE.height : Math.ceil(around + bodyHeight);
  // A body that is narrower than a slide stands in its middle.
  const left = margin + Math.max(0, (inner - body.width * body.scale) / 2) * (isSlide ? 1 : 0);
  const svg = tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
    },
    tag(
      'title',
      {},
      escapeXml([caption.title, caption.step, caption.sentence].filter(Boolean).join(': ')),
    ),
    styleSheet(style.font),
    style.ground ? rect(0, 0, width, height, { fill: palette('--bg') }) : '',
    moved(margin, margin, 1, top.content),
    moved(left, margin + top.height + gap + spare * 0.4, body.scale, body.content),
    moved(margin, height - margin - foot.height, 1, foot.content),
  );
  return { svg, width, height };
}
