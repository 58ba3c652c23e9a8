// The picture of the rows in view: a canvas for each row, and one over their margin. A row is drawn again only
// when its look is another object, and that look draws something else: most rows outlive a keystroke.

import { ROW_HEIGHT, type RowTable, topOf } from './byte-rows.ts';
import type { Paint } from './canvas-paint.ts';
import { CanvasPen } from './canvas-pen.ts';
import { funcOps } from './func-ops.ts';
import type { GridLayout } from './grid-layout.ts';
import type { Looks } from './grid-looks.ts';
import { changedBytes, GridMotion } from './grid-motion.ts';
import { type GridWindow, gridWindow } from './grid-window.ts';
import { insnOps } from './insn-ops.ts';
import {
  breakpointDots,
  cpuTags,
  jumpArcs,
  type MarginArc,
  type MarginTag,
  outerArcs,
} from './margin-marks.ts';
import { drawArc, drawDot, drawTag } from './margin-pen.ts';
import type { GridScene, RowLook } from './row-look.ts';
import { RowTiles } from './row-tiles.ts';

/** All that a picture is made of. */
export interface Picture {
  readonly table: RowTable;
  readonly looks: Looks;
  readonly layout: GridLayout;
  readonly scene: GridScene;
  readonly activeRow: number;
  /** Of the rows' part of the grid, in px. */
  readonly height: number;
}

/** Width of the canvas over the margin: on a narrow page the tags stand beside it. */
export const MARKS_WIDTH = 64;
const DOT_X = 7;
/** A tag that goes farther than this appears where it arrives. */
const LONGEST_SLIDE = 1200;

interface RowPen {
  readonly canvas: OffscreenCanvas;
  readonly pen: CanvasPen;
}

interface Drawn {
  readonly look: RowLook;
  /** Px from the top of the grid's first row. */
  readonly top: number;
  /** What is drawn, to be compared. */
  readonly key: string;
}

export class GridPainter {
  private readonly tiles: RowTiles;
  private readonly marksCanvas: HTMLCanvasElement;
  /**
   * By height of row. Rows are drawn beside the document and handed over: naming a font on a canvas within
   * it makes the browser work out the styles of the whole page, each time.
   */
  private readonly pens = new Map<number, RowPen>();
  private paint: Paint | null = null;
  private marks: CanvasPen | null = null;
  private motion = new GridMotion(0);
  private picture: Picture | null = null;
  private range: GridWindow = { first: 0, last: 0 };
  private drawn = new Map<number, Drawn>();
  private tags: readonly MarginTag[] = [];
  private marked = '';
  private frame = 0;

  /** `host` gets the tiles of the rows; `marksCanvas` lies over their margin. */
  constructor(host: HTMLElement, marksCanvas: HTMLCanvasElement) {
    this.tiles = new RowTiles(host);
    this.marksCanvas = marksCanvas;
  }

  /** New colours, faces or sizes: everything is drawn afresh by the next `show`. */
  usePaint(paint: Paint): void {
    this.paint = paint;
    this.motion = new GridMotion(paint.flipMs);
    this.marks = null;
    this.forget();
  }

  /** Draws what is new in a picture; `moves`: the run went on by one step, and what changed may show it. */
  show(picture: Picture, scrollTop: number, moves: boolean): void {
    const before = this.picture;
    if (before?.layout !== picture.layout) this.forget();
    else if (before.table !== picture.table) this.motion.stop();
    this.picture = picture;
    const now = performance.now();
    if (!moves && before?.scene.view !== picture.scene.view) this.motion.stop();
    this.range = gridWindow(picture.table, scrollTop, picture.height);
    this.drawRows(now, moves);
    this.moveTags(picture, now, moves);
    this.drawMarks(now);
    this.runMotion();
  }

  /** Rows that come into view are drawn; the others scroll by themselves. */
  scrollTo(scrollTop: number): void {
    const { picture, range } = this;
    if (!picture) return;
    const next = gridWindow(picture.table, scrollTop, picture.height);
    if (next.first === range.first && next.last === range.last) return;
    this.range = next;
    const now = performance.now();
    this.drawRows(now, false);
    this.drawMarks(now);
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
  }

  private forget(): void {
    this.motion.stop();
    this.drawn.clear();
    this.pens.clear();
    this.tiles.keep(0, 0);
    this.marked = '';
  }

  private drawRows(now: number, moves: boolean): void {
    const { picture, range } = this;
    if (!picture || !this.paint) return;
    const drawn = new Map<number, Drawn>();
    this.tiles.keep(range.first, range.last);
    for (let nth = range.first; nth < range.last; nth++) {
      const look = picture.looks.at(nth, picture.scene);
      if (!look) continue;
      const before = this.drawn.get(nth);
      if (before?.look === look) {
        drawn.set(nth, before);
        continue;
      }
      const row = rowOf(look, topOf(picture.table, nth), picture.layout);
      drawn.set(nth, row);
      const was = moves && before ? changedBytes(before.look, look) : null;
      if (was) this.motion.turn(nth, was, now);
      if (was || before?.key !== row.key) this.drawRow(nth, row, now);
    }
    this.drawn = drawn;
  }

