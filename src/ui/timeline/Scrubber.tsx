import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type PointerEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
} from 'react';
import type { StepRange } from '../../store/model.ts';
import { useSize } from '../shared/use-size.ts';
import { drawFound, drawMinimap, MINIMAP_HEIGHT } from './draw-minimap.ts';
import type { TimelineModel } from './lane-model.ts';
import { cursorAfterKey } from './scrub-keys.ts';

interface ScrubberProps {
  readonly model: TimelineModel;
  readonly cursor: number;
  /** "step 14 of 57: int3 written": what a screen reader says. */
  readonly spoken: string;
  /** Columns that the lanes below show; null: there are none. */
  readonly window: readonly [number, number] | null;
  /** Steps that the search has found. */
  readonly hits: readonly number[];
  /** Steps that what was found in this run depends on. */
  readonly causal: readonly number[];
  readonly loop: StepRange | null;
  onSeek(cursor: number): void;
  /** Marks beside the slider, in its columns. */
  readonly children?: ReactNode;
}

/** Keeps the browser from beginning a selection, which would look for text under each move. */
function holdStill(event: MouseEvent<HTMLDivElement>): void {
  event.preventDefault();
  event.currentTarget.focus();
}

interface MinimapProps
  extends Pick<ScrubberProps, 'model' | 'window' | 'hits' | 'causal' | 'loop'> {
  readonly width: number;
}

/** What does not move with the cursor. */
const Minimap = memo(function Minimap(props: MinimapProps) {
  const { model, window: shown, hits, causal, loop, width } = props;
  const strips = useRef<SVGGElement>(null);
  const found = useRef<SVGGElement>(null);
  const { stepCount } = model;
  useLayoutEffect(() => {
    if (strips.current && width > 0) drawMinimap(strips.current, model, width);
  }, [model, width]);
  useLayoutEffect(() => {
    if (found.current && width > 0) drawFound(found.current, { hits, causal }, stepCount, width);
  }, [hits, causal, stepCount, width]);
  const share = (column: number) => `${(100 * column) / Math.max(1, stepCount)}%`;
  const isZoomed = shown !== null && shown[1] - shown[0] < stepCount - 0.5;
  return (
    <>
      <svg width="100%" height={MINIMAP_HEIGHT} aria-hidden="true">
        <g ref={strips} />
        <g ref={found} />
      </svg>
      {loop && (
        <span
          className="scrubber-loop"
          style={{ left: share(loop.from), right: `calc(100% - ${share(loop.to)})` }}
        />
      )}
      {isZoomed && (
        <span
          className="scrubber-window"
          style={{ left: share(Math.max(0, shown[0])), right: `calc(100% - ${share(shown[1])})` }}
        />
      )}
    </>
  );
});

/**
 * The whole run in one strip: a map of the window and a slider in one. Not a slider of
 * react-aria-components: those speak a number, this one also says what happened at it.
 */
export function Scrubber(props: ScrubberProps) {
  const { model, cursor, spoken, onSeek, children } = props;
  const ref = useRef<HTMLDivElement>(null);
  const { width } = useSize(ref);
  const { stepCount } = model;
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
        <Minimap
          model={model}
          window={props.window}
          hits={props.hits}
          causal={props.causal}
          loop={props.loop}
          width={width}
        />
        <span
          className="scrubber-thumb"
          style={{ transform: `translateX(${(cursor / Math.max(1, stepCount)) * width}px)` }}
        />
      </div>
      {children}
    </div>
  );
}
