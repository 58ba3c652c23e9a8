// Which site the run is at work on: the views follow it.

import type { SiteRef, Step } from '../../core/machine/index.ts';

/**
 * The site that the actor of the last of `cursor` steps touched last in its operation: between two pokes
 * that is the one before. Null outside an operation that touches sites.
 */
export function focusSite(steps: readonly Step[], cursor: number): SiteRef | null {
  const actor = steps[cursor - 1]?.actor;
  for (let nth = cursor - 1; nth >= 0; nth--) {
    const step = steps[nth];
    if (!step) return null;
    if (step.actor !== actor) continue;
    for (const event of step.events) {
      if ('site' in event && event.site) return event.site;
      if (event.kind === 'op-begin' || event.kind === 'work-begin') return null;
    }
  }
  return null;
}
