// Another place in the schedule for one step of the run on screen: what dragging its block does.

import type { Page } from './model.ts';
import { sessionTools } from './session-port.ts';
import { sessionOfResult } from './steering.ts';

/** Moves step `from` to place `to` and stands behind it; why that is not possible, in words, or null. */
export function moveStep(page: Page, from: number, to: number): string | null {
  const session = sessionOfResult(page.result);
  const tools = sessionTools();
  if (page.embed?.readOnly) return 'This run cannot be changed.';
  if (!session || !tools) return 'This lab does not run.';
  // A whole run stays whole; one that the user is steering ends where their choices end.
  const policy = page.result?.timeline?.over ? 'fair' : null;
  const outcome = tools.moveChoice(session, from, to, policy);
  if ('reason' in outcome) return outcome.reason;
  page.takeRun(outcome.steps, outcome.landedAt + 1);
  return null;
}
