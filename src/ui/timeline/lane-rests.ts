// What an actor does between its steps: rest inside its call or run while others move, or wait.

import { LANE_LINES } from './lane-layout.ts';
import type { Band, LaneInput, Mark, Strip } from './lane-model.ts';
import type { Wait } from './waits.ts';

const TRAP_HEIGHT = 12;

/** Strips of an actor's lane: rests and waits behind its marks, traps beneath them. */
export function restStrips(
  input: LaneInput,
  actor: number,
  lane: {
    readonly ops: readonly Band[];
    readonly marks: readonly Mark[];
    readonly traps: readonly Band[];
  },
): Strip[] {
  const { ops, marks, traps } = lane;
  const sleeps = sleepsOf(input, actor);
  const strips: Strip[] = [];
  const rests = restsOf(ops, marks, sleeps);
  if (rests.length > 0) {
    strips.push({
      look: 'rest',
      top: LANE_LINES.mark,
      height: LANE_LINES.markHeight,
      bands: rests,
      name: '',
    });
  }
  if (traps.length > 0) {
    strips.push({
      look: 'bracket',
      top: LANE_LINES.below,
      height: TRAP_HEIGHT,
      bands: traps,
      name: '',
    });
  }
  return strips;
}

/** Stretches in which the actor sleeps, with the reason. */
function sleepsOf(input: LaneInput, actor: number): Band[] {
  const bands: Band[] = [];
  for (const wait of input.waits) {
    if (wait.actor !== actor || !wait.sleeps) continue;
    const start = Math.max(wait.step + 1, bands.at(-1)?.end ?? 0);
    const end = wait.end === null ? input.stepCount : wait.end + 1;
    if (end > start) bands.push({ start, end, tone: 'asleep', label: reasonOf(wait, input) });
  }
  return bands;
}

function reasonOf(wait: Wait, { names }: LaneInput): string {
  const whom = wait.answers.map((answer) => names.actor(answer.actor)).join(', ');
  switch (wait.kind) {
    case 'rcu':
      return `waits for readers: ${whom}`;
    case 'ipi':
      return `waits for IPI: ${whom}`;
    case 'lock':
      return `sleeps on ${wait.about}`;
    case 'handler':
      return `waits for trap handler: ${whom}`;
  }
}

/** The gaps between the actor's own steps inside its ops, but for the sleeps among them. */
function restsOf(ops: readonly Band[], marks: readonly Mark[], sleeps: readonly Band[]): Band[] {
  const bands: Band[] = [];
  const rest = (start: number, end: number) => {
    if (end > start) bands.push({ start, end, tone: 'rest', label: '' });
  };
  let sleep = 0;
  let own = 0;
  for (const { start, end, tone } of ops) {
    if (tone === 'stopped' || tone === 'bug') continue;
    let at = start;
    while (at < end) {
      while ((marks[own]?.step ?? end) < at) own++;
      while ((sleeps[sleep]?.end ?? end) <= at) sleep++;
      const asleep = sleeps[sleep];
      const next = Math.min(end, marks[own]?.step ?? end);
      const until = Math.min(next, asleep?.start ?? end);
      rest(at, until);
      if (asleep && until < next) {
        bands.push(asleep);
        at = asleep.end;
      } else at = next + 1;
    }
  }
  return bands;
}
