// Whether each chain of tail calls sees its tables as they were at some one moment: what a run has met of a
// table (slot -> program), held against every content that the table has had.
// Authority: Linux prog_array_map_poke_run: an update changes one slot, then one site after the other, so nothing
// keeps a chain from taking one tail call before it and the next one after it.

import {
  actorName,
  type Machine,
  type MachineEvent,
  type MachineNames,
  type MachineState,
  namedSlots,
  namesOf,
  progName,
  type SiteRef,
  type Step,
  slotName,
} from '../machine/index.ts';

const JMP = 0xe9;
const EMPTY = -1;

/** What a step shows of a table, or that a run begins or ends. */
type Sight =
  | { readonly kind: 'begin' | 'end'; readonly actor: number }
  | { readonly kind: 'see'; readonly actor: number; readonly slot: number; readonly prog: number }
  | { readonly kind: 'write'; readonly slot: number; readonly prog: number };

/** Slot by number, and the program that is there or EMPTY. */
type Content = readonly (readonly [slot: number, prog: number])[];

/** All that matters of the past. */
interface Past {
  /** By table: what it holds, and everything that it has held, each content once. */
  readonly tables: readonly { readonly now: Content; readonly known: readonly Content[] }[];
  /** By actor: what its chain has met; null outside of a run. */
  readonly seen: readonly (Content | null)[];
  /** What a chain met that no one moment has, in words; nothing is followed any more. */
  readonly mixed: string | null;
}

/** Follows the contents of tables and what chains meet; values and sights are known by numbers. */
export class Generations {
  private readonly machine: Machine;
  private readonly names: MachineNames;
  private readonly slots: readonly { readonly mapIdx: number; readonly key: number }[];
  private readonly pasts: Past[] = [];
  private readonly pastIds = new Map<string, number>();
  private readonly sights: (readonly Sight[])[] = [[]];
  private readonly sightIds = new Map<string, number>([['[]', 0]]);
  /** By `past` and `sight`: what follows. */
  private readonly known = new Map<string, number>();

  /** `zero`: the state at time zero; its past is number 0. */
  constructor(machine: Machine, zero: MachineState) {
    this.machine = machine;
    this.names = namesOf(machine.input);
    const slots = namedSlots(machine, zero);
    this.slots = slots;
    const tables = machine.input.maps.map((_, mapIdx) => {
      const now = slots.flatMap(
        (held, slot): Content => (held.mapIdx === mapIdx ? [[slot, held.progIdx ?? EMPTY]] : []),
      );
      return { now, known: [now] };
    });
    this.intern({ tables, seen: machine.actors.map(() => null), mixed: null });
  }

  /** Number of what a step shows; 0 for nothing. */
  sightOf(step: Step): number {
    const sights = step.events.flatMap((event) => this.sightsOf(step, event));
    const key = JSON.stringify(sights);
    let id = this.sightIds.get(key);
    if (id === undefined) {
      id = this.sights.push(sights) - 1;
      this.sightIds.set(key, id);
    }
    return id;
  }

  /** Number of the past behind a step that shows `sight`. */
  after(past: number, sight: number): number {
    if (sight === 0) return past;
    const key = `${past} ${sight}`;
    let next = this.known.get(key);
    if (next === undefined) {
      let value = this.pasts[past];
      for (const each of this.sights[sight] ?? []) value = value && this.take(value, each);
      next = value ? this.intern(value) : past;
      this.known.set(key, next);
    }
    return next;
  }

  /** What a chain met that no one moment has, in words; null as long as there is no such chain. */
  mixedIn(past: number): string | null {
    return this.pasts[past]?.mixed ?? null;
  }

