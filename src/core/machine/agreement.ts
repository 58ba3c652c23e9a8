// Whether poke sites do what the slots say, and what a run has come to: what a finished state is judged by.
// Authority: bpf_arch_poke_desc_update (Linux 6.1): what a site holds for an empty slot and for a filled one.

import { at } from '../base/index.ts';
import type { PokeDescriptor } from '../jit/index.ts';
import { CpuWords } from './cpu-words.ts';
import { decodeSite } from './fetch.ts';
import type { Machine } from './model.ts';
import { type MachineState, State, slotValue } from './state.ts';

/** A descriptor that leads elsewhere than its slot. */
export interface Disagreement {
  readonly progIdx: number;
  readonly pokeIdx: number;
}

/** True while the actor changes a slot of a map or fixes up a descriptor of one; which map, else -1. */
export function mapInFlight(machine: Machine, words: MachineState, actor: number): number {
  const frame = new State(machine.layout, words).frame(actor);
  return frame.get('change') !== 0 || frame.get('fixup') !== 0 ? frame.get('mapIdx') : -1;
}

/**
 * Descriptors of a map that no update is at work on and whose bytes would lead a CPU elsewhere than the slot
 * says. What stands at a target behind a closed bypass does not count: nobody gets there.
 */
export function disagreements(
  machine: Machine,
  words: MachineState,
  mapIdx: number,
): readonly Disagreement[] {
  const state = new State(machine.layout, words);
  for (const actor of machine.actors.keys()) {
    if (mapInFlight(machine, words, actor) === mapIdx) return [];
  }
  const found: Disagreement[] = [];
  for (let pos = 0; ; pos++) {
    const progIdx = state.tracked(mapIdx, pos);
    if (progIdx < 0) return found;
    const life = state.progState(progIdx);
    if (life === 'unloaded' || life === 'freed') continue;
    for (const [pokeIdx, desc] of machine.pokeTab(progIdx).entries()) {
      if (desc.mapIdx !== mapIdx || !state.isStable(progIdx, pokeIdx)) continue;
      if (!agrees(machine, state, progIdx, pokeIdx)) found.push({ progIdx, pokeIdx });
    }
  }
}

function agrees(machine: Machine, state: State, progIdx: number, pokeIdx: number): boolean {
  const desc = machine.poke(progIdx, pokeIdx);
  const callee = slotValue(state.slot(desc.mapIdx, state.slotOf(desc.mapIdx, desc.key)));
  const wanted = callee === null ? null : landing(machine, callee, desc);
  return calledFrom(machine, state, progIdx, pokeIdx) === wanted;
}

function landing(machine: Machine, progIdx: number, desc: PokeDescriptor): bigint | null {
  const entry = at(machine.input.progs, progIdx).jit?.funcs[0]?.addr;
  return entry === undefined ? null : entry + BigInt(desc.adjOff);
}

/** Where a tail call goes to; null when it falls through or is skipped, -1 when it does neither. */
function calledFrom(
  machine: Machine,
  state: State,
  progIdx: number,
  pokeIdx: number,
): bigint | null {
  const { bypassAddr, bypassOff } = machine.poke(progIdx, pokeIdx);
  const hasBypass = bypassOff !== null;
  const bypass = hasBypass ? siteEffect(machine, state, progIdx, pokeIdx, 'bypass') : null;
  if (bypass?.effect === 'jumps') return null;
  const target = siteEffect(machine, state, progIdx, pokeIdx, 'target');
  if (target.effect === 'falls-through' || target.next === bypassAddr) return null;
  const isOpen = bypass === null || bypass.effect === 'falls-through';
  return target.effect === 'jumps' && isOpen ? target.next : -1n;
}

function siteEffect(
  machine: Machine,
  state: State,
  progIdx: number,
  pokeIdx: number,
  which: 'bypass' | 'target',
): ReturnType<typeof decodeSite> {
  const site = { progIdx, pokeIdx, which };
  return decodeSite(machine, machine.siteId(site), state.site(site));
}

/** What the last run of an actor's returned, unsigned; null if none did or it is still under way. */
export function lastRetval(machine: Machine, words: MachineState, actor: number): number | null {
  const cpuIdx = at(machine.cpuIdxOf, actor);
  if (cpuIdx < 0) return null;
  const cpu = new CpuWords(words, at(machine.layout.cpus, cpuIdx));
  return cpu.get('prog') !== 0 || cpu.get('runs') === 0 ? null : cpu.get('retval') >>> 0;
}

/** What the slots of all prog arrays that are named anywhere hold. */
export function namedSlots(
  machine: Machine,
  words: MachineState,
): readonly {
  readonly mapIdx: number;
  readonly key: number;
  readonly progIdx: number | null;
}[] {
  const state = new State(machine.layout, words);
  return machine.layout.maps.flatMap(({ keys }, mapIdx) =>
    machine.isProgArray(mapIdx)
      ? keys.map((key, slot) => ({ mapIdx, key, progIdx: slotValue(state.slot(mapIdx, slot)) }))
      : [],
  );
}
