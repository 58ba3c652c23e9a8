// What a moment of a run is, said twice: as a view has it from the events alone, and as the words of the state
// have it. The two must agree at every cursor of every run.

import { at } from '../../src/core/base/index.ts';
import {
  type CpuView,
  inspectCpu,
  type LockRef,
  type Machine,
  type MachineView,
} from '../../src/core/machine/index.ts';
import { CPU } from '../../src/core/machine/layout.ts';
import { actorsIn } from '../../src/core/machine/readers.ts';
import { State, slotValue } from '../../src/core/machine/state.ts';

export interface Facts {
  readonly progs: readonly string[];
  readonly slots: readonly (readonly (number | null)[])[];
  readonly stable: readonly (readonly boolean[])[];
  /** Lock, holder, waiters. */
  readonly locks: readonly string[];
  /** Number, flavour, purpose, readers still inside. */
  readonly gracePeriods: readonly string[];
  /** Of actors that run programs. */
  readonly cpus: readonly (Omit<CpuView, 'verdicts' | 'ipi'> & { readonly hasIpi: boolean })[];
  /** Actors inside a system call; what the worker does is no system call. */
  readonly busy: readonly number[];
}

/** -1 is text_mutex. */
function lockIdx(lock: LockRef): number {
  return lock.kind === 'text_mutex' ? -1 : lock.mapIdx;
}

function lockFact(lock: number, holder: number | null, waiters: readonly number[]): string {
  return `${lock} ${holder} ${waiters.toSorted((a, b) => a - b).join()}`;
}

export function factsOfView(machine: Machine, view: MachineView): Facts {
  return {
    progs: view.progs,
    slots: view.slots,
    stable: view.descs.map((descs) => descs.map((desc) => desc.stable)),
    locks: view.locks
      .map(({ lock, holder, waiters }) => lockFact(lockIdx(lock), holder, waiters))
      .toSorted(),
    gracePeriods: view.gracePeriods
      .map(({ ordinal, flavour, purpose, readers }) =>
        [ordinal, flavour, purpose, readers].join(' '),
      )
      .toSorted(),
    cpus: machine.actorOf.map((actor) => {
      const cpu = at(view.cpus, actor);
      const { run, mode, place, next, tailCalls, retval } = cpu;
      return { run, mode, place, next, tailCalls, retval, hasIpi: cpu.ipi !== null };
    }),
    busy: [...view.ops.keys()].filter((actor) => view.ops[actor] !== null),
  };
}

export function factsOfState(machine: Machine, words: Int32Array): Facts {
  const state = new State(machine.layout, words);
  const { maps, progs } = machine.input;
  const slot = (mapIdx: number, key: number): number | null => {
    const pos = state.slotOf(mapIdx, key);
    return pos < 0 ? null : slotValue(state.slot(mapIdx, pos));
  };
  return {
    progs: progs.map((_, progIdx) => state.progState(progIdx)),
    slots: maps.map(({ maxEntries }, mapIdx) =>
      machine.isProgArray(mapIdx)
        ? Array.from({ length: maxEntries }, (_, key) => slot(mapIdx, key))
        : [],
    ),
    stable: progs.map((_, progIdx) =>
      machine.pokeTab(progIdx).map((_desc, pokeIdx) => state.isStable(progIdx, pokeIdx)),
    ),
    locks: locksOf(machine, state),
    gracePeriods: gracePeriodsOf(machine, state),
    cpus: machine.actorOf.map((actor, cpuIdx) => cpuOf(machine, state, actor, cpuIdx)),
    busy: [...machine.actors.keys()].filter(
      (actor) => actor !== machine.worker && machine.isBusy(words, actor),
    ),
  };
}

function locksOf(machine: Machine, state: State): string[] {
  return [-1, ...machine.input.maps.keys()]
    .flatMap((lock) => {
      const holder = state.holder(lock < 0 ? null : lock);
      const waiters = [...machine.actors.keys()].filter(
        (actor) => state.frame(actor).get('sleepsOn') === lock + 2,
      );
      return holder === null && waiters.length === 0 ? [] : [lockFact(lock, holder, waiters)];
    })
    .toSorted();
}

function gracePeriodsOf(machine: Machine, state: State): string[] {
  const waits = [...machine.actors.keys()].flatMap((actor) => {
    const frame = state.frame(actor);
    if (frame.get('waiting') === 0) return [];
    const flavour = frame.get('trace') === 0 ? 'rcu' : 'tasks-trace';
    return [[frame.get('waiting'), flavour, 'wait', actorsIn(frame.get('readers'))].join(' ')];
  });
  const worker = state.frame(machine.worker);
  const callbacks = Array.from({ length: state.workCount }, (_, pos) => pos).flatMap((pos) => {
    const { kind, gracePeriod, flavour, readers } = state.work(pos);
    const isOver = worker.get('phase') !== 0 && worker.get('op') === pos;
    if (kind !== 'free' || isOver) return [];
    return [[gracePeriod, flavour, 'callback', actorsIn(readers)].join(' ')];
  });
  return [...waits, ...callbacks].toSorted();
}

function cpuOf(
  machine: Machine,
  state: State,
  actor: number,
  cpuIdx: number,
): Facts['cpus'][number] {
  const cpu = inspectCpu(machine, state.words, actor);
  if (!cpu) throw new Error(`actor ${actor} runs programs`);
  const word = (field: number): number =>
    state.words[(machine.layout.cpus[cpuIdx] ?? 0) + field] ?? 0;
  const prog = word(CPU.prog);
  return {
    run:
      prog === 0
        ? null
        : {
            progIdx: prog - 1,
            ordinal: word(CPU.ordinal),
            flavour: machine.flavourOf(prog - 1),
          },
    mode: cpu.mode,
    place: cpu.place,
    next: cpu.next,
    tailCalls: cpu.tailCalls,
    retval: word(CPU.runs) === 0 ? null : word(CPU.retval) >>> 0,
    hasIpi: ((state.ipis >>> actor) & 1) === 1,
  };
}

/** What CPUs and system calls have left in a state in which nobody has anything left to do. */
export function residue(machine: Machine, words: Int32Array): string[] {
  const { layout } = machine;
  const within = (name: string, from: number, end: number): string[] =>
    words.subarray(from, end).some((word) => word !== 0) ? [name] : [];
  return [
    ...within('unseen stores', layout.flux, layout.work),
    ...within('published site', layout.published, layout.published + 3),
    ...within('handlers', layout.handlers, layout.handlers + 1),
    ...within('IPIs', layout.ipis, layout.ipis + 2),
    ...within('text_mutex', layout.textMutex, layout.textMutex + 1),
    ...layout.maps.flatMap(({ mutex }) => within('poke_mutex', mutex, mutex + 1)),
    ...layout.frames.flatMap((frame) => within('frame', frame + 1, frame + machine.frameSize)),
    ...layout.cpus.flatMap((cpu) => within('registers', cpu, cpu + CPU.retval)),
  ];
}
