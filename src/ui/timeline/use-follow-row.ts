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

interface Following {
  /** The user has scrolled the row of the cursor out of sight. */
  readonly isLost: boolean;
  onUserScroll(): void;
  onScroll(): void;
  /** Back to the cursor. */
  follow(): void;
}

/** Asked of the element, as the list hears of a scroll later. */
function isInView(list: List, row: number, element: HTMLElement): boolean {
  const size = list.options.estimateSize(row);
  const top = row * size - element.scrollTop;
  return top > -size && top < element.clientHeight;
}

export function useFollowRow(
  list: List,
  row: number,
  ref: RefObject<HTMLElement | null>,
): Following {
  const [isLost, setLost] = useState(false);
  /** The wheel, a finger or a press came after the last scroll of the list's own. */
  const isTheirs = useRef(false);
  const reveal = useEffectEvent((at: number) => {
    if (at < 0) return;
    isTheirs.current = false;
    list.scrollToIndex(at, { align: 'auto' });
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
      isTheirs.current = true;
    },
    onScroll: () => {
      if (!isTheirs.current || !ref.current) return;
      setLost(row >= 0 && !isInView(list, row, ref.current));
    },
    follow: () => setLost(false),
  };
}