  private sightsOf({ actor, events }: Step, event: MachineEvent): Sight[] {
    switch (event.kind) {
      case 'run-begin':
        return [{ kind: 'begin', actor }];
      case 'run-end':
        return [{ kind: 'end', actor }];
      case 'slot-write':
        return [{ kind: 'write', slot: this.slotOf(event), prog: event.new ?? EMPTY }];
      case 'slot-read':
        return [{ kind: 'see', actor, slot: this.slotOf(event), prog: event.value ?? EMPTY }];
      case 'fetch':
        if (event.effect !== 'jumps' && event.effect !== 'falls-through') return [];
        return this.passed(actor, event.site, event.effect === 'jumps', events);
      case 'int3-emulate':
        return this.passed(actor, event.site, event.bytes[0] === JMP, events);
      default:
        return [];
    }
  }

  /** A site tells of its slot, but for a bypass that lets through: then the target does. */
  private passed(
    actor: number,
    site: SiteRef,
    jumps: boolean,
    events: readonly MachineEvent[],
  ): Sight[] {
    const isBypass = site.which === 'bypass';
    if (isBypass && !jumps) return [];
    const call = events.find((event) => event.kind === 'tail-call');
    const taken = !isBypass && jumps && call?.kind === 'tail-call' ? call.progIdx : EMPTY;
    const slot = this.slotOf(this.machine.poke(site.progIdx, site.pokeIdx));
    return [{ kind: 'see', actor, slot, prog: taken }];
  }

  private slotOf({ mapIdx, key }: { readonly mapIdx: number; readonly key: number }): number {
    return this.slots.findIndex((slot) => slot.mapIdx === mapIdx && slot.key === key);
  }

  private take(past: Past, sight: Sight): Past {
    if (past.mixed !== null) return past;
    switch (sight.kind) {
      case 'begin':
      case 'end':
        return { ...past, seen: past.seen.with(sight.actor, sight.kind === 'begin' ? [] : null) };
      case 'write':
        return this.write(past, sight.slot, sight.prog);
      default:
        return this.see(past, sight.actor, [sight.slot, sight.prog]);
    }
  }

  private write(past: Past, slot: number, prog: number): Past {
    const mapIdx = this.slots[slot]?.mapIdx ?? -1;
    const table = past.tables[mapIdx];
    if (!table) return past;
    const now = table.now.map((held): Content[number] => (held[0] === slot ? [slot, prog] : held));
    const isNew = !table.known.some((content) => isSame(content, now));
    const known = isNew ? [...table.known, now] : table.known;
    return { ...past, tables: past.tables.with(mapIdx, { now, known }) };
  }

  private see(past: Past, actor: number, met: Content[number]): Past {
    const before = past.seen[actor];
    // A protocol that reads a slot is no chain.
    if (!before || before.some((other) => isSame([other], [met]))) return past;
    const seen = [...before, met].sort(([a, x], [b, y]) => a - b || x - y);
    const mapIdx = this.slots[met[0]]?.mapIdx ?? -1;
    const inTable = seen.filter(([slot]) => this.slots[slot]?.mapIdx === mapIdx);
    const known = past.tables[mapIdx]?.known ?? [];
    const wasSo = known.some((content) =>
      inTable.every((each) => content.some((held) => isSame([held], [each]))),
    );
    if (wasSo) return { ...past, seen: past.seen.with(actor, seen) };
    return { tables: [], seen: [], mixed: this.words(actor, inTable) };
  }

  private words(actor: number, seen: Content): string {
    const met = seen.map(([slot, prog]) => {
      const { mapIdx, key } = this.slots[slot] ?? { mapIdx: 0, key: 0 };
      const held = prog === EMPTY ? 'empty' : progName(this.names, prog);
      return `${slotName(this.names, mapIdx, key)} as ${held}`;
    });
    return `${actorName(this.names, actor)}'s chain meets ${met.join(' and ')}: at no one moment was that so`;
  }

  private intern(past: Past): number {
    const known = past.tables.map(({ now, known: all }) => [now, all.map(String).sort()]);
    const key = JSON.stringify([known, past.seen, past.mixed]);
    const id = this.pastIds.get(key);
    if (id !== undefined) return id;
    this.pastIds.set(key, this.pasts.length);
    return this.pasts.push(past) - 1;
  }
}

function isSame(a: Content, b: Content): boolean {
  return a.length === b.length && a.every((each, idx) => String(each) === String(b[idx]));
}
