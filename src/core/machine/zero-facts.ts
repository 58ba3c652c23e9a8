// A lab at time zero as plain numbers, for models of it in other languages: what is loaded, what slots
// and sites hold, what is left to do.

import { at } from '../base/index.ts';
import { allInsns } from './cpu-inputs.ts';
import type { SiteRef } from './event.ts';
import { type FiveBytes, packFive } from './five-bytes.ts';
import { actions } from './machine.ts';
import type { Machine } from './model.ts';
import { runAll } from './schedule.ts';
import { type MachineState, State, type WorkItem } from './state.ts';
import { Turn } from './turn.ts';
import { insnBytes } from './value.ts';

/** Steps before time zero that are made at most. */
const MAX_STEPS = 100_000;

export interface SiteFacts {
  readonly site: SiteRef;
  readonly descId: number;
  /** Bytes in memory, and those of a new image. */
  readonly bytes: FiveBytes;
  readonly empty: FiveBytes;
  /** Bytes of each insn that the protocols can mean, as value.ts codes insns; null: out of reach. */
  readonly insns: ReadonlyMap<number, FiveBytes | null>;
}

export interface DescFacts {
  readonly progIdx: number;
  readonly pokeIdx: number;
  readonly mapIdx: number;
  /** Position of its key among the map's keys. */
  readonly slot: number;
  readonly stable: boolean;
  readonly targetId: number;
  /** Null in layouts with one site. */
  readonly bypassId: number | null;
}

export interface MapFacts {
  readonly isProgArray: boolean;
  readonly keys: readonly number[];
  readonly open: boolean;
  readonly owner: number | null;
  readonly tracked: readonly number[];
  /** By position: program index + 1, or 0. */
  readonly slots: readonly number[];
}

export interface ProgFacts {
  readonly state: string;
  readonly fd: number;
  readonly refs: number;
  readonly image: number;
  readonly runs: number;
  readonly trackingMaps: readonly number[];
  /** Numbers of its descriptors among those of all programs, in the order of the load's fixups. */
  readonly fixups: readonly number[];
}

export interface ZeroFacts {
  readonly machine: Machine;
  readonly state: MachineState;
  /** Why the run is over before it begins; null if it is not. */
  readonly halted: string | null;
  readonly syncs: number;
  readonly gracePeriods: number;
  readonly maps: readonly MapFacts[];
  readonly progs: readonly ProgFacts[];
  readonly descs: readonly DescFacts[];
  readonly sites: readonly SiteFacts[];
  readonly work: readonly WorkItem[];
}

/** Runs what comes before time zero, and says what it leaves. */
export function zeroFacts(machine: Machine): ZeroFacts {
  const { state: words, stopped } = runAll(machine, { maxSteps: MAX_STEPS, policy: null });
  const state = new State(machine.layout, words);
  const { layout } = machine;
  const halted = state.halted || (stopped !== null && actions(machine, words).length === 0);
  return {
    machine,
    state: words,
    halted: halted ? stopped : null,
    syncs: at(words, layout.syncs),
    gracePeriods: at(words, layout.gracePeriods),
    maps: layout.maps.map((_, mapIdx) => mapFacts(machine, state, mapIdx)),
    progs: machine.input.progs.map((_, progIdx) => progFacts(machine, state, progIdx)),
    descs: machine.input.progs.flatMap((_, progIdx) => descFacts(machine, state, progIdx)),
    sites: machine.input.progs.flatMap((_, progIdx) => sitesOf(machine, state, progIdx)),
    work: Array.from({ length: state.workCount }, (_, pos) => state.work(pos)),
  };
}

function mapFacts(machine: Machine, state: State, mapIdx: number): MapFacts {
  const { keys } = at(machine.layout.maps, mapIdx);
  const tracked: number[] = [];
  for (let pos = 0; state.tracked(mapIdx, pos) >= 0; pos++)
    tracked.push(state.tracked(mapIdx, pos));
  return {
    isProgArray: machine.isProgArray(mapIdx),
    keys,
    open: state.isOpen(mapIdx),
    owner: state.owner(mapIdx),
    tracked,
    slots: keys.map((_, slot) => state.slot(mapIdx, slot)),
  };
}

function progFacts(machine: Machine, state: State, progIdx: number): ProgFacts {
  return {
    state: state.progState(progIdx),
    fd: state.progWord(progIdx, 'fd'),
    refs: state.progWord(progIdx, 'refs'),
    image: state.progWord(progIdx, 'image'),
    runs: state.progWord(progIdx, 'runs'),
    trackingMaps: machine.trackingMaps(progIdx),
    fixups: machine.fixupOrder(progIdx).map((pokeIdx) => machine.descId(progIdx, pokeIdx)),
  };
}

function descFacts(machine: Machine, state: State, progIdx: number): DescFacts[] {
  return machine.pokeTab(progIdx).map(({ mapIdx, key, bypassOff }, pokeIdx) => ({
    progIdx,
    pokeIdx,
    mapIdx,
    slot: state.slotOf(mapIdx, key),
    stable: state.isStable(progIdx, pokeIdx),
    targetId: machine.siteId({ progIdx, pokeIdx, which: 'target' }),
    bypassId: bypassOff === null ? null : machine.siteId({ progIdx, pokeIdx, which: 'bypass' }),
  }));
}

function sitesOf(machine: Machine, state: State, progIdx: number): SiteFacts[] {
  const { jit } = at(machine.input.progs, progIdx);
  return machine.pokeTab(progIdx).flatMap(({ funcIdx, targetOff, bypassOff }, pokeIdx) => {
    const facts = (which: SiteRef['which'], off: number): SiteFacts => {
      const site = { progIdx, pokeIdx, which };
      return {
        site,
        descId: machine.descId(progIdx, pokeIdx),
        bytes: state.site(site),
        empty: packFive(at(jit?.funcs ?? [], funcIdx).bytes, off),
        insns: insnsAt(machine, state, site),
      };
    };
    const target = facts('target', targetOff);
    return bypassOff === null ? [target] : [target, facts('bypass', bypassOff)];
  });
}

function insnsAt(machine: Machine, state: State, site: SiteRef): SiteFacts['insns'] {
  const turn = new Turn(machine, new State(machine.layout, state.words.slice()), machine.worker);
  turn.frame.set('progIdx', site.progIdx);
  turn.frame.set('pokeIdx', site.pokeIdx);
  turn.frame.set('which', site.which === 'target' ? 0 : 1);
  return new Map(allInsns(machine, site).map((word) => [word, insnBytes(turn, word)]));
}
