// Draws what hangs in the margin.

import { path } from 'd3';
import type { CanvasPen } from './canvas-pen.ts';
import type { Ink } from './draw-op.ts';
import type { MarginArc, MarginTag } from './margin-marks.ts';

const CORNER = 3;
const HEAD = 3.5;
const DOT = 4;

const ARC_STYLES = {
  jump: { ink: 'line-strong', line: 1.25, dash: [] },
  lit: { ink: 'accent', line: 1.75, dash: [] },
  live: { ink: 'part-target', line: 2, dash: [] },
  armed: { ink: 'part-target', line: 1.5, dash: [4, 3] },
} as const satisfies Record<
  MarginArc['style'],
  { ink: Ink; line: number; dash: readonly number[] }
>;

function arcPath({ reach }: MarginArc, right: number, yFrom: number, yTo: number): string {
  const left = right - reach;
  const turn = yTo > yFrom ? CORNER : -CORNER;
  const line = path();
  line.moveTo(right, yFrom);
  line.lineTo(left + CORNER, yFrom);
  line.quadraticCurveTo(left, yFrom, left, yFrom + turn);
  line.lineTo(left, yTo - turn);
  line.quadraticCurveTo(left, yTo, left + CORNER, yTo);
  line.lineTo(right - 2, yTo);
  return line.toString();
}

/** `right`: where the rows begin; `shift`: from places in the grid to places on the canvas. */
export function drawArc(pen: CanvasPen, arc: MarginArc, right: number, shift: number): void {
  const { context, paint } = pen;
  const { ink, line, dash } = ARC_STYLES[arc.style];
  const yTo = arc.yTo + shift;
  context.strokeStyle = paint.inks[ink];
  context.lineWidth = line;
  context.setLineDash([...dash]);
  context.stroke(new Path2D(arcPath(arc, right - 2, arc.yFrom + shift, yTo)));
  context.setLineDash([]);
  context.fillStyle = paint.inks[ink];
  context.fill(new Path2D(`M${right},${yTo}l${-HEAD * 1.4},${-HEAD}v${2 * HEAD}z`));
}

export function drawDot(pen: CanvasPen, x: number, y: number): void {
  const { context, paint } = pen;
  context.beginPath();
  context.arc(x, y, DOT, 0, 2 * Math.PI);
  context.fillStyle = paint.inks.danger;
  context.strokeStyle = paint.inks['bg-pane'];
  context.lineWidth = 4;
  context.stroke();
  context.fill();
}

export function drawTag(pen: CanvasPen, tag: MarginTag, points: boolean, top: number): void {
  const { letter, hue, x, width, height } = tag;
  const box = { x, y: 0, width, height };
  pen.draw([{ kind: 'tag', ...box, letter, hue, points, haloed: true }], top);
}
