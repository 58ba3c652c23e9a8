// Dragging a block of a lane to another place: the block follows the pointer, and goes back where it
// was when the place is refused. A finger takes hold of it by resting on it.

import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Block } from './lane-layout.ts';
import { useLongPress } from './use-long-press.ts';

/** A block under way. */
export interface BlockDrag {
  readonly block: Block;
  /** How far it has come (px). */
  readonly by: number;
  /** The place in the schedule that it would take now. */
  readonly to: number;
  /** True while it goes back. */
  readonly isBack: boolean;
}

export interface BlockDragInput {
  readonly svgRef: RefObject<SVGSVGElement | null>;
  /** The block under a pointer, if it may be moved. */
  blockUnder(event: PointerEvent<SVGSVGElement>): Block | null;
  /** Place in the schedule under a pointer. */
  placeUnder(event: PointerEvent<SVGSVGElement>): number;
  /** True when the step was moved. */
  onMove(from: number, to: number): boolean;
}

/** Nearer than this to where it began, a press is a click (px). */
const CLICK_REACH = 4;
/** As long as the style sheet's --flip. */
const BACK_MS = 200;

export function useBlockDrag(input: BlockDragInput) {
  const press = useRef<{ readonly block: Block; readonly x: number } | null>(null);
  const wasDragged = useRef(false);
  const [drag, setDrag] = useState<BlockDrag | null>(null);
  const isBack = drag?.isBack ?? false;
  useEffect(() => {
    if (!isBack) return undefined;
    const timer = setTimeout(() => setDrag(null), BACK_MS);
    return () => clearTimeout(timer);
  }, [isBack]);

  const hold = useLongPress(input.svgRef);
  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    wasDragged.current = false;
    press.current = null;
    if (event.button !== 0) return;
    const block = input.blockUnder(event);
    if (!block) return;
    const { clientX: x, currentTarget, pointerId } = event;
    if (event.pointerType !== 'touch') {
      press.current = { block, x };
      return;
    }
    hold.begin(event, () => {
      press.current = { block, x };
      wasDragged.current = true;
      currentTarget.setPointerCapture?.(pointerId);
      setDrag({ block, by: 0, to: block.mark.step, isBack: false });
    });
  };
  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    hold.move(event);
    if (!press.current) return;
    const { block, x } = press.current;
    const by = event.clientX - x;
    if (!wasDragged.current && Math.abs(by) < CLICK_REACH) return;
    if (!wasDragged.current) event.currentTarget.setPointerCapture?.(event.pointerId);
    wasDragged.current = true;
    setDrag({ block, by, to: input.placeUnder(event), isBack: false });
  };
  const end = (event: PointerEvent<SVGSVGElement>, isDropped: boolean) => {
    hold.end();
    const { current } = press;
    press.current = null;
    if (!current || !wasDragged.current) return;
    const from = current.block.mark.step;
    const to = input.placeUnder(event);
    const isMoved = isDropped && to !== from && input.onMove(from, to);
    setDrag((was) => (isMoved || !was ? null : { ...was, by: 0, to: from, isBack: true }));
  };
  return {
    drag,
    /** True for the click that ends a drag. */
    wasDragged: () => wasDragged.current,
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp: (event: PointerEvent<SVGSVGElement>) => end(event, true),
      onPointerCancel: (event: PointerEvent<SVGSVGElement>) => end(event, false),
    },
  };
}
