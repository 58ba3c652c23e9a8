// Which moves are enough: where one actor's next moves clash with nothing that the others can do before it moves
// again, only these are taken. README.md has the conditions and why verdicts and final outcomes stay.

import {
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

type MutableFootprint = { -readonly [Field in keyof Footprint]: Footprint[Field] };

/** Number of the first map's lock among lock holders. */
const FIRST_MAP = 2;

/** What is known of one actor by the value of its part. */
interface ActorMemory {
  readonly actor: number;
  readonly part: number;
  readonly wait: Memory<OwnWait>;
  /** By the maps that are locked, futures. */
  readonly futures: Map<number, Memory<Footprint>>;
}

export class Reduction {
  /** The moves that `choose` has chosen. */
  first = 0;
  end = 0;
  private readonly own: MutableFootprint = { ...NO_FOOTPRINT };
  private readonly future: MutableFootprint = { ...NO_FOOTPRINT };
  private readonly space: StateSpace;
  private readonly mayHalt: boolean;
  private readonly actors: readonly ActorMemory[];
  private readonly worker: number;
  private readonly quiet = new Memory<boolean>();
  private readonly holders = new Memory<readonly number[]>();
  private readonly int3 = new Memory<boolean>();
  private readonly ipis = new Memory<number>();
  private readonly readers = new Memory<readonly number[]>();

  /** `mayHalt`: it is known that an update can run into a BUG, which stops everybody. */
  constructor(space: StateSpace, mayHalt: boolean) {
    this.space = space;
    this.mayHalt = mayHalt;
    this.worker = space.machine.worker;
    this.actors = space.actors.map(({ actor, part }) => ({
      actor,
      part,
      wait: new Memory(),
      futures: new Map(),
    }));
  }

  /**
   * Looks for moves that are enough among `moves` from `from` up to `end`, all of a state's: `first` and `end` then say
   * which to take. `isOnWay`: a move leads to a state that the search is in already. True if some are left out.
   */
  choose(
    ids: Int32Array,
    moves: readonly Move[],
    from: number,
    end: number,
    isOnWay: (move: Move) => boolean,
  ): boolean {
    for (let first = from; first < end; first = this.end) {
      this.first = first;
      this.end = first + 1;
      const actor = moves[first]?.actor ?? -1;
      while (this.end < end && moves[this.end]?.actor === actor) this.end++;
      if (first === from && this.end === end) break;
      if (!this.isAlone(ids, moves, actor)) continue;
      let isFree = true;
      for (let idx = this.first; idx < this.end; idx++) {
        const move = moves[idx];
        if (move !== undefined && isOnWay(move)) isFree = false;
      }
      if (isFree) return this.end - this.first < end - from;
    }
    this.first = from;
    this.end = end;
    return false;
  }

  /** True if an actor's moves are enough; IPIs, which stand in front, are then left out where they do not matter. */
  private isAlone(ids: Int32Array, moves: readonly Move[], actor: number): boolean {
    let steps = this.first;
    while (steps < this.end && isIpi(moves[steps])) steps++;
    if (steps === this.end) return false;
    clear(this.own);
    for (let idx = steps; idx < this.end; idx++) {
      const footprint = moves[idx]?.footprint ?? null;
      if (footprint === null) return false;
      add(this.own, footprint);
    }
    const ipis = this.first;
    // Taking an IPI changes the CPU: it cannot matter to steps that do not. But who waits for it then goes on.
    if (this.own.writeCpus === 0) {
      this.first = steps;
      if (this.isFree(ids, actor, ipis < steps)) return true;
      if (ipis === steps) return false;
      this.first = ipis;
    }
    for (let idx = ipis; idx < steps; idx++) {
      const footprint = moves[idx]?.footprint ?? null;
      if (footprint === null) return false;
      add(this.own, footprint);
    }
    return this.isFree(ids, actor, false);
  }

  /** True if the moves in `own` clash with nothing of the others; `takesIpi`: the actor may yet take its IPI first. */
  private isFree(ids: Int32Array, actor: number, takesIpi: boolean): boolean {
    return this.gatherOthers(ids, actor, takesIpi) && !clash(this.own, this.future);
  }

  /** Everything that all others may do while an actor stands still, to `future`; false if that is anything. */
  private gatherOthers(ids: Int32Array, actor: number, takesIpi: boolean): boolean {
    const { future, actors } = this;
    if (actor !== this.worker && !this.part(ids, PART.kernel, this.quiet, isQuiet)) return false;
    const holders = this.part(ids, PART.kernel, this.holders, lockHolders);
    const still = this.standingStill(ids, actor, holders, takesIpi);
    const held = heldBy(still, holders);
    clear(future);
    let handles = this.part(ids, PART.text, this.int3, hasInt3);
    for (let pos = 0; pos < actors.length; pos++) {
      const other = actors[pos];
      if (other === undefined || other.actor === actor) continue;
      handles ||= this.waitOf(ids, other).isInHandler;
      if (other.actor === this.worker) continue;
      if ((still >>> other.actor) & 1) {
        // It may have an IPI to take.
        future.readCpus |= 1 << other.actor;
        future.writeCpus |= 1 << other.actor;
      } else add(future, this.futureOf(ids, other, held));
    }
    if (isEverything(future)) return false;
    // Only who stores can write an int3.
    if (!handles && future.writeSites === 0) withoutHandler(future);
    return true;
  }

  /** Actors, a bit each, that cannot go on as long as this one does not. */
  private standingStill(
    ids: Int32Array,
    actor: number,
    holders: readonly number[],
    takesIpi: boolean,
  ): number {
    const ipis = takesIpi ? 0 : this.part(ids, PART.ipis, this.ipis, pendingIpis);
    const readers = this.part(ids, PART.readers, this.readers, awaitedReaders);
    let still = 1 << actor;
    for (let before = 0; before !== still; ) {
      before = still;
      for (let pos = 0; pos < this.actors.length; pos++) {
        const other = this.actors[pos];
        if (other === undefined) continue;
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
    const { mayHalt } = this;
    return futures.get(ids[memory.part] ?? 0, () =>
      futureFootprint(machine, this.space.words(ids), memory.actor, { held, mayHalt }),
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

function isIpi(move: Move | undefined): boolean {
  return move !== undefined && actionKind(move.action) === 'ipi';
}

/** Maps that are locked by those who stand still, a bit each. */
function heldBy(still: number, holders: readonly number[]): number {
  let held = 0;
  for (let lock = FIRST_MAP; lock < holders.length && lock < FIRST_MAP + 31; lock++) {
    const holder = holders[lock] ?? -1;
    if (holder >= 0 && ((still >>> holder) & 1) === 1) held |= 1 << (lock - FIRST_MAP);
  }
  return held;
}

function clear(footprint: MutableFootprint): void {
  footprint.reads = 0;
  footprint.writes = 0;
  footprint.readSites = 0;
  footprint.writeSites = 0;
  footprint.readCpus = 0;
  footprint.writeCpus = 0;
}

function add(to: MutableFootprint, more: Footprint): void {
  to.reads |= more.reads;
  to.writes |= more.writes;
  to.readSites |= more.readSites;
  to.writeSites |= more.writeSites;
  to.readCpus |= more.readCpus;
  to.writeCpus |= more.writeCpus;
}
