// Draws the ops of rows on a canvas, on whole pixels of its bitmap.

import { glyphPaths } from '../shared/site-glyph.ts';
import type { Paint } from './canvas-paint.ts';
import { cpuInk } from './cell-ops.ts';
import type { ByteOp, Corners, DrawOp, Face, Ink, TextOp } from './draw-op.ts';

/** How far a byte has turned: what it was, and from 0 to 1. */
export interface Flip {
  readonly was: string;
  readonly share: number;
}
export type FlipOf = (nth: number) => Flip | null;

/** A canvas in the document or beside it. */
export type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

const NO_FLIP: FlipOf = () => null;

const STATE_INKS = {
  empty: 'state-empty',
  armed: 'state-armed',
  live: 'state-live',
  forbidden: 'danger',
  nops: 'ink-2',
  moving: 'flight',
} as const satisfies Record<string, Ink>;

/** Between two signs the face would make one of them; code shows what was typed. */
const LIGATURE = /(?<=[^\w\s])(?=[^\w\s])/;

export class CanvasPen {
  readonly context: Context2D;
  readonly paint: Paint;
  private flips = NO_FLIP;
  private font = '';

  constructor(context: Context2D, paint: Paint) {
    this.context = context;
    this.paint = paint;
    context.textBaseline = 'alphabetic';
    context.textAlign = 'left';
  }

  /** Draws ops from `top` px down. */
  draw(ops: readonly DrawOp[], top: number, flips: FlipOf = NO_FLIP): void {
    this.flips = flips;
    for (const op of ops) this.drawOp(op, 0, top);
  }

  private drawOp(op: DrawOp, dx: number, dy: number): void {
    switch (op.kind) {
      case 'text':
        this.text(op, dx + op.x, dy + op.y);
        return;
      case 'byte':
        this.byte(op, dx + op.x, dy + op.y);
        return;
      case 'rect':
        this.context.fillStyle = this.paint.inks[op.fill];
        this.context.globalAlpha = op.alpha ?? 1;
        this.box(dx + op.x, dy + op.y, op.width, op.height, op.corners);
        this.context.globalAlpha = 1;
        return;
      case 'frame':
        this.frame(op, dx, dy);
        return;
      case 'glyph':
        this.glyph(op, dx, dy);
        return;
      case 'tag':
        this.tag(op, dx, dy);
        return;
      case 'flow':
        this.flow(op, dx, dy);
        return;
    }
  }

  private snap(px: number): number {
    const { ratio } = this.paint;
    return Math.round(px * ratio) / ratio;
  }

  private box(x: number, y: number, width: number, height: number, corners?: Corners): void {
    const { context } = this;
    if (!corners || (corners[0] === 0 && corners[1] === 0)) {
      context.fillRect(x, y, width, height);
      return;
    }
    const [left, right] = corners;
    context.beginPath();
    context.roundRect(x, y, width, height, [left, right, right, left]);
    context.fill();
  }

  private text(op: TextOp, x: number, y: number): void {
    const { paint } = this;
    const { room = Number.POSITIVE_INFINITY, align = 'left' } = op;
    if (op.wrap !== undefined && paint.widthOf(op.text, op.face) > room) {
      this.wrapped(op, x, y, op.wrap);
      return;
    }
    const text = paint.fit(op.text, op.face, room);
    const width = align === 'left' ? 0 : paint.widthOf(text, op.face);
    const left = align === 'center' ? x - width / 2 : x - width;
    this.print(text, this.snap(left), y, op.face, op.ink);
  }

  /** Two lines around `y`, broken at the space that fills the first. */
  private wrapped(op: TextOp, x: number, y: number, height: number): void {
    const room = op.room ?? 0;
    const words = op.text.split(' ');
    let first = '';
    while (words[0] !== undefined) {
      const longer = first === '' ? words[0] : `${first} ${words[0]}`;
      if (first !== '' && this.paint.widthOf(longer, op.face) > room) break;
      first = longer;
      words.shift();
    }
    const rest = this.paint.fit(words.join(' '), op.face, room);
    this.print(first, x, y - height / 2, op.face, op.ink);
    this.print(rest, x, y + height / 2, op.face, op.ink);
  }

  private print(text: string, x: number, y: number, face: Face, ink: Ink): void {
    const { context, paint } = this;
    const { font, advance, drop } = paint.face(face);
    this.useFont(font);
    context.fillStyle = paint.inks[ink];
    const baseline = this.snap(y + drop);
    if (advance === null) {
      context.fillText(text, x, baseline);
      return;
    }
    let done = 0;
    for (const part of text.split(LIGATURE)) {
      context.fillText(part, x + done * advance, baseline);
      done += part.length;
    }
  }

