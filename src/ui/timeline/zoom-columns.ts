// Zoom and pan of the columns: Ctrl + wheel zooms, dragging pans, a plain wheel scrolls the page.

import { type D3ZoomEvent, select, type ZoomBehavior, type ZoomTransform, zoom } from 'd3';

/** Room at either end of the run, for the cursor's handle (px on screen, at any zoom). */
const EDGE = 8;

/** Where the columns begin and end in px, before a zoom by `factor`. */
export function columnRange(width: number, factor: number): [number, number] {
  const edge = EDGE / factor;
  return [edge, Math.max(2 * edge, width - edge)];
}

/** Place of column `at` in px, before a zoom by `factor`. */
export function columnPlace(at: number, stepCount: number, width: number, factor: number): number {
  const [first, last] = columnRange(width, factor);
  return first + (at / Math.max(1, stepCount)) * (last - first);
}

/** Widest a column may become (px). */
const WIDEST_COLUMN = 72;

/** Zoom from the whole run to the surroundings of the cursor. */
const CLOSER = 3;

export interface ColumnZoom {
  /** Zooms by `factor` around the cursor, or the middle of the window if it is elsewhere. */
  by(factor: number): void;
  /** Moves the window by a share of its width; positive is later. */
  pan(share: number): void;
  /** Shows the whole run. */
  fit(): void;
  /** Puts column `at` into the middle of the window. */
  centre(at: number): void;
  /** The same, closer if the whole run is shown; fits the whole run if it is there already. */
  centreOrFit(at: number): void;
  destroy(): void;
}

export interface ColumnZoomOptions {
  readonly svg: SVGSVGElement;
  readonly width: number;
  readonly height: number;
  readonly stepCount: number;
  /** Where the window stands to begin with. */
  readonly start: ZoomTransform;
  /** Steps done. */
  cursor(): number;
  onZoom(transform: ZoomTransform): void;
}

/** Blocks of a lane are dragged by themselves; all else pans the window. */
export function isOnBlock(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.lane.is-own .mark') !== null;
}

/** How far in one may zoom: until a column is as wide as its longest word needs. */
function maxZoom(stepCount: number, width: number): number {
  return Math.max(1, (WIDEST_COLUMN * stepCount) / Math.max(1, width));
}

function wants(event: WheelEvent | MouseEvent | TouchEvent): boolean {
  if (event.type === 'wheel') return (event as WheelEvent).ctrlKey || event.metaKey;
  return !('button' in event) || (event.button === 0 && !isOnBlock(event.target));
}

export function attachZoom(options: ColumnZoomOptions): ColumnZoom {
  const { svg, width, height, stepCount, start, cursor, onZoom } = options;
  const behaviour: ZoomBehavior<SVGSVGElement, unknown> = zoom<SVGSVGElement, unknown>()
    .scaleExtent([1, maxZoom(stepCount, width)])
    .extent([
      [0, 0],
      [width, height],
    ])
    .translateExtent([
      [0, 0],
      [width, height],
    ])
    .clickDistance(4)
    .filter(wants)
    .on('zoom', ({ transform }: D3ZoomEvent<SVGSVGElement, unknown>) => onZoom(transform));
  const host = select(svg).call(behaviour).on('dblclick.zoom', null);
  behaviour.transform(host, start);
  // Clamps what an earlier, longer run left.
  behaviour.scaleBy(host, 1);
  const centre = (at: number) => {
    const { k } = transformOf(svg);
    behaviour.translateTo(host, columnPlace(at, stepCount, width, k), 0);
  };
  return {
    by: (factor) => {
      const now = transformOf(svg);
      const at = now.applyX(columnPlace(cursor(), stepCount, width, now.k));
      const isShown = at >= 0 && at <= width;
      behaviour.scaleBy(host, factor, [isShown ? at : width / 2, 0]);
    },
    pan: (share) => {
      const { k } = transformOf(svg);
      behaviour.translateBy(host, (-share * width) / k, 0);
    },
    fit: () => behaviour.scaleTo(host, 1),
    centre,
    centreOrFit: (at) => {
      const before = transformOf(svg);
      if (before.k === 1) behaviour.scaleTo(host, Math.min(CLOSER, maxZoom(stepCount, width)));
      centre(at);
      const after = transformOf(svg);
      if (after.k === before.k && Math.abs(after.x - before.x) < 1) behaviour.scaleTo(host, 1);
    },
    destroy: () => host.on('.zoom', null),
  };
}

function transformOf(svg: SVGSVGElement): ZoomTransform {
  return (svg as SVGSVGElement & { __zoom: ZoomTransform }).__zoom;
}
