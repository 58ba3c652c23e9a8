// Whose text it is: a lab that was changed is still that lab, a text pasted over it is not.

import { LABS } from '../labs/index.ts';
import { scenarioIdOf } from './scenario-of-text.ts';

/** Share of the old text that must be left around a change. */
const KEPT = 0.2;

function commonStart(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at += 1;
  return at;
}

function commonEnd(a: string, b: string, start: number): number {
  const end = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < end && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
}

/** Id of the built-in lab or scenario that `text` is; null for any other. */
export function labIdOf(text: string): string | null {
  return LABS.find((lab) => lab.text === text)?.id ?? scenarioIdOf(text);
}

/** Id of the lab that `text` is or still is, where `old` was `labId`'s; null for the user's own. */
export function labAfterEdit(labId: string | null, old: string, text: string): string | null {
  const whole = labIdOf(text);
  if (whole !== null) return whole;
  if (labId === null) return null;
  const start = commonStart(old, text);
  const kept = start + commonEnd(old, text, start);
  return kept < old.length * KEPT ? null : labId;
}
