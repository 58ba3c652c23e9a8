import { useEffect, useState } from 'react';

/** `value` when it has not changed for `delay` milliseconds: for what need not follow each letter. */
export function useSettled<T>(value: T, delay: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
}
