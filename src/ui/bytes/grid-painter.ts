// The picture of the rows in view: two canvases, one for the rows and one for what hangs in their margin.
// A row is drawn again only when its look is another object, or it is elsewhere.

import { type RowTable, topOf } from './byte-rows.ts';
import type { Paint } from './canvas-paint.ts';
import { CanvasPen } from './canvas-pen.ts';
import { funcOps } from './func-ops.ts';
import type { GridLayout } from './grid-layout.ts';
import type { Looks } from './grid-looks.ts';
import { changedBytes, GridMotion } from './grid-motion.ts';
import { gridWindow } from './grid-window.ts';
import { insnOps } from './insn-ops.ts';
import {
  breakpointDots,
  cpuTags,
  jumpArcs,
  type MarginRange,
  type MarginTag,
  outerArcs,
} from './margin-marks.ts';
import { drawArc, drawDot, drawTag } from './margin-pen.ts';
import type { GridScene, RowLook } from './row-look.ts';

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

interface Drawn {
  readonly look: RowLook;
  readonly y: number;
}

export class GridPainter {
  private readonly rowsCanvas: HTMLCanvasElement;
  private readonly marksCanvas: HTMLCanvasElement;
  private rows: CanvasPen | null = null;
  private marks: CanvasPen | null = null;
  private motion = new GridMotion(0);
  private picture: Picture | null = null;
  private scrollTop = 0;
  private drawn = new Map<number, Drawn>();
  private tags: readonly MarginTag[] = [];
  private frame = 0;

  constructor(rowsCanvas: HTMLCanvasElement, marksCanvas: HTMLCanvasElement) {
    this.rowsCanvas = rowsCanvas;
    this.marksCanvas = marksCanvas;
  }

  /** New colours, faces or sizes: everything is drawn afresh by the next `show`. */
  usePaint(paint: Paint, width: number, height: number): void {
    this.rows = penOn(this.rowsCanvas, paint, width, height);
    this.marks = penOn(this.marksCanvas, paint, MARKS_WIDTH, height);
    this.motion.stop();
    this.motion = new GridMotion(paint.flipMs);
    this.drawn.clear();
  }

  /** Draws what is new in a picture; `moves`: the run went on by one step, and what changed may show it. */
  show(picture: Picture, scrollTop: number, moves: boolean): void {
    const before = this.picture;
    if (before?.table !== picture.table || before.layout !== picture.layout) this.drawn.clear();
    this.picture = picture;
    this.scrollTop = scrollTop;
    const now = performance.now();
    if (!moves && before?.scene.view !== picture.scene.view) this.motion.stop();
    this.drawRows(now, moves);
    this.moveTags(picture, now, moves);
    this.drawMarks(now);
    this.runMotion();
  }

  scrollTo(scrollTop: number): void {
    if (scrollTop === this.scrollTop || !this.picture) return;
    this.scrollTop = scrollTop;
    const now = performance.now();
    this.drawRows(now, false);
    this.drawMarks(now);
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
  }

  private window(picture: Picture): MarginRange {
    const { table, height } = picture;
    return { table, ...gridWindow(table, this.scrollTop, height, 0) };
  }

  private drawRows(now: number, moves: boolean): void {
    const { picture, rows } = this;
    if (!picture || !rows) return;
    const { first, last } = this.window(picture);
    const drawn = new Map<number, Drawn>();
    for (let nth = first; nth < last; nth++) {
      const look = picture.looks.at(nth, picture.scene);
      if (!look) continue;
      const y = this.yOf(topOf(picture.table, nth), rows.paint);
      const before = this.drawn.get(nth);
      drawn.set(nth, { look, y });
      if (before?.look === look && before.y === y) continue;
      const was = moves && before ? changedBytes(before.look, look) : null;
      if (was) this.motion.turn(nth, was, now);
      this.drawRow(nth, look, y, now);
    }
    this.clearBelow(last, picture, rows);
    this.drawn = drawn;
  }

  private yOf(top: number, { ratio }: Paint): number {
    return Math.round((top - this.scrollTop) * ratio) / ratio;
  }

  private drawRow(nth: number, look: RowLook, y: number, now: number): void {
    const { picture, rows } = this;
    if (!picture || !rows) return;
    const { layout, table } = picture;
    const height = topOf(table, nth + 1) - topOf(table, nth);
    rows.context.clearRect(0, y, layout.width, height);
    const ops = look.kind === 'func' ? funcOps(look, layout) : insnOps(look, layout);
    rows.draw(ops, y, (byte) => this.motion.flip(nth, byte, now));
  }

  /** The end of the last row is the end of the picture. */
  private clearBelow(last: number, { table, layout, height }: Picture, rows: CanvasPen): void {
    const y = this.yOf(topOf(table, last), rows.paint);
    if (y < height) rows.context.clearRect(0, y, layout.width, height - y);
  }

  private moveTags({ table, scene, layout }: Picture, now: number, moves: boolean): void {
    const x = layout.size === 'tiny' ? layout.letter.x + 3 : 2;
    const tags = cpuTags(table, scene, x);
    if (moves) {
      for (const tag of tags) {
        const before = this.tags.find(({ actor }) => actor === tag.actor);
        const way = before ? Math.abs(before.y - tag.y) : 0;
        if (before && way > 0 && way < LONGEST_SLIDE) this.motion.slide(tag.actor, before.y, now);
      }
    }
    this.tags = tags;
  }

  private drawMarks(now: number): void {
    const { picture, marks, scrollTop } = this;
    if (!picture || !marks) return;
    const { scene, looks, layout, height, activeRow } = picture;
    const range = this.window(picture);
    marks.context.clearRect(0, 0, MARKS_WIDTH, height);
    if (layout.size !== 'tiny') {
      const arcs = jumpArcs(range, scene, activeRow);
      for (const arc of [...arcs, ...outerArcs(range, scene, looks.landings)]) {
        drawArc(marks, arc, layout.off.x, -scrollTop);
      }
    }
    for (const y of breakpointDots(range, scene)) {
      drawDot(marks, layout.size === 'tiny' ? layout.off.x : DOT_X, y - scrollTop);
    }
    // On a narrow page a tag stands where the part's letter does, as wide as it.
    const points = layout.size !== 'tiny';
    for (const tag of this.tags) {
      const y = Math.round(this.motion.yOf(tag, now) - scrollTop);
      const width = points ? tag.width : 16;
      if (y > -64 && y < height) drawTag(marks, { ...tag, width }, points, y);
    }
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
        if (drawn) this.drawRow(nth, drawn.look, drawn.y, now);
      }
      this.drawMarks(now);
      this.runMotion();
    });
  }
}

/** A pen on a canvas of so many px; null where there is no drawing. */
function penOn(
  canvas: HTMLCanvasElement,
  paint: Paint,
  width: number,
  height: number,
): CanvasPen | null {
  const context = canvas.getContext('2d');
  if (!context) return null;
  canvas.width = Math.max(1, Math.round(width * paint.ratio));
  canvas.height = Math.max(1, Math.round(height * paint.ratio));
  context.setTransform(paint.ratio, 0, 0, paint.ratio, 0, 0);
  return new CanvasPen(context, paint);
}