  private drawRow(nth: number, { look, top }: Drawn, now: number): void {
    const { picture, paint } = this;
    if (!picture || !paint) return;
    const { layout } = picture;
    const height = heightOf(look);
    const row = this.penOf(height, layout.width, paint);
    if (!row) return;
    const { pen, canvas } = row;
    pen.context.fillStyle = paint.inks['bg-pane'];
    pen.context.fillRect(0, 0, layout.width, height);
    pen.draw(opsOf(look, layout), 0, (byte) => this.motion.flip(nth, byte, now));
    this.tiles.put(nth, canvas.transferToImageBitmap(), { top, width: layout.width, height });
  }

  private penOf(height: number, width: number, paint: Paint): RowPen | null {
    const known = this.pens.get(height);
    if (known) return known;
    const { ratio } = paint;
    const canvas = new OffscreenCanvas(Math.ceil(width * ratio), Math.ceil(height * ratio));
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return null;
    context.scale(ratio, ratio);
    const made = { canvas, pen: new CanvasPen(context, paint) };
    this.pens.set(height, made);
    return made;
  }

  private moveTags({ table, scene, layout }: Picture, now: number, moves: boolean): void {
    const place = layout.size === 'tiny' ? { x: layout.letter.x + 3, drop: 0 } : { x: 2, drop: 8 };
    const tags = cpuTags(table, scene, place);
    if (moves) {
      for (const tag of tags) {
        const before = this.tags.find(({ actor }) => actor === tag.actor);
        const way = before ? Math.abs(before.y - tag.y) : 0;
        if (before && way > 0 && way < LONGEST_SLIDE) this.motion.slide(tag.actor, before.y, now);
      }
    }
    this.tags = tags;
  }

  /** Arcs, breakpoints and CPUs, over the margin of the rows that are drawn. */
  private drawMarks(now: number): void {
    const { picture, paint, range } = this;
    if (!picture || !paint) return;
    const { layout, table } = picture;
    const top = topOf(table, range.first);
    const height = topOf(table, range.last) - top;
    const isTiny = layout.size === 'tiny';
    const arcs = isTiny ? [] : arcsIn(picture, range);
    const dots = breakpointDots({ table, ...range }, picture.scene);
    // On a narrow page a tag stands where the part's letter does, as wide as it.
    const tags = this.tags
      .map((tag) => ({ ...tag, ...(isTiny ? { width: 16 } : {}), y: this.motion.yOf(tag, now) }))
      .filter(({ y }) => y > top - 64 && y < top + height);
    const marked = JSON.stringify([top, height, arcs, dots, tags]);
    if (marked === this.marked) return;
    this.marked = marked;
    const pen = this.marksPen(top, height, paint);
    if (!pen) return;
    for (const arc of arcs) drawArc(pen, arc, layout.off.x, -top);
    for (const y of dots) drawDot(pen, isTiny ? layout.off.x : DOT_X, y - top);
    for (const tag of tags) drawTag(pen, tag, !isTiny, Math.round(tag.y - top));
  }

  /** A clean canvas over the margin, `height` px from `top` on. */
  private marksPen(top: number, height: number, paint: Paint): CanvasPen | null {
    const canvas = this.marksCanvas;
    const context = canvas.getContext('2d');
    if (!context) return null;
    const { ratio } = paint;
    const tall = Math.max(1, Math.ceil(height * ratio));
    if (this.marks && canvas.height === tall) {
      context.clearRect(0, 0, MARKS_WIDTH, height);
    } else {
      canvas.width = Math.ceil(MARKS_WIDTH * ratio);
      canvas.height = tall;
      canvas.style.height = `${tall / ratio}px`;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.marks = new CanvasPen(context, paint);
    }
    canvas.style.transform = `translateY(${top}px)`;
    return this.marks;
  }

  /** Frames as long as something moves. */
  private runMotion(): void {
    cancelAnimationFrame(this.frame);
    if (this.motion.isStill) return;
    this.frame = requestAnimationFrame(() => {
      const now = performance.now();
      const moving = new Set([...this.motion.rows, ...this.motion.settle(now)]);
      for (const nth of moving) {
        const drawn = this.drawn.get(nth);
        if (drawn) this.drawRow(nth, drawn, now);
      }
      this.drawMarks(now);
      this.runMotion();
    });
  }
}

function opsOf(look: RowLook, layout: GridLayout) {
  return look.kind === 'func' ? funcOps(look, layout) : insnOps(look, layout);
}

function rowOf(look: RowLook, top: number, layout: GridLayout): Drawn {
  return { look, top, key: JSON.stringify([top, heightOf(look), opsOf(look, layout)]) };
}

function heightOf(look: RowLook): number {
  if (look.kind === 'func') return ROW_HEIGHT.func;
  return look.site ? ROW_HEIGHT.site : ROW_HEIGHT.insn;
}

function arcsIn({ table, scene, looks, activeRow }: Picture, range: GridWindow): MarginArc[] {
  const rows = { table, ...range };
  return [...jumpArcs(rows, scene, activeRow), ...outerArcs(rows, scene, looks.landings)];
}
