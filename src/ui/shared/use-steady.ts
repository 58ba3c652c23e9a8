import { useCallback, useLayoutEffect, useRef } from 'react';

/** `act` as a function that never changes, for parts that are not to be drawn anew with each render. */
export function useSteady<Args extends unknown[]>(
  act: (...args: Args) => void,
): (...args: Args) => void {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
