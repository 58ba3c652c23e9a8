// Runs for component tests: what `compile` makes of a built-in lab, and the run at a cursor.

import { createReplay, type MachineEvent, Session } from '../../src/core/machine/index.ts';
import { compile } from '../../src/core/pipeline/index.ts';
import { LABS } from '../../src/labs/index.ts';

export function runOf(id: string) {
  const lab = LABS.find((one) => one.id === id);
  if (!lab) throw new Error(`no lab ${id}`);
  const result = compile(lab.text, { script: lab.script ?? [] });
  const { input, timeline } = result;
  if (!input || !timeline) throw new Error(`${id} runs`);
  const { actors, steps } = timeline;
  const replay = createReplay({ actors, maps: result.maps, progs: result.progs }, steps);
  const session = new Session(input, steps);
  /** Steps done once `matches` holds for an event, `nth` from 0. */
  const after = (matches: (event: MachineEvent) => boolean, nth = 0): number => {
    const found = [...steps.keys()].filter((step) => steps[step]?.events.some(matches))[nth];
    if (found === undefined) throw new Error(`${id} has no such event`);
    return found + 1;
  };
  return { text: lab.text, result, session, after, at: (cursor: number) => replay.at(cursor) };
}
