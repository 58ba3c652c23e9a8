// A lab as the page opens it: its script, then on by taking turns.

import { assert } from '../../../src/core/base/index.ts';
import {
  type CpuState,
  createReplay,
  type MachineEvent,
  type MachineInput,
  type MachineView,
  machineActors,
  namesOf,
  narrate,
  Session,
  type Step,
} from '../../../src/core/machine/index.ts';
import { compile, type LabResult } from '../../../src/core/pipeline/index.ts';
import { type BuiltinLab, LABS } from '../../../src/labs/index.ts';

export interface OpenedLab {
  readonly lab: BuiltinLab;
  readonly result: LabResult;
  readonly input: MachineInput;
  readonly steps: readonly Step[];
  /** Steps before time zero. */
  readonly zero: number;
  /** Behind the step that the lab opens at. */
  readonly cursor: number;
}

export function labOf(id: string): BuiltinLab {
  const lab = LABS.find((entry) => entry.id === id);
  assert(lab !== undefined, `no lab ${id}`);
  return lab;
}

/** The lab's text without the protocol or layout that it brings: the kernel's own is in force. */
export function withShippedProtocol({ text }: BuiltinLab): string {
  return text.replace(/^\.(?:protocol \w+|layout) \w+[^\n]*\n(?:\w[^]*)?/m, '');
}

/** The lab without what it is there to warn of: under the kernel's own protocol, or the cure that it ends with. */
export function withoutFault(lab: BuiltinLab): string {
  const cure = /\/\* The cure[^\n]*\n([^]*?)\*\//;
  return cure.test(lab.text) ? lab.text.replace(cure, '$1') : withShippedProtocol(lab);
}

export function openLab(lab: BuiltinLab): OpenedLab {
  const policy = lab.stopsThere ? null : 'fair';
  const result = compile(lab.text, { ...(lab.script && { script: lab.script }), policy });
  const { input, timeline, diagnostics } = result;
  assert(input !== null && timeline !== null, `${lab.id}: ${diagnostics[0]?.message}`);
  const { steps } = timeline;
  let left = lab.opensAt.nth;
  const opening = steps.findIndex(
    ({ events }) => events.some(({ kind }) => kind === lab.opensAt.event) && left-- === 0,
  );
  return { lab, result, input, steps, zero: timeline.zero, cursor: opening + 1 };
}

/** Events from time zero on. */
export function eventsOf<K extends MachineEvent['kind']>(
  { steps, zero }: OpenedLab,
  kind: K,
): Extract<MachineEvent, { kind: K }>[] {
  const all = steps.slice(zero).flatMap((step) => step.events);
  return all.filter((event): event is Extract<MachineEvent, { kind: K }> => event.kind === kind);
}

/** What each run returned, in order. */
export function retvalsOf(lab: OpenedLab): number[] {
  return eventsOf(lab, 'run-end').map((event) => event.retval);
}

/** The sentence under the timeline when the lab opens. */
export function openingSentence({ input, steps, cursor }: OpenedLab): string {
  const step = steps[cursor - 1];
  assert(step !== undefined, 'the lab has the step that it opens at');
  return narrate(step, namesOf(input), viewAt({ input, steps }, cursor));
}

export function viewAt(
  { input, steps }: Pick<OpenedLab, 'input' | 'steps'>,
  cursor: number,
): MachineView {
  return createReplay({ ...input, actors: machineActors(input) }, steps).at(cursor);
}

export function openingView(lab: OpenedLab): MachineView {
  return viewAt(lab, lab.cursor);
}

/** Number of an actor. */
export function actorOf({ input }: OpenedLab, name: string): number {
  return input.actors.findIndex((actor) => actor.name === name);
}

/** A CPU after `cursor` steps. */
export function cpuAt(lab: OpenedLab, cursor: number, name: string): CpuState {
  const cpu = new Session(lab.input, lab.steps).cpuAt(cursor, actorOf(lab, name));
  assert(cpu !== null, `${name} runs a program`);
  return cpu;
}
