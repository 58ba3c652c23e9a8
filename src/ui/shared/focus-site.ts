// Which site the run is at work on: the views follow it.

import type { SiteRef, Step } from '../../core/machine/index.ts';

/**
 * The site that the last of `cursor` steps touched, or, between two pokes of one operation, the one
 * before. Null outside an operation that pokes.
 */
export function focusSite(steps: readonly Step[], cursor: number): SiteRef | null {
  for (let nth = cursor - 1; nth >= 0; nth--) {
    const step = steps[nth];
    if (!step) return null;
    for (const event of step.events) {
      if ('site' in event && event.site) return event.site;
      if (event.kind === 'op-begin' || event.kind === 'work-begin') return null;
    }
  }
  return null;
}
