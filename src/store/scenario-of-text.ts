// Which scenario a text is, whatever protocols were chosen for it: those stand above the first map.

import { SCENARIOS } from '../labs/scenarios/index.ts';

/** Ids of labs and scenarios are one another's namesakes. */
const PREFIX = 'scenario/';

function withoutHead(text: string): string {
  const at = text.search(/^\.map\b/m);
  return at < 0 ? text : text.slice(at).trimEnd();
}

let byRest: ReadonlyMap<string, string> | null = null;

/** As the id of a lab; null for any other text. */
export function scenarioIdOf(text: string): string | null {
  byRest ??= new Map(SCENARIOS.map((one) => [withoutHead(one.text), PREFIX + one.id]));
  return byRest.get(withoutHead(text)) ?? null;
}

/** Null for the id of anything else. */
export function scenarioTitle(labId: string | null): string | null {
  return SCENARIOS.find(({ id }) => PREFIX + id === labId)?.title ?? null;
}
