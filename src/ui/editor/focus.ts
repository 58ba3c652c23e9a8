// The way to the text, whichever editor shows it.

let current: (() => void) | null = null;

/** The editor on screen says how to focus it; returns the way to take that back. */
export function offerFocus(focus: () => void): () => void {
  current = focus;
  return () => {
    if (current === focus) current = null;
  };
}

/** Puts the caret into the editor, if one is on screen. */
export function focusEditor(): void {
  current?.();
}
