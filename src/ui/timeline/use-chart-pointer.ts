// Pointing, clicking and dragging in the lanes.

import { type MouseEvent, type PointerEvent, type RefObject, useState } from 'react';
import { type Block, blockAt, type LaneLayout, laneAt } from './lane-layout.ts';
import type { TimelineModel } from './lane-model.ts';
import { useBlockDrag } from './use-block-drag.ts';
import { isOnBlock } from './zoom-columns.ts';

/** Maps px to columns. */
interface ColumnInverse {
  invert(px: number): number;
}

export interface ChartPointerInput {
  readonly svgRef: RefObject<SVGSVGElement | null>;
  readonly model: TimelineModel;
  readonly layout: LaneLayout;
  readonly x: ColumnInverse;
  onHoverStep(step: number | null): void;
  /** A click on a step, in a lane. */
  onChoose(step: number, lane: string | null): void;
  onOpen(step: number): void;
  onMove(from: number, to: number): boolean;
}

type Place = Pick<MouseEvent, 'clientX' | 'clientY' | 'target'>;

export function useChartPointer(input: ChartPointerInput) {
  const { svgRef, model, layout, x } = input;
  const { stepCount, zero } = model;
  const [pointed, setPointed] = useState<number | null>(null);
  const columnAt = ({ clientX }: Place): number => {
    const left = svgRef.current?.getBoundingClientRect().left ?? 0;
    return Math.floor(x.invert(clientX - left));
  };
  const stepAt = (event: Place): number | null => {
    const step = columnAt(event);
    return step >= 0 && step < stepCount ? step : null;
  };
  const lineAt = ({ clientY }: Place): number =>
    clientY - (svgRef.current?.getBoundingClientRect().top ?? 0);
  const blockUnder = (event: Place): Block | null => {
    if (!isOnBlock(event.target)) return null;
    const step = columnAt(event);
    return step >= zero ? blockAt(layout, step, lineAt(event)) : null;
  };
  const { drag, wasDragged, handlers } = useBlockDrag({
    svgRef,
    blockUnder,
    placeUnder: (event) => Math.max(0, Math.min(stepCount - 1, columnAt(event))),
    onMove: input.onMove,
  });
  const point = (step: number | null) => {
    if (step === pointed) return;
    setPointed(step);
    input.onHoverStep(step);
  };
  const onClick = (event: MouseEvent) => {
    const step = stepAt(event);
    const lane = laneAt(layout, lineAt(event));
    if (step !== null && !wasDragged()) input.onChoose(step, lane?.id ?? null);
  };
  const onDoubleClick = (event: MouseEvent) => {
    const block = blockUnder(event);
    if (block) input.onOpen(block.mark.step);
  };
  return {
    pointed: drag ? null : pointed,
    drag,
    handlers: {
      ...handlers,
      onPointerMove: (event: PointerEvent<SVGSVGElement>) => {
        handlers.onPointerMove(event);
        // A finger points at nothing: it taps, or moves the chart.
        if (event.pointerType !== 'touch') point(drag ? null : stepAt(event));
      },
      onPointerLeave: () => point(null),
      onClick,
      onDoubleClick,
    },
  };
}
