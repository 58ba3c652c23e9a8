// What the table of events says about a step beside its sentence, and which steps a search finds.

import type { MachineEvent, Step } from '../../core/machine/index.ts';
import { toldEvent } from '../../store/sentences.ts';
import { EVENT_WORDS } from '../schedule/event-kinds.ts';
import type { LabNames } from '../shared/lab-names.ts';

export type EventKind = MachineEvent['kind'];

/** What the user looks for; all of it must hold. */
export interface EventQuery {
  /** Words, in any order. */
  readonly text: string;
  readonly kind: EventKind | 'all';
  /** Index of an actor. */
  readonly actor: number | 'all';
}

export const NO_QUERY: EventQuery = { text: '', kind: 'all', actor: 'all' };

export function isBlank({ text, kind, actor }: EventQuery): boolean {
  return text.trim() === '' && kind === 'all' && actor === 'all';
}

/** The kind of a step: that of the event that its sentence is about. */
export function kindOf(step: Step | undefined): EventKind | null {
  return (step && toldEvent(step)?.kind) ?? null;
}

/** The kinds of a step in words, the one that its sentence is about first. */
export function kindWords(step: Step): string {
  const kind = kindOf(step);
  const others = new Set(step.events.map((event) => event.kind).filter((each) => each !== kind));
  const words = kind === null ? [] : [EVENT_WORDS[kind]];
  return [...words, ...[...others].map((each) => EVENT_WORDS[each])].join(', ');
}

/** Site, slot, lock or program that an event is about; '' if it names none. */
function placeOfEvent(event: MachineEvent, names: LabNames): string {
  if ('site' in event && event.site) return names.site(event.site);
  if ('pokeIdx' in event) return names.desc(event.progIdx, event.pokeIdx);
  if ('lock' in event) return names.lock(event.lock);
  if ('key' in event && event.key >= 0) return names.slot(event.mapIdx, event.key);
  if ('op' in event && 'key' in event.op) return names.slot(event.op.mapIdx, event.op.key);
  if ('op' in event && 'progIdx' in event.op) return names.prog(event.op.progIdx);
  if ('progIdx' in event && event.progIdx !== null) return names.prog(event.progIdx);
  if ('mapIdx' in event) return names.progArray(event.mapIdx);
  return '';
}

/** Where a step took place: by its telling event, else by any other. */
export function placeOf(step: Step, names: LabNames): string {
  const told = toldEvent(step);
  const place = told ? placeOfEvent(told, names) : '';
  if (place !== '') return place;
  return step.events.map((event) => placeOfEvent(event, names)).find((each) => each !== '') ?? '';
}

/** Kinds that occur in a run, in the order of the picker. */
export function kindsIn(steps: readonly Step[]): EventKind[] {
  const found = new Set<EventKind>();
  for (const { events } of steps) for (const { kind } of events) found.add(kind);
  return (Object.keys(EVENT_WORDS) as EventKind[]).filter((kind) => found.has(kind));
}

/** Steps that a query finds, ascending. `textOf` gives a step's words in lower case; null: not read yet. */
export function findSteps(
  steps: readonly Step[],
  { text, kind, actor }: EventQuery,
  textOf: (step: number) => string | null,
): number[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found: number[] = [];
  for (let nth = 0; nth < steps.length; nth++) {
    const step = steps[nth];
    if (!step) break;
    if (actor !== 'all' && step.actor !== actor) continue;
    if (kind !== 'all' && !step.events.some((event) => event.kind === kind)) continue;
    if (words.length > 0) {
      const own = textOf(nth);
      if (own === null) break;
      if (!words.every((word) => own.includes(word))) continue;
    }
    found.push(nth);
  }
  return found;
}

/** The nearest step of a kind behind or before step `from`; null if there is none. */
export function nextOfKind(
  steps: readonly Step[],
  from: number,
  kind: EventKind,
  way: 'next' | 'previous',
): number | null {
  const stride = way === 'next' ? 1 : -1;
  for (let nth = from + stride; nth >= 0 && nth < steps.length; nth += stride) {
    if (kindOf(steps[nth]) === kind) return nth;
  }
  return null;
}
