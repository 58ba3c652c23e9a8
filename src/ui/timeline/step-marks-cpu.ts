// Marks of what a CPU does inside a program: fetches, traps, tail calls, and how much ran unseen.

import type { FetchEffect, MachineEvent, Step } from '../../core/machine/index.ts';
import type { LabNames } from '../shared/lab-names.ts';
import type { StepMark } from './lane-model.ts';
import type { MarkShape } from './mark-shape.ts';

type EventOf<K extends MachineEvent['kind']> = Extract<MachineEvent, { kind: K }>;

/** What a site is called in a mark. */
type SiteNames = Pick<LabNames, 'siteMark'>;

const EFFECTS: Readonly<Record<FetchEffect, { word: string; shape: MarkShape; tone: string }>> = {
  'falls-through': { word: 'nop', shape: 'nop', tone: 'fetch' },
  jumps: { word: 'jmp', shape: 'jmp', tone: 'fetch' },
  traps: { word: 'int3', shape: 'trap', tone: 'int3' },
  torn: { word: 'torn', shape: 'torn', tone: 'bug' },
};

function find<K extends MachineEvent['kind']>(step: Step, kind: K): EventOf<K> | undefined {
  return step.events.find((event): event is EventOf<K> => event.kind === kind);
}

/** "P1 jmp +7": the words, with the instructions that ran on from there. */
function withInsns(words: string, step: Step): string[] {
  const insns = find(step, 'block')?.insns ?? 0;
  return insns > 0 ? [`${words} +${insns}`, words] : [words];
}

function fetchMark(step: Step, event: EventOf<'fetch'>, names: SiteNames): StepMark {
  const site = names.siteMark(event.site);
  const { word, shape, tone } = EFFECTS[event.effect];
  const old = event.age > 0 ? 'old ' : '';
  const call = find(step, 'tail-call');
  if (call) {
    const more = withInsns(`${site} tail call ${call.ordinal}`, step);
    return { tone: 'tail-call', label: site, more, shape: 'tail-call' };
  }
  return { tone, label: site, more: withInsns(`${site} ${old}${word}`, step), shape };
}

function emulateMark(step: Step, event: EventOf<'int3-emulate'>, names: SiteNames): StepMark {
  const call = find(step, 'tail-call');
  const what = call ? `tail call ${call.ordinal}` : names.siteMark(event.site);
  return { tone: 'int3', label: 'iret', more: [`emulate ${what}`, 'emulate'] };
}

function blockMark(step: Step, event: EventOf<'block'>): StepMark {
  const helper = find(step, 'helper');
  const label = `${event.insns}`;
  if (helper && event.next !== 'none') {
    return { tone: 'block', label, more: [`${helper.name} ${label}`, `${label} insns`] };
  }
  return { tone: 'block', label, more: [`${label} insns`] };
}

/** What only a CPU inside a program does, or to one; asked first, as most steps are none of it. */
const OF_CPUS: ReadonlySet<MachineEvent['kind']> = new Set([
  'verdict',
  'fetch',
  'int3-emulate',
  'int3-claim',
  'ipi',
  'run-begin',
  'run-end',
  'block',
]);

/** The mark of a step inside a program; null for all other steps. */
export function cpuMark(step: Step, names: SiteNames): StepMark | null {
  if (!step.events.some(({ kind }) => OF_CPUS.has(kind))) return null;
  const verdict = find(step, 'verdict');
  if (verdict) return { tone: 'verdict', label: 'wrong', shape: 'verdict' };
  const fetch = find(step, 'fetch');
  if (fetch) return fetchMark(step, fetch, names);
  const emulate = find(step, 'int3-emulate');
  if (emulate) return emulateMark(step, emulate, names);
  if (find(step, 'int3-claim')) return { tone: 'int3', label: 'trap', more: ['handler'] };
  if (find(step, 'ipi')) return { tone: 'ipi', label: 'IPI', shape: 'ipi' };
  if (find(step, 'run-begin')) return { tone: 'run', label: 'in', more: withInsns('enter', step) };
  if (find(step, 'run-end')) return { tone: 'run', label: 'ret', more: ['return'] };
  const slot = find(step, 'slot-read');
  const call = find(step, 'tail-call');
  if (call) {
    const more = withInsns(`tail call ${call.ordinal}`, step);
    return { tone: 'tail-call', label: `${call.ordinal}`, more, shape: 'tail-call' };
  }
  if (slot) return { tone: 'slot', label: 'slot', more: withInsns('load slot', step) };
  const value = find(step, 'value-access');
  if (value) return { tone: 'slot', label: 'val', more: withInsns(value.access, step) };
  const block = find(step, 'block');
  return block ? blockMark(step, block) : null;
}
