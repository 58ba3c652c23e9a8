// The words that people see for indices: shared by narration and labels.

import type { JitProg } from '../jit/index.ts';
import type { LockRef, OpRef, SiteRef, SlotValue } from './event.ts';
import { type MachineInput, machineActors } from './input.ts';

/** Names by index. */
export interface MachineNames {
  readonly actors: readonly string[];
  readonly progs: readonly ProgNames[];
  readonly maps: readonly string[];
}

interface ProgNames {
  readonly name: string;
  /** For each poke descriptor the function that its call stands in. */
  readonly pokeFuncs: readonly string[];
  /** Its tail calls have one site each, which then is neither P1 nor P2. */
  readonly hasOneSite: boolean;
  /** It has no image: the interpreter reads its insns. */
  readonly isInterpreted: boolean;
}

/** Name of a program with those of the functions that its direct tail calls stand in. */
export function pokeNames(name: string, jit: JitProg | null): ProgNames {
  const pokeTab = jit?.pokeTab ?? [];
  const pokeFuncs = pokeTab.map(({ funcIdx }) => {
    const func = jit?.funcs[funcIdx]?.name;
    return funcIdx === 0 || func === undefined ? name : `${name}/${func}`;
  });
  const hasOneSite = pokeTab.some(({ bypassOff }) => bypassOff === null);
  return { name, pokeFuncs, hasOneSite, isInterpreted: jit?.funcs[0]?.code === 'bpf' };
}

/** True for a program without an image. */
export function isInterpreted(names: MachineNames, progIdx: SlotValue): boolean {
  return progIdx !== null && (names.progs[progIdx]?.isInterpreted ?? false);
}

/** True where the JIT is off: it is off for all programs. */
export function hasNoJit({ progs }: MachineNames): boolean {
  return progs.some((prog) => prog.isInterpreted);
}

/** Names of everything that an event refers to by index. */
export function namesOf(input: Pick<MachineInput, 'actors' | 'maps' | 'progs'>): MachineNames {
  return {
    actors: machineActors(input).map((actor) => actor.name),
    progs: input.progs.map(({ name, jit }) => pokeNames(name, jit)),
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

/** Function of a direct tail call, and which one it is where a program has several. */
function callPlace(names: MachineNames, progIdx: number, pokeIdx: number): [string, string] {
  const pokeFuncs = names.progs[progIdx]?.pokeFuncs ?? [];
  const func = pokeFuncs[pokeIdx] ?? progName(names, progIdx);
  const which = pokeFuncs.length > 1 ? `${pokeIdx + 1} of ${pokeFuncs.length}` : '';
  return [func, which];
}

/** "entry's tail call", or "entry/classify's tail call 2 of 3". */
export function callName(names: MachineNames, progIdx: number, pokeIdx: number): string {
  const [func, which] = callPlace(names, progIdx, pokeIdx);
  return `${func}'s tail call${which && ` ${which}`}`;
}

const SITE_WORDS = { bypass: 'P1 bypass', target: 'P2 target' } as const;
const SITE_MARKS = { bypass: 'P1', target: 'P2' } as const;

function hasOneSite(names: MachineNames, { progIdx }: SiteRef): boolean {
  return names.progs[progIdx]?.hasOneSite ?? false;
}

/** "P1", "P2", or "S" where a tail call has only one. */
export function siteMark(names: MachineNames, site: SiteRef): string {
  return hasOneSite(names, site) ? 'S' : SITE_MARKS[site.which];
}

/** "entry's P2 target", "entry/classify's P2 target (call 2 of 3)", "entry's poke site". */
export function siteName(names: MachineNames, site: SiteRef): string {
  const [func, which] = callPlace(names, site.progIdx, site.pokeIdx);
  const word = hasOneSite(names, site) ? 'poke site' : SITE_WORDS[site.which];
  return `${func}'s ${word}${which && ` (call ${which})`}`;
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
