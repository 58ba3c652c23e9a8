import { useSyncExternalStore } from 'react';

/** Smaller differences are bars of the browser that come and go. */
const LEAST = 100;

function subscribe(changed: () => void): () => void {
  const view = window.visualViewport;
  view?.addEventListener('resize', changed);
  view?.addEventListener('scroll', changed);
  return () => {
    view?.removeEventListener('resize', changed);
    view?.removeEventListener('scroll', changed);
  };
}

function covered(): number {
  const view = window.visualViewport;
  // A page that is zoomed in shows less for another reason.
  if (!view || view.scale > 1.05) return 0;
  const hidden = Math.round(window.innerHeight - view.height - view.offsetTop);
  return hidden > LEAST ? hidden : 0;
}

/** Pixels at the bottom of the page that the keyboard of a phone lies over; 0 without one. */
export function useKeyboardInset(): number {
  return useSyncExternalStore(subscribe, covered);
}
