// Steps of a run, one a line: number, mark, actor, and what happens in a sentence.

import {
  createReplay,
  type MachineInput,
  machineActors,
  namesOf,
  narrate,
  type Step,
} from '../core/machine/index.ts';

/**
 * Lines for `steps` from `zero` on. `isMarked` is asked for each of these, counted from 0; without it there
 * is no column of marks.
 */
export function stepLines(
  input: MachineInput,
  steps: readonly Step[],
  zero: number,
  isMarked: ((idx: number) => boolean) | null = null,
): string[] {
  const actors = machineActors(input);
  const names = namesOf(input);
  const replay = createReplay({ ...input, actors }, steps);
  const told = steps.slice(zero);
  const width = `${told.length}`.length;
  const actorWidth = Math.max(...actors.map(({ name }) => name.length));
  return told.map((step, idx) => {
    const mark = isMarked === null ? '' : isMarked(idx) ? '* ' : '  ';
    const who = (actors[step.actor]?.name ?? '').padEnd(actorWidth);
    const sentence = narrate(step, names, replay.at(zero + idx + 1));
    return `${`${idx + 1}`.padStart(width)} ${mark}${who}  ${sentence}`;
  });
}
