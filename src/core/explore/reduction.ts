// Which moves are enough: where one actor's next moves clash with nothing that the others can do before it moves
// again, only these are taken. README.md has the conditions and why verdicts and final outcomes stay.

import {
  ALL_PLACES,
  actionKind,
  awaitedReaders,
  clash,
  type Footprint,
  futureFootprint,
  hasInt3,
  isEverything,
  isQuiet,
  lockHolders,
  type MachineState,
  NO_FOOTPRINT,
  type OwnWait,
  ownWait,
  PART,
  pendingIpis,
  union,
  withoutHandler,
} from '../machine/index.ts';
import type { Move } from './move-table.ts';
import type { StateSpace } from './space.ts';

/** What is computed once for each value of a part. */
class Memory<T> {
  private readonly known: (T | undefined)[] = [];

  get(value: number, make: () => T): T {
    const found = this.known[value];
    if (found !== undefined) return found;
    const made = make();
    this.known[value] = made;
    return made;
  }
}

/** What is known of one actor by the value of its part. */
interface ActorMemory {
  readonly actor: number;
  readonly part: number;
  readonly wait: Memory<OwnWait>;
  /** By the maps that are locked, futures. */
  readonly futures: Map<number, Memory<Footprint>>;
}

export class Reduction {
  private readonly space: StateSpace;
  private readonly actors: readonly ActorMemory[];
  private readonly worker: number;
  private readonly quiet = new Memory<boolean>();
  private readonly holders = new Memory<readonly number[]>();
  private readonly int3 = new Memory<boolean>();
  private readonly ipis = new Memory<number>();
  private readonly readers = new Memory<readonly number[]>();

  constructor(space: StateSpace) {
    this.space = space;
    this.worker = space.machine.worker;
    this.actors = space.actors.map(({ actor, part }) => ({
      actor,
      part,
      wait: new Memory(),
      futures: new Map(),
    }));
  }

  /** Moves to take from a state; `isOnWay`: a move leads to a state that the search is in already. */
  choose(
    ids: Int32Array,
    moves: readonly Move[],
    isOnWay: (move: Move) => boolean,
  ): readonly Move[] {
    for (let first = 0; first < moves.length; ) {
      const actor = moves[first]?.actor ?? -1;
      let end = first + 1;
      while (end < moves.length && moves[end]?.actor === actor) end++;
      const own = this.alone(ids, actor, moves.slice(first, end));
      first = end;
      if (own.length === 0 || own.length === moves.length) continue;
      if (!own.some(isOnWay)) return own;
    }
    return moves;
  }

  /** Those of an actor's moves that are enough; [] if none are. */
  private alone(ids: Int32Array, actor: number, moves: readonly Move[]): readonly Move[] {
    let all = NO_FOOTPRINT;
    const steps = moves.filter((move) => !isIpi(move));
    if (steps.length === 0) return [];
    for (const { footprint } of steps) {
      if (footprint === null) return [];
      all = union(all, footprint);
    }
    // Taking an IPI changes the CPU: it cannot matter to steps that do not.
    const own = all.writeCpus === 0 ? steps : moves;
    for (const { footprint } of own) all = footprint === null ? ALL_PLACES : union(all, footprint);
    return clash(all, this.others(ids, actor)) ? [] : own;
  }

  /** Everything that all others may do while an actor stands still. */
  private others(ids: Int32Array, actor: number): Footprint {
    const holders = this.part(ids, PART.kernel, this.holders, lockHolders);
    const still = this.standingStill(ids, actor, holders);
    let held = 0;
    for (let lock = 2; lock < holders.length && lock < 33; lock++) {
      if ((still >>> (holders[lock] ?? 31)) & 1 && holders[lock] !== -1) held |= 1 << (lock - 2);
    }
    let future = NO_FOOTPRINT;
    let handles = this.part(ids, PART.text, this.int3, hasInt3);
    for (const other of this.actors) {
      if (other.actor !== actor) handles ||= this.waitOf(ids, other).isInHandler;
      if (other.actor === this.worker || other.actor === actor) continue;
      future = union(
        future,
        (still >>> other.actor) & 1 ? ownCpu(other.actor) : this.futureOf(ids, other, held),
      );
    }
    const isIdle = actor === this.worker || this.part(ids, PART.kernel, this.quiet, isQuiet);
    if (!isIdle || isEverything(future) || this.mayFree(ids, still)) return ALL_PLACES;
    // Only who stores can write an int3.
    return handles || future.writeSites !== 0 ? future : withoutHandler(future);
  }

  /** Actors, a bit each, that cannot go on as long as this one does not. */
  private standingStill(ids: Int32Array, actor: number, holders: readonly number[]): number {
    const ipis = this.part(ids, PART.ipis, this.ipis, pendingIpis);
    const readers = this.part(ids, PART.readers, this.readers, awaitedReaders);
    let still = 1 << actor;
    for (let before = 0; before !== still; ) {
      before = still;
      for (const other of this.actors) {
        const wait = this.waitOf(ids, other);
        const holder = holders[wait.lock] ?? -1;
        const isStill =
          (wait.lock !== 0 && holder >= 0 && ((still >>> holder) & 1) === 1) ||
          (wait.forIpis && ((ipis >>> actor) & 1) === 1) ||
          (wait.forReaders && (((readers[other.actor] ?? 0) >>> actor) & 1) === 1);
        if (isStill) still |= 1 << other.actor;
      }
    }
    return still;
  }

  /** True if somebody who can move may yet load, unload or close something. */
  private mayFree(ids: Int32Array, still: number): boolean {
    return this.actors.some((other) => {
      if (other.actor === this.worker || (still >>> other.actor) & 1) return false;
      return isEverything(this.futureOf(ids, other, 0));
    });
  }

  private waitOf(ids: Int32Array, memory: ActorMemory): OwnWait {
    const { machine } = this.space;
    const look = (): OwnWait => ownWait(machine, this.space.words(ids), memory.actor);
    return memory.wait.get(ids[memory.part] ?? 0, look);
  }

  private futureOf(ids: Int32Array, memory: ActorMemory, held: number): Footprint {
    let futures = memory.futures.get(held);
    if (futures === undefined) {
      futures = new Memory();
      memory.futures.set(held, futures);
    }
    const { machine } = this.space;
    return futures.get(ids[memory.part] ?? 0, () =>
      futureFootprint(machine, this.space.words(ids), memory.actor, held),
    );
  }

  /** What a part says, by its value. */
  private part<T>(
    ids: Int32Array,
    part: number,
    memory: Memory<T>,
    look: (machine: StateSpace['machine'], words: MachineState) => T,
  ): T {
    return memory.get(ids[part] ?? 0, () => look(this.space.machine, this.space.words(ids)));
  }
}

function isIpi({ action }: Move): boolean {
  return actionKind(action) === 'ipi';
}

/** Who stands still may have an IPI to take. */
function ownCpu(actor: number): Footprint {
  return { ...NO_FOOTPRINT, readCpus: 1 << actor, writeCpus: 1 << actor };
}
