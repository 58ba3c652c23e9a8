// Which slots of a prog array are worth a line: those that a direct call names and those filled.

import type { MachineView } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';

export function shownKeys(
  result: LabResult,
  slots: MachineView['slots'],
  mapIdx: number,
): number[] {
  const keys = new Set<number>();
  for (const prog of result.progs) {
    for (const poke of prog.jit?.pokeTab ?? []) if (poke.mapIdx === mapIdx) keys.add(poke.key);
  }
  (slots[mapIdx] ?? []).forEach((value, key) => {
    if (value !== null) keys.add(key);
  });
  return [...keys].sort((a, b) => a - b);
}
