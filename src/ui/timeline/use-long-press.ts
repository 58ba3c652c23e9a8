// A finger that rests on a block takes hold of it; one that moves at once pans or scrolls.

import { type PointerEvent, type RefObject, useEffect, useRef } from 'react';

/** How long it has to rest. */
const HOLD_MS = 400;
/** How far it may stray meanwhile (px). */
const STRAY = 8;

interface LongPress {
  /** To be called when a finger comes down; calls `onHold` if it rests. */
  begin(event: PointerEvent, onHold: () => void): void;
  move(event: PointerEvent): void;
  end(): void;
}

interface Resting {
  readonly timer: ReturnType<typeof setTimeout>;
  readonly x: number;
  readonly y: number;
}

/** While something is held, neither the page nor the chart moves with the finger. */
export function useLongPress(ref: RefObject<Element | null>): LongPress {
  const resting = useRef<Resting | null>(null);
  const isHeld = useRef(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const still = (event: Event) => {
      if (!isHeld.current) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const options = { capture: true, passive: false };
    element.addEventListener('touchmove', still, options);
    element.addEventListener('contextmenu', still, options);
    return () => {
      element.removeEventListener('touchmove', still, options);
      element.removeEventListener('contextmenu', still, options);
    };
  }, [ref]);
  const stop = () => {
    if (resting.current) clearTimeout(resting.current.timer);
    resting.current = null;
  };
  return {
    begin: ({ clientX, clientY }, onHold) => {
      stop();
      const hold = () => {
        resting.current = null;
        isHeld.current = true;
        onHold();
      };
      resting.current = { timer: setTimeout(hold, HOLD_MS), x: clientX, y: clientY };
    },
    move: ({ clientX, clientY }) => {
      const { current } = resting;
      if (current && Math.hypot(clientX - current.x, clientY - current.y) > STRAY) stop();
    },
    end: () => {
      stop();
      isHeld.current = false;
    },
  };
}
