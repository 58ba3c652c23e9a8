// `.expect` in the machine's terms, as a search judges the ends of runs by it.

import type { LabExpect } from '../asm/index.ts';
import type { ExploreExpect } from '../explore/index.ts';
import type { LabResult } from './result.ts';

/** How `.expect` calls an empty slot. */
const NONE = 'none';

function progIdxOf(result: LabResult, name: number | string): number | null {
  return name === NONE ? null : result.progs.findIndex((prog) => prog.name === name);
}

function toMachine(result: LabResult, { subject, values }: LabExpect): ExploreExpect[] {
  if (subject.kind === 'slot') {
    const mapIdx = result.maps.findIndex(({ name }) => name === subject.map.name);
    if (mapIdx < 0) return [];
    const programs = values.map((name) => progIdxOf(result, name));
    return [{ kind: 'slot', mapIdx, key: subject.key, values: programs }];
  }
  const actor = result.input?.actors.findIndex(({ cpu }) => cpu === subject.cpu) ?? -1;
  if (actor < 0) return [];
  return [{ kind: 'retval', actor, values: values.filter((value) => typeof value === 'number') }];
}

/** What the lab expects; [] for a lab that does not run. */
export function labExpects(result: LabResult): ExploreExpect[] {
  return result.expects.flatMap((expect) => toMachine(result, expect));
}
