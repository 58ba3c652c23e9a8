// Keys of the slider.

const LEAP = 10;

/** Cursor that a key leads to, or null if the key does not move it. */
export function cursorAfterKey(
  key: string,
  shift: boolean,
  cursor: number,
  stepCount: number,
): number | null {
  const clamp = (to: number) => Math.max(0, Math.min(stepCount, to));
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return clamp(cursor + (shift ? LEAP : 1));
    case 'ArrowLeft':
    case 'ArrowDown':
      return clamp(cursor - (shift ? LEAP : 1));
    case 'PageUp':
      return clamp(cursor + LEAP);
    case 'PageDown':
      return clamp(cursor - LEAP);
    case 'Home':
      return 0;
    case 'End':
      return stepCount;
    default:
      return null;
  }
}