  /** Setting a font parses it, also when it is the same. */
  private useFont(font: string): void {
    if (this.font === font) return;
    this.font = font;
    this.context.font = font;
  }

  private byte(op: ByteOp, x: number, y: number): void {
    const flip = op.nth < 0 ? null : this.flips(op.nth);
    if (!flip) {
      this.face(op, x, y, op.hex);
      return;
    }
    // Half a turn: what was goes flat, what is comes up.
    const { context } = this;
    const isBack = flip.share < 0.5;
    const middle = y + op.height / 2;
    context.save();
    context.translate(0, middle);
    context.scale(1, Math.max(0.02, Math.abs(1 - 2 * flip.share)));
    context.translate(0, -middle);
    this.face(op, x, y, isBack ? flip.was : op.hex);
    context.restore();
    this.font = '';
  }

  private face(op: ByteOp, x: number, y: number, hex: string): void {
    const { context, paint } = this;
    if (op.fill) {
      context.fillStyle = op.fill === 'hatch' ? paint.hatch : paint.inks[op.fill];
      this.box(x, y, op.width, op.height, op.corners);
    }
    if (op.underline) {
      context.fillStyle = paint.inks[op.underline];
      context.fillRect(x, y + op.height - 2, op.width, 2);
    }
    const { font, advance, drop } = paint.face(op.face);
    this.useFont(font);
    context.fillStyle = paint.inks[op.ink];
    const left = x + (op.width - 2 * (advance ?? 8)) / 2;
    context.fillText(hex, this.snap(left), this.snap(y + op.height / 2 + drop));
  }

  private frame(op: Extract<DrawOp, { kind: 'frame' }>, dx: number, dy: number): void {
    const { context } = this;
    const half = op.line / 2;
    context.strokeStyle = this.paint.inks[op.ink];
    context.lineWidth = op.line;
    context.setLineDash(op.dashed ? [3, 3] : []);
    context.beginPath();
    const { x, y, width, height } = op;
    context.roundRect(dx + x + half, dy + y + half, width - op.line, height - op.line, op.radius);
    context.stroke();
  }

  private glyph(op: Extract<DrawOp, { kind: 'glyph' }>, dx: number, dy: number): void {
    const { context, paint } = this;
    const { outline, fill, cross } = glyphPaths(op.state, op.radius, [dx + op.x, dy + op.y]);
    context.fillStyle = paint.inks[STATE_INKS[op.state]];
    context.fill(new Path2D(outline));
    if (fill) context.fill(new Path2D(fill));
    if (!cross) return;
    context.strokeStyle = paint.inks['bg-pane'];
    context.lineWidth = 1.75;
    context.setLineDash([]);
    context.stroke(new Path2D(cross));
  }

  private tag(op: Extract<DrawOp, { kind: 'tag' }>, dx: number, dy: number): void {
    const { context, paint } = this;
    const { width, height } = op;
    const x = dx + op.x;
    const y = dy + op.y;
    context.beginPath();
    const tip = op.points ? width * 0.3 : 0;
    if (op.points) {
      context.moveTo(x + 2, y);
      for (const [toX, toY] of [
        [x + width - tip, y],
        [x + width, y + height / 2],
        [x + width - tip, y + height],
        [x, y + height],
        [x, y],
      ] as const) {
        context.lineTo(toX, toY);
      }
      context.closePath();
    } else {
      context.roundRect(x, y, width, height, 3);
    }
    if (op.haloed) {
      context.strokeStyle = paint.inks['bg-pane'];
      context.lineWidth = 2;
      context.setLineDash([]);
      context.stroke();
    }
    context.fillStyle = paint.inks[cpuInk(op.hue)];
    context.fill();
    const left = x + (width - tip - paint.widthOf(op.letter, 'tag')) / 2;
    this.print(op.letter, this.snap(left), y + height / 2, 'tag', 'cpu-on');
  }

  /** One after the other; what has no room is left out, words end in an ellipsis. */
  private flow(op: Extract<DrawOp, { kind: 'flow' }>, dx: number, dy: number): void {
    let x = op.x;
    const right = op.x + op.room;
    for (const { gap, op: part } of op.parts) {
      x += gap;
      const room = right - x;
      if (room < 12) return;
      if (part.kind === 'text') {
        const text = this.paint.fit(part.text, part.face, room);
        this.drawOp({ ...part, text }, dx + x, dy);
        x += this.paint.widthOf(text, part.face);
      } else if (part.kind === 'glyph') {
        this.drawOp(part, dx + x + part.radius, dy);
        x += 2 * part.radius;
      } else {
        this.drawOp(part, dx + x, dy);
        x += part.width;
      }
    }
  }
}
