// What a step or an end breaks, by property.
// Authority: the verdicts and events of core/machine; nothing is decided here that a step does not say.

import {
  actorName,
  callName,
  disagreements,
  lastRetval,
  type Machine,
  type MachineEvent,
  type MachineNames,
  type MachineState,
  mapInFlight,
  namedSlots,
  namesOf,
  progName,
  type Step,
  siteName,
  slotName,
  verdictSentence,
} from '../machine/index.ts';
import { PROPERTY_IDS, type PropertyId } from './properties.ts';
import type { ExploreExpect, Outcome } from './types.ts';

const EBUSY = 16;

/** A failure by property and words. */
export interface Fault {
  readonly property: PropertyId;
  readonly message: string;
}

export type Ending = Pick<Outcome, 'retvals' | 'slots' | 'expected'>;

function isProperty(name: string): name is PropertyId {
  return (PROPERTY_IDS as readonly string[]).includes(name);
}

export class Judge {
  /** Failures by number. */
  readonly faults: Fault[] = [];
  /** Why the search cannot answer for all runs: what steps needed and is not modelled. */
  readonly notModelled = new Set<string>();
  private readonly machine: Machine;
  private readonly names: MachineNames;
  private readonly expects: readonly ExploreExpect[];
  private readonly properties: ReadonlySet<PropertyId>;
  private readonly numbers = new Map<string, number>();

  constructor(
    machine: Machine,
    expects: readonly ExploreExpect[],
    properties: readonly PropertyId[],
  ) {
    this.machine = machine;
    this.names = namesOf(machine.input);
    this.expects = expects;
    this.properties = new Set(properties);
  }

  /** Numbers of the failures that a step is. */
  step(step: Step, before: MachineState, after: MachineState): number[] {
    const found: number[] = [];
    for (const event of step.events) {
      const fault = this.ofEvent(step.actor, event);
      if (fault !== null) this.add(fault, found);
    }
    const left = mapInFlight(this.machine, before, step.actor);
    if (left >= 0 && mapInFlight(this.machine, after, step.actor) !== left) {
      this.agreement(after, left, found);
    }
    return found;
  }

  /** Numbers of the failures that a state without moves is; `stuck`: why something is left to do there. */
  end(stuck: string | null, ending: Ending, isCut: boolean): number[] {
    const found: number[] = [];
    if (stuck?.startsWith('deadlock')) this.add({ property: 'deadlock', message: stuck }, found);
    const broken = isCut ? [] : this.broken(ending);
    for (const message of broken) this.add({ property: 'expect', message }, found);
    return found;
  }

  /** Failures of the state at time zero itself. */
  start(words: MachineState): number[] {
    const found: number[] = [];
    this.machine.input.maps.forEach((_, mapIdx) => {
      if (this.machine.isProgArray(mapIdx)) this.agreement(words, mapIdx, found);
    });
    return found;
  }

  /** What a state without moves has come to. */
  ending(words: MachineState): Ending {
    const { machine } = this;
    const ending = {
      retvals: machine.actorOf.map((actor) => ({
        actor,
        value: lastRetval(machine, words, actor),
      })),
      slots: namedSlots(machine, words),
    };
    return { ...ending, expected: this.broken(ending).length === 0 };
  }

  /** A number for a failure that no single step is. */
  number(fault: Fault): number | null {
    const found: number[] = [];
    this.add(fault, found);
    return found[0] ?? null;
  }

  private add(fault: Fault, found: number[]): void {
    if (!this.properties.has(fault.property)) return;
    const key = `${fault.property} ${fault.message}`;
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.faults.length;
      this.faults.push(fault);
      this.numbers.set(key, number);
    }
    if (!found.includes(number)) found.push(number);
  }

  private ofEvent(actor: number, event: MachineEvent): Fault | null {
    switch (event.kind) {
      case 'bug':
        return { property: 'bug', message: event.message };
      case 'halt':
        this.notModelled.add(event.message);
        return null;
      case 'poke-end':
        if (event.ret !== -EBUSY) return null;
        return {
          property: 'unexpected-bytes',
          message: `${siteName(this.names, event.site)} does not hold the bytes that ${actorName(this.names, actor)} expects there: text_poke returns -EBUSY`,
        };
      case 'verdict': {
        const message = verdictSentence(actorName(this.names, actor), event, this.names);
        if (isProperty(event.verdict)) return { property: event.verdict, message };
        this.notModelled.add(message);
        return null;
      }
      default:
        return null;
    }
  }

  private agreement(words: MachineState, mapIdx: number, found: number[]): void {
    for (const { progIdx, pokeIdx } of disagreements(this.machine, words, mapIdx)) {
      const { key } = this.machine.poke(progIdx, pokeIdx);
      const call = callName(this.names, progIdx, pokeIdx);
      const slot = slotName(this.names, mapIdx, key);
      this.add(
        {
          property: 'bytes-disagree',
          message: `${call} does not go where ${slot} says, although no update is under way`,
        },
        found,
      );
    }
  }

  /** Expectations that do not hold at an end. */
  private broken(ending: Omit<Ending, 'expected'>): string[] {
    return this.expects.flatMap((expect) => {
      const message = this.unmet(expect, ending);
      return message === null ? [] : [message];
    });
  }

  private unmet(expect: ExploreExpect, ending: Omit<Ending, 'expected'>): string | null {
    const { names } = this;
    if (expect.kind === 'retval') {
      const { actor } = expect;
      const value = ending.retvals.find((other) => other.actor === actor)?.value ?? null;
      if (expect.values.includes(value)) return null;
      const wanted = expect.values.join(' or ');
      const who = actorName(names, actor);
      return value === null
        ? `the last run on ${who} never returned; ${wanted} was expected`
        : `${who} returned ${value}, not ${wanted}`;
    }
    const { mapIdx, key } = expect;
    const slot = ending.slots.find((other) => other.mapIdx === mapIdx && other.key === key);
    const progIdx = slot?.progIdx ?? null;
    if (expect.values.includes(progIdx)) return null;
    const word = (value: number | null): string =>
      value === null ? 'none' : progName(names, value);
    return `${slotName(names, mapIdx, key)} holds ${word(progIdx)} at the end, not ${expect.values.map(word).join(' or ')}`;
  }
}
