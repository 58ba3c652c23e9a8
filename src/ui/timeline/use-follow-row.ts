// A list that follows the cursor, until the user scrolls it elsewhere.

import type { Virtualizer } from '@tanstack/react-virtual';
import {
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';

type List = Virtualizer<HTMLDivElement, Element>;

/** A scroll sooner than this after a wheel, finger or press is the user's (ms). */
const BY_USER_MS = 400;

interface Following {
  /** The user has scrolled the row of the cursor out of sight. */
  readonly isLost: boolean;
  onUserScroll(): void;
  onScroll(): void;
  /** Back to the cursor. */
  follow(): void;
}

function isInView(list: List, row: number): boolean {
  const { scrollElement, scrollOffset } = list;
  const height = scrollElement?.clientHeight ?? 0;
  const size = list.options.estimateSize(row);
  const top = row * size - (scrollOffset ?? 0);
  return top > -size && top < height;
}

export function useFollowRow(
  list: List,
  row: number,
  ref: RefObject<HTMLElement | null>,
): Following {
  const [isLost, setLost] = useState(false);
  const lastTouch = useRef(Number.NEGATIVE_INFINITY);
  const reveal = useEffectEvent((at: number) => {
    if (at >= 0) list.scrollToIndex(at, { align: 'auto' });
  });
  // Before the first painting, the cursor stands in the middle.
  const open = useEffectEvent(() => {
    if (ref.current && row >= 0) list.scrollToIndex(row, { align: 'center' });
  });
  useLayoutEffect(() => open(), []);
  const isOpened = useRef(false);
  useEffect(() => {
    // Now the list knows how tall it is.
    if (!isOpened.current) open();
    else if (!isLost) reveal(row);
    isOpened.current = true;
  }, [row, isLost]);
  return {
    isLost,
    onUserScroll: () => {
      lastTouch.current = performance.now();
    },
    onScroll: () => {
      if (performance.now() - lastTouch.current > BY_USER_MS) return;
      setLost(row >= 0 && !isInView(list, row));
    },
    follow: () => setLost(false),
  };
}
