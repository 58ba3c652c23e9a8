// The words that people see for indices: shared by narration and labels.

import type { LockRef, OpRef, SiteRef, SlotValue } from './event.ts';
import { type MachineInput, machineActors } from './input.ts';

/** Names by index. `pokes` is the number of direct tail calls of a program. */
export interface MachineNames {
  readonly actors: readonly string[];
  readonly progs: readonly { readonly name: string; readonly pokes: number }[];
  readonly maps: readonly string[];
}

/** Names of everything that an event refers to by index. */
export function namesOf(input: Pick<MachineInput, 'actors' | 'maps' | 'progs'>): MachineNames {
  return {
    actors: machineActors(input).map((actor) => actor.name),
    progs: input.progs.map(({ name, jit }) => ({ name, pokes: jit?.pokeTab.length ?? 0 })),
    maps: input.maps.map((map) => map.name),
  };
}

const ACTORS = new Map([
  ['load', 'The loader'],
  ['init', 'The set-up'],
  ['kworker', "The kernel's worker"],
]);

/** An actor as the subject of a sentence. */
export function actorName(names: MachineNames, actor: number): string {
  const name = names.actors[actor] ?? `actor ${actor}`;
  return ACTORS.get(name) ?? name;
}

export function progName(names: MachineNames, progIdx: SlotValue): string {
  return progIdx === null ? 'nothing' : (names.progs[progIdx]?.name ?? `program ${progIdx}`);
}

export function mapName(names: MachineNames, mapIdx: number): string {
  return names.maps[mapIdx] ?? `map ${mapIdx}`;
}

export function slotName(names: MachineNames, mapIdx: number, key: number): string {
  return `${mapName(names, mapIdx)}[${key}]`;
}

/** "entry's tail call", or "entry's tail call 2 of 3". */
export function callName(names: MachineNames, progIdx: number, pokeIdx: number): string {
  const pokes = names.progs[progIdx]?.pokes ?? 1;
  const which = pokes > 1 ? ` ${pokeIdx + 1} of ${pokes}` : '';
  return `${progName(names, progIdx)}'s tail call${which}`;
}

const SITE_WORDS = { bypass: 'P1 bypass', target: 'P2 target' } as const;

/** "entry's P2 target", or "entry's P2 target (call 2 of 3)". */
export function siteName(names: MachineNames, site: SiteRef): string {
  const pokes = names.progs[site.progIdx]?.pokes ?? 1;
  const which = pokes > 1 ? ` (call ${site.pokeIdx + 1} of ${pokes})` : '';
  return `${progName(names, site.progIdx)}'s ${SITE_WORDS[site.which]}${which}`;
}

export function lockName(names: MachineNames, lock: LockRef): string {
  return lock.kind === 'poke_mutex' ? `poke_mutex of ${mapName(names, lock.mapIdx)}` : 'text_mutex';
}

/** As written in a lab: `update jmp_table[0] = target_a`. */
export function opText(names: MachineNames, op: OpRef): string {
  switch (op.kind) {
    case 'update':
      return `update ${slotName(names, op.mapIdx, op.key)} = ${progName(names, op.progIdx)}`;
    case 'delete':
      return `delete ${slotName(names, op.mapIdx, op.key)}`;
    case 'close':
      return `close ${mapName(names, op.mapIdx)}`;
    default:
      return `${op.kind} ${progName(names, op.progIdx)}`;
  }
}
