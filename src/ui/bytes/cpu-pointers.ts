// Which rows the CPUs are at, and what each may fetch at a site whose bytes are in flight.

import type { Choice, CodePlace, CpuView, MachineView, SiteRef } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { type CpuLetter, cpuLetters, letterOf } from '../shared/cpu-letters.ts';
import { findRow, type RowTable } from './byte-rows.ts';

/** A CPU whose rip is at a row. */
export interface CpuPointer extends CpuLetter {
  /** "CPU 0 is here". */
  readonly words: string;
}

/** A place that is newer than the view's: inside of a folded step. */
export interface InsidePlace {
  readonly actor: number;
  readonly place: CodePlace | null;
}

export const NO_POINTERS: readonly CpuPointer[] = [];

const MODE_WORDS: Readonly<Record<CpuView['mode'], string>> = {
  idle: 'is here',
  running: 'is here',
  trapped: 'has trapped here',
  handler: 'is in the int3 handler of this place',
  preempted: 'was preempted here',
  stopped: 'has stopped here',
};

/** CPUs by grid row, in the order of their letters. */
export function cpuPointers(
  result: LabResult,
  table: RowTable,
  view: MachineView | null,
  inside: InsidePlace | null,
): ReadonlyMap<number, readonly CpuPointer[]> {
  const rows = new Map<number, CpuPointer[]>();
  if (!view) return rows;
  for (const cpu of cpuLetters(result)) {
    const state = view.cpus[cpu.actor];
    const place = inside?.actor === cpu.actor ? inside.place : state?.place;
    if (!state || !place) continue;
    const row = findRow(table, place.progIdx, place.funcIdx, place.byteOff);
    if (row === null) continue;
    const pointer = { ...cpu, words: `${cpu.name} ${MODE_WORDS[state.mode]}` };
    rows.set(row, [...(rows.get(row) ?? []), pointer]);
  }
  return rows;
}

/** Row of an actor's CPU; null when it is at none. */
export function rowOfCpu(
  pointers: ReadonlyMap<number, readonly CpuPointer[]>,
  actor: number,
): number | null {
  for (const [row, cpus] of pointers) if (cpus.some((cpu) => cpu.actor === actor)) return row;
  return null;
}

/** Equal for pointers that look equal. */
export function pointersKey(pointers: readonly CpuPointer[]): string {
  return pointers.map(({ letter, words }) => letter + words).join();
}

/** Says which CPUs that stand before a site may fetch given bytes there. */
export function fetchersOf(
  result: LabResult,
  choices: readonly Choice[],
  site: SiteRef,
): (bytes: Uint8Array) => readonly CpuLetter[] {
  const here = choices.filter(
    ({ fetch }) =>
      fetch?.site.progIdx === site.progIdx &&
      fetch.site.pokeIdx === site.pokeIdx &&
      fetch.site.which === site.which,
  );
  return (bytes) =>
    here.flatMap(({ actor, fetch }) => {
      const cpu = fetch && sameBytes(fetch.bytes, bytes) ? letterOf(result, actor) : null;
      return cpu ? [cpu] : [];
    });
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, nth) => byte === b[nth]);
}
