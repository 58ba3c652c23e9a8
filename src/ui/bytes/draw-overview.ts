// The whole pane as a narrow strip: one line of pixels per stretch of rows, in the hue of its part,
// poke sites as ticks. Canvas, because a program can have a million rows.

import { scaleLinear } from 'd3';
import { PART_ORDER } from '../shared/parts.ts';
import { type RowTable, rowAt, rowAtY, topOf } from './byte-rows.ts';

export interface OverviewColours {
  readonly parts: readonly string[];
  readonly paper: string;
  readonly head: string;
  readonly site: string;
}

/** Reads the tokens that the strip is painted with. */
export function overviewColours(element: Element): OverviewColours {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    parts: PART_ORDER.map((part) => token(`--part-${part}`)),
    paper: token('--bg-sunken'),
    head: token('--ink-3'),
    site: token('--ink'),
  };
}

export function overviewScale(table: RowTable, height: number) {
  return scaleLinear([0, Math.max(1, table.height)], [0, height]).clamp(true);
}

export function paintOverview(
  canvas: HTMLCanvasElement,
  table: RowTable,
  colours: OverviewColours,
): void {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const ratio = globalThis.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(ratio, ratio);
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, width, height);
  const scale = overviewScale(table, height);
  for (let y = 0; y < height; y++) {
    const row = rowAt(table, rowAtY(table, scale.invert(y + 0.5)));
    if (!row) continue;
    const part = row.kind === 'insn' ? (row.image.insns.part[row.insn] ?? 0) : -1;
    context.fillStyle = colours.parts[part] ?? colours.head;
    context.fillRect(2, y, width - 4, 1);
  }
  context.fillStyle = colours.site;
  for (const section of table.sections) {
    for (const insn of section.siteInsns) {
      context.fillRect(0, scale(topOf(table, section.headRow + 1 + insn)), width, 1.5);
    }
  }
}
