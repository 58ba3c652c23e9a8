// Keys of the grid; left and right stay with the timeline.

/** Row that a key leads to, or null if the key does not move. */
export function rowAfterKey(
  key: string,
  row: number,
  rowCount: number,
  pageRows: number,
): number | null {
  const last = rowCount - 1;
  const clamp = (to: number) => Math.max(0, Math.min(last, to));
  switch (key) {
    case 'ArrowDown':
      return clamp(row + 1);
    case 'ArrowUp':
      return clamp(row - 1);
    case 'PageDown':
      return clamp(row + pageRows);
    case 'PageUp':
      return clamp(row - pageRows);
    case 'Home':
      return clamp(0);
    case 'End':
      return clamp(last);
    default:
      return null;
  }
}
