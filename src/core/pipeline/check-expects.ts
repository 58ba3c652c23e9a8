// `.expect`: what a finished run is judged by. A run that can still go on is not judged: nothing is final in it.

import type { LabExpect } from '../asm/index.ts';
import type { Diagnostic } from '../base/index.ts';
import type { MachineEvent } from '../machine/index.ts';
import type { Timeline } from './result.ts';

const NONE = 'none';

/** Names by index, as the lab declares them. */
export interface ExpectNames {
  readonly maps: readonly string[];
  readonly progs: readonly string[];
}

type EventOf<K extends MachineEvent['kind']> = Extract<MachineEvent, { kind: K }>;

/** The last event of a kind that `test` is true of; null for none. */
function lastEvent<K extends MachineEvent['kind']>(
  timeline: Timeline,
  kind: K,
  test: (event: EventOf<K>, actor: number) => boolean,
): EventOf<K> | null {
  for (let i = timeline.steps.length - 1; i >= 0; i--) {
    const step = timeline.steps[i];
    const event = step?.events.findLast(
      (other): other is EventOf<K> => other.kind === kind && test(other as EventOf<K>, step.actor),
    );
    if (event) return event;
  }
  return null;
}

function checkSlot(expect: LabExpect, names: ExpectNames, timeline: Timeline): string | null {
  if (expect.subject.kind !== 'slot') return null;
  const { map, key } = expect.subject;
  const mapIdx = names.maps.indexOf(map.name);
  const write = lastEvent(timeline, 'slot-write', (event) => {
    return event.mapIdx === mapIdx && event.key === key;
  });
  const progIdx = write?.new ?? null;
  const found = progIdx === null ? NONE : (names.progs[progIdx] ?? NONE);
  if (expect.values.includes(found)) return null;
  return `${map.name}[${key}] holds ${found} at the end, not ${expect.values.join(' or ')}`;
}

/** The last run on the CPU decides: what it returned, or that it never did. */
function checkRetval(expect: LabExpect, timeline: Timeline): string | null {
  if (expect.subject.kind !== 'retval') return null;
  const { cpu } = expect.subject;
  const actor = timeline.actors.findIndex((other) => other.cpu === cpu);
  const begun = lastEvent(timeline, 'run-begin', (_, by) => by === actor);
  if (!begun) return `no program ran on CPU ${cpu}`;
  const { progIdx, ordinal } = begun;
  const ended = lastEvent(timeline, 'run-end', (event) => {
    return event.progIdx === progIdx && event.ordinal === ordinal;
  });
  const wanted = expect.values.join(' or ');
  if (!ended) return `the last run on CPU ${cpu} never returned; ${wanted} was expected`;
  if (expect.values.includes(ended.retval)) return null;
  return `CPU ${cpu} returned ${ended.retval}, not ${wanted}`;
}

/** One finding for each expectation that does not hold at the end; none for a run that can go on. */
export function checkExpects(
  expects: readonly LabExpect[],
  names: ExpectNames,
  timeline: Timeline,
): Diagnostic[] {
  if (!timeline.over && timeline.stopped === null) return [];
  return expects.flatMap((expect) => {
    const message = checkSlot(expect, names, timeline) ?? checkRetval(expect, timeline);
    if (message === null) return [];
    return [{ code: 'expect/failed', severity: 'warning', span: expect.span, message }];
  });
}
