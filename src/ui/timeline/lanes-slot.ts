// A lane per slot of a prog array that the run or a poke descriptor names.

import type { SlotValue } from '../../core/machine/index.ts';
import { BandRun } from './band-run.ts';
import { BLANK_LANE, eachEvent, type Lane, type LaneInput } from './lane-model.ts';

export function slotLanes({ result, names, steps, stepCount }: LaneInput): Lane[] {
  const runs = new Map<string, { mapIdx: number; key: number; run: BandRun }>();
  const look = (value: SlotValue) =>
    value === null
      ? { tone: 'none', label: 'none' }
      : { tone: 'held', label: names.slotValue(value) };
  const runOf = (mapIdx: number, key: number): BandRun => {
    const id = `${mapIdx}-${key}`;
    const known = runs.get(id);
    if (known) return known.run;
    const run = new BandRun();
    run.set(0, look(null));
    runs.set(id, { mapIdx, key, run });
    return run;
  };
  for (const prog of result.progs) {
    for (const poke of prog.jit?.pokeTab ?? []) runOf(poke.mapIdx, poke.key);
  }
  eachEvent(steps, (event, step) => {
    if (event.kind === 'slot-write') runOf(event.mapIdx, event.key).set(step, look(event.new));
  });
  return [...runs]
    .sort(([, a], [, b]) => a.mapIdx - b.mapIdx || a.key - b.key)
    .map(([id, { mapIdx, key, run }]) => {
      run.close(stepCount);
      return {
        ...BLANK_LANE,
        id: `slot-${id}`,
        kind: 'slot' as const,
        label: names.slot(mapIdx, key),
        hint: `What slot ${key} of ${names.progArray(mapIdx)} holds`,
        selection: { kind: 'slot' as const, mapIdx, key },
        bands: run.bands,
      };
    });
}
