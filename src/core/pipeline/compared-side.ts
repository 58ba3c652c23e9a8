// One column of a comparison: a run of the lab under some protocols, in words and numbers.

import {
  createReplay,
  eventTitle,
  leadingEvent,
  type MachineEvent,
  type MachineInput,
  type MachineNames,
  machineActors,
  namesOf,
  narrate,
  type Replay,
  type SiteState,
  type Step,
  verdictTitle,
} from '../machine/index.ts';
import type { LabResult, Timeline } from './result.ts';

/** What one side did in one row. */
export interface ComparedStep {
  readonly actor: string;
  /** Number of its CPU; null for the kernel's worker. */
  readonly cpu: number | null;
  /** A few words, and the step in a sentence. */
  readonly title: string;
  readonly sentence: string;
  /** The statement of the protocol that ran, as written; null outside of protocols. */
  readonly statement: string | null;
  /** Of all descriptors behind the step, by program. */
  readonly sites: readonly SiteState[];
  /** Something went wrong in it. */
  readonly isFault: boolean;
}

/** A number that can be set against the other side's. */
export interface ComparedCounts {
  /** Calls of text_poke, and those that wrote. */
  readonly pokes: number;
  readonly changed: number;
  readonly stores: number;
  readonly syncs: number;
  readonly ipis: number;
  /** Grace periods that an updater waited for, and those that had readers to wait for. */
  readonly waits: number;
  readonly blocked: number;
  readonly steps: number;
}

export interface ComparedSide {
  /** What is in force: names of the protocols, the order of the pieces, the kernel. */
  readonly mapPoke: string;
  readonly textPoke: string;
  readonly layout: string;
  readonly kernel: string;
  /** Why there is no run: errors of the text under these protocols. */
  readonly refused: readonly string[];
  /** What went wrong in the run, in order; also what the lab expects and does not get. */
  readonly verdicts: readonly string[];
  /** What runs returned, by CPU in the order in which they returned. */
  readonly returns: readonly { readonly actor: string; readonly value: number }[];
  readonly counts: ComparedCounts;
}

export function refusedSide(result: LabResult): ComparedSide {
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
  const refused = errors.map(({ message }) => message);
  const none = {
    pokes: 0,
    changed: 0,
    stores: 0,
    syncs: 0,
    ipis: 0,
    waits: 0,
    blocked: 0,
    steps: 0,
  };
  return { ...inForce(result), refused, verdicts: [], returns: [], counts: none };
}

function inForce({ protocols, layout, profile }: LabResult) {
  return {
    mapPoke: protocols.mapPoke.name,
    textPoke: protocols.textPoke.name,
    layout: layout.name ?? layout.pieces.join(' '),
    kernel: [profile.version, ...profile.options].join(' '),
  };
}

export function comparedSide(
  result: LabResult,
  input: MachineInput,
  timeline: Timeline,
): ComparedSide {
  const steps = timeline.steps.slice(timeline.zero);
  const names = namesOf(input);
  const events = steps.flatMap((step) => step.events);
  return {
    ...inForce(result),
    refused: [],
    verdicts: [...faults(steps, names), ...afterwards(result, timeline)],
    returns: steps.flatMap(({ actor, events: own }) =>
      own.flatMap((event) =>
        event.kind === 'run-end' ? [{ actor: names.actors[actor] ?? '', value: event.retval }] : [],
      ),
    ),
    counts: countsOf(events, steps.length),
  };
}

function isFault({ kind }: MachineEvent): boolean {
  return kind === 'verdict' || kind === 'bug' || kind === 'halt';
}

function faults(steps: readonly Step[], names: MachineNames): string[] {
  return steps.flatMap(({ actor, events }) =>
    events.flatMap((event): string[] => {
      const who = names.actors[actor] ?? '';
      if (event.kind === 'verdict') return [`${who}: ${verdictTitle(event)}`];
      if (event.kind === 'bug' || event.kind === 'halt') return [`${who}: ${event.message}`];
      return [];
    }),
  );
}

/** A deadlock, and what `.expect` does not find; a BUG is there already. */
function afterwards({ diagnostics }: LabResult, { stopped, steps }: Timeline): string[] {
  const known = steps.at(-1)?.events.some(isFault) ?? false;
  const expects = diagnostics.filter(({ code }) => code.startsWith('expect/'));
  return [
    ...(stopped !== null && !known ? [stopped] : []),
    ...expects.map(({ message }) => message),
  ];
}

function countsOf(events: readonly MachineEvent[], steps: number): ComparedCounts {
  const count = (test: (event: MachineEvent) => boolean): number => events.filter(test).length;
  const isWait = (event: MachineEvent): boolean =>
    event.kind === 'rcu-begin' && event.purpose === 'wait';
  return {
    pokes: count(({ kind }) => kind === 'poke-end'),
    changed: count((event) => event.kind === 'poke-end' && event.ret === 0),
    stores: count(({ kind }) => kind === 'store'),
    syncs: count(({ kind }) => kind === 'sync'),
    ipis: count(({ kind }) => kind === 'ipi'),
    waits: count(isWait),
    blocked: count(
      (event) => event.kind === 'rcu-begin' && isWait(event) && event.readers.length > 0,
    ),
    steps,
  };
}

/** The steps without what says that they went wrong. */
export function mutedTimeline(timeline: Timeline): Timeline {
  const steps = timeline.steps.map((step) =>
    step.events.some(isFault)
      ? { ...step, events: step.events.filter((event) => !isFault(event)) }
      : step,
  );
  return { ...timeline, steps };
}

/** Says what any step of a run did. */
export class StepWords {
  private readonly result: LabResult;
  private readonly input: MachineInput;
  private readonly timeline: Timeline;
  private readonly names: MachineNames;
  private readonly replay: Replay;
  private readonly isMuted: boolean;

  /** Muted, it does not say that a state of a site must never be. */
  constructor(result: LabResult, input: MachineInput, timeline: Timeline, isMuted = false) {
    this.result = result;
    this.isMuted = isMuted;
    this.input = input;
    this.timeline = timeline;
    this.names = namesOf(input);
    this.replay = createReplay({ ...input, actors: machineActors(input) }, timeline.steps);
  }

  /** Of all descriptors after `cursor` steps. */
  sitesAt(cursor: number): SiteState[] {
    const states = this.replay.at(cursor).descs.flatMap((descs) => descs.map(({ state }) => state));
    return this.isMuted ? states.map((state) => (state === 'forbidden' ? 'nops' : state)) : states;
  }

  /** "entry", or "entry 2" where a program has several. */
  siteNames(): string[] {
    return this.input.progs.flatMap(({ name, jit }) => {
      const count = jit?.pokeTab.length ?? 0;
      return Array.from({ length: count }, (_, idx) => (count > 1 ? `${name} ${idx + 1}` : name));
    });
  }

  at(idx: number): ComparedStep | null {
    const step = this.timeline.steps[idx];
    if (step === undefined) return null;
    const told = leadingEvent(step);
    const { protocol } = step;
    const text = protocol?.role === 'text_poke' ? 'textPoke' : 'mapPoke';
    const { start, end } = protocol?.span ?? { start: 0, end: 0 };
    return {
      actor: this.names.actors[step.actor] ?? '',
      cpu: machineActors(this.input)[step.actor]?.cpu ?? null,
      title: told ? eventTitle(told, this.names) : '',
      sentence: narrate(step, this.names, this.replay.at(idx + 1)),
      statement:
        protocol && this.result.protocols[text].text.slice(start, end).replace(/\s+/g, ' '),
      sites: this.sitesAt(idx + 1),
      isFault: step.events.some(isFault),
    };
  }
}
