// The machine on the page's own thread, once it is fetched. Until then the page draws what the worker's events say,
// and nothing can be steered.

import type * as SessionTools from './session-tools.ts';

export type Tools = typeof SessionTools;

let tools: Tools | null = null;

/** Null until `fetchTools` has succeeded once. */
export function sessionTools(): Tools | null {
  return tools;
}

/** Fetches them with the first call; false when that failed, and the next call tries again. */
export async function fetchTools(load: () => Promise<Tools>): Promise<boolean> {
  tools ??= await load().catch(() => null);
  return tools !== null;
}
