import { type PointerEvent, type RefObject, useRef } from 'react';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components';
import type { StepRange } from '../../store/model.ts';
import { RULER_HEIGHT } from './lane-layout.ts';
import type { ColumnScale } from './visible-bands.ts';

interface RulerScale extends ColumnScale {
  invert(px: number): number;
}

interface RulerStripProps {
  readonly groupRef: RefObject<SVGGElement | null>;
  readonly x: RulerScale;
  readonly width: number;
  readonly stepCount: number;
  readonly loop: StepRange | null;
  onSeek(cursor: number): void;
  onLoop(loop: StepRange | null): void;
}

/** What a press on the ruler does as it moves: takes the cursor along, or draws the loop. */
interface Press {
  readonly anchor: number;
  readonly isLoop: boolean;
  last: number;
}

function useRulerPress({ x, stepCount, onSeek, onLoop }: RulerStripProps) {
  const press = useRef<Press | null>(null);
  const cursorAt = (event: PointerEvent<Element>): number => {
    const { left } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(stepCount, Math.round(x.invert(event.clientX - left))));
  };
  const go = (to: number) => {
    const { current } = press;
    if (!current || current.last === to) return;
    current.last = to;
    const { anchor } = current;
    if (!current.isLoop) onSeek(to);
    else onLoop(to === anchor ? null : { from: Math.min(anchor, to), to: Math.max(anchor, to) });
  };
  return {
    onPointerDown: (event: PointerEvent<SVGSVGElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture?.(event.pointerId);
      const anchor = cursorAt(event);
      press.current = { anchor, isLoop: event.shiftKey, last: -1 };
      go(anchor);
    },
    onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
      if (press.current) go(cursorAt(event));
    },
    onPointerUp: () => {
      press.current = null;
    },
    onPointerCancel: () => {
      press.current = null;
    },
  };
}

/** The axis: stays in sight above the lanes; dragging takes the cursor along, with Shift it marks the loop. */
export function RulerStrip(props: RulerStripProps) {
  const { groupRef, width, loop } = props;
  const handlers = useRulerPress(props);
  return (
    <div className="ruler-strip">
      <svg width={width} height={RULER_HEIGHT} aria-hidden="true" {...handlers}>
        <title>Drag to move the cursor; with Shift, to mark a loop</title>
        <g ref={groupRef} />
      </svg>
      {loop && width > 0 && <LoopHandles {...props} loop={loop} />}
    </div>
  );
}

interface LoopHandlesProps extends Pick<RulerStripProps, 'x' | 'stepCount' | 'onLoop'> {
  readonly loop: StepRange;
}

/** The ends of the loop: a slider with two thumbs, in the columns of the chart. */
function LoopHandles({ x, stepCount, loop, onLoop }: LoopHandlesProps) {
  const change = ([from = 0, to = 0]: number[]) => {
    if (from < to) onLoop({ from, to });
  };
  return (
    <div className="loop-clip">
      <Slider
        className="loop-slider"
        aria-label="Loop"
        value={[loop.from, loop.to]}
        minValue={0}
        maxValue={stepCount}
        onChange={change}
        style={{ left: x(0), width: x(stepCount) - x(0) }}
      >
        <SliderTrack className="loop-track">
          <SliderThumb index={0} className="loop-handle is-from" aria-label="Loop from step" />
          <SliderThumb index={1} className="loop-handle is-to" aria-label="Loop to step" />
        </SliderTrack>
      </Slider>
    </div>
  );
}
