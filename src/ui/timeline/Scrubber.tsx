import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
} from 'react';
import { useSize } from '../shared/use-size.ts';
import { drawMinimap, MINIMAP_HEIGHT } from './draw-minimap.ts';
import type { TimelineModel } from './lane-model.ts';
import { cursorAfterKey } from './scrub-keys.ts';

interface ScrubberProps {
  readonly model: TimelineModel;
  readonly cursor: number;
  /** "step 14 of 57: int3 written": what a screen reader says. */
  readonly spoken: string;
  /** Columns that the lanes below show. */
  readonly window: readonly [number, number];
  onSeek(cursor: number): void;
  /** Marks beside the slider, in its columns. */
  readonly children?: ReactNode;
}

/** Keeps the browser from beginning a selection, which would look for text under each move. */
function holdStill(event: MouseEvent<HTMLDivElement>): void {
  event.preventDefault();
  event.currentTarget.focus();
}

/** The whole run in one strip: a map of the window and a slider in one. */
export function Scrubber(props: ScrubberProps) {
  const { model, cursor, spoken, window: shown, onSeek, children } = props;
  const ref = useRef<HTMLDivElement>(null);
  const stripRef = useRef<SVGGElement>(null);
  const { width } = useSize(ref);
  const { stepCount } = model;
  useLayoutEffect(() => {
    if (stripRef.current && width > 0) drawMinimap(stripRef.current, model, width);
  }, [model, width]);

  const share = (column: number) => `${(100 * column) / Math.max(1, stepCount)}%`;
  const scrub = (event: PointerEvent<HTMLDivElement>) => {
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    else if (event.buttons === 0) return;
    // The panes' edges would measure the whole page for each move, in search of the pointer.
    event.stopPropagation();
    const box = event.currentTarget.getBoundingClientRect();
    const at = Math.round(((event.clientX - box.left) / Math.max(1, box.width)) * stepCount);
    onSeek(Math.max(0, Math.min(stepCount, at)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = cursorAfterKey(event.key, event.shiftKey, cursor, stepCount);
    if (to === null) return;
    event.preventDefault();
    event.stopPropagation();
    onSeek(to);
  };
  const isZoomed = shown[1] - shown[0] < stepCount - 0.5;
  return (
    <div className="scrub-track">
      <div
        ref={ref}
        className="scrubber"
        role="slider"
        tabIndex={0}
        aria-label="Step"
        aria-valuemin={0}
        aria-valuemax={stepCount}
        aria-valuenow={cursor}
        aria-valuetext={spoken}
        onMouseDown={holdStill}
        onPointerDown={scrub}
        onPointerMove={scrub}
        onKeyDown={onKeyDown}
      >
        <svg width="100%" height={MINIMAP_HEIGHT} aria-hidden="true">
          <g ref={stripRef} />
        </svg>
        {isZoomed && (
          <span
            className="scrubber-window"
            style={{ left: share(Math.max(0, shown[0])), right: `calc(100% - ${share(shown[1])})` }}
          />
        )}
        <span className="scrubber-thumb" style={{ left: share(cursor) }} />
      </div>
      {children}
    </div>
  );
}
