// Keys of the grid; left and right stay with the timeline.

/** Row that a key leads to, or null if the key does not move. */
function rowAfterKey(key: string, row: number, rowCount: number, pageRows: number): number | null {
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

export interface GridKeyInput {
  readonly activeRow: number;
  readonly rowCount: number;
  readonly pageRows: number;
  onMove(row: number): void;
  /** Pin the row at hand, or let go. */
  onPin(wanted: boolean): void;
  /** Goes where the row at hand jumps to. */
  onJump(): void;
}

/** What the handler needs of a keyboard event, React's or the browser's. */
export interface GridKeyEvent {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  preventDefault(): void;
  stopPropagation(): void;
}

/** Acts on the grid's keys and leaves all others to the page. */
export function gridKeyHandler(input: GridKeyInput): (event: GridKeyEvent) => void {
  return (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = rowAfterKey(event.key, input.activeRow, input.rowCount, input.pageRows);
    if (to !== null) input.onMove(to);
    else if (event.key === 'Enter' && event.shiftKey) input.onJump();
    else if (event.key === 'Enter' || event.key === 'Escape') input.onPin(event.key === 'Enter');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}
