// One plain sentence for each step, for the page and for screen readers.
// Authority: the facts of the events; nothing here decides anything.

import type { MachineEvent, Step } from './event.ts';
import {
  actorName,
  callName,
  hasNoJit,
  isInterpreted,
  lockName,
  type MachineNames,
  mapName,
  opText,
  progName,
  slotName,
} from './names.ts';
import { cpuSentence, listOf } from './narrate-cpu.ts';
import { pokeSentence } from './narrate-poke.ts';
import type { MachineView } from './view.ts';

type Kind = MachineEvent['kind'];
type EventOf<K extends Kind> = Extract<MachineEvent, { kind: K }>;

/** Kinds that say the most about a step, first; the rest only accompany them. */
const LEADING: readonly Kind[] = [
  'bug',
  'halt',
  'verdict',
  'lock-wait',
  'run-begin',
  'run-end',
  'int3',
  'int3-emulate',
  'fetch',
  'slot-read',
  'value-access',
  'op-begin',
  'op-end',
  'track',
  'untrack',
  'poke-end',
  'desc-begin',
  'desc-end',
  'rcu-begin',
  'prog',
  'owner',
];

/** Why a system call fails, by op and errno. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['2', 'ENOENT: the slot was empty, though the poke run was made all the same'],
  ['7', 'E2BIG: the key is not below max_entries'],
  ['9', 'EBADF: there is no such open file descriptor'],
  ['22', "EINVAL: the program does not match the map's owner"],
]);

/**
 * The step in a sentence. `view` is the machine after the step; with it the sentence also says
 * which state (empty, armed, live, forbidden) a tail call has reached.
 */
export function narrate(step: Step, names: MachineNames, view: MachineView | null = null): string {
  const event = leadingEvent(step);
  if (!event) return 'Nothing that others can see happens.';
  return sentence(step, event, names, view);
}

/** The event that says the most about a step; null if it has none. */
export function leadingEvent(step: Step): MachineEvent | null {
  for (const kind of LEADING) {
    const found = step.events.find((event) => event.kind === kind);
    if (found) return found;
  }
  return step.events[0] ?? null;
}

function sentence(
  step: Step,
  event: MachineEvent,
  names: MachineNames,
  view: MachineView | null,
): string {
  const who = actorName(names, step.actor);
  switch (event.kind) {
    case 'op-begin':
      return opBegin(who, step, event, names);
    case 'op-end':
      return opEnd(step, event, names);
    case 'lock':
      return `${who} takes ${lockName(names, event.lock)}; ${lockMeaning(event)}.`;
    case 'unlock':
      return `${who} releases ${lockName(names, event.lock)}.`;
    case 'slot-write':
      return slotWrite(who, event, names);
    case 'poke-run-begin':
      if (hasNoJit(names))
        return `${who} begins the poke run for ${slotName(names, event.mapIdx, event.key)}: without the JIT no program has a site, so nothing is poked.`;
      return `${who} begins the poke run: direct tail calls through ${slotName(names, event.mapIdx, event.key)} follow, one site at a time.`;
    case 'poke-run-end':
      return `The poke run for ${slotName(names, event.mapIdx, event.key)} is over.`;
    case 'desc-begin':
      return event.fixup
        ? `${who} takes poke_mutex and looks at the slot of ${callName(names, event.progIdx, event.pokeIdx)}, which may be filled already.`
        : `${who} turns to ${callName(names, event.progIdx, event.pokeIdx)}.`;
    case 'desc-end':
      return `${who} is done with ${callName(names, event.progIdx, event.pokeIdx)}.`;
    case 'rcu-begin':
    case 'rcu-end':
      return rcu(who, event, names);
    case 'bug':
      return `${event.message}: the kernel stops here.`;
    case 'halt':
      return `The run stops: ${event.message}.`;
    case 'lock-wait':
      return `${who} finds ${lockName(names, event.lock)} taken and sleeps until it is free.`;
    default:
      return (
        lifeSentence(event, names) ??
        cpuSentence(who, step, event, names) ??
        pokeSentence(who, event, names, view)
      );
  }
}

function opBegin(who: string, step: Step, event: EventOf<'op-begin'>, names: MachineNames): string {
  const call = `${who} calls ${opText(names, event.op)}`;
  const owner = step.events.find((other) => other.kind === 'owner');
  if (!owner) return `${call}.`;
  return `${call}; ${ownerClause(owner, names)}.`;
}

function ownerClause(owner: EventOf<'owner'>, names: MachineNames): string {
  const prog = progName(names, owner.progIdx);
  const table = mapName(names, owner.mapIdx);
  if (owner.set) return `${prog} becomes the owner of ${table}, whose type others must match`;
  return owner.ok
    ? `${prog} matches the owner of ${table}`
    : `${prog} does not match the owner of ${table}`;
}

function opEnd(step: Step, event: EventOf<'op-end'>, names: MachineNames): string {
  const call = opText(names, event.op);
  if (event.errno !== 0) {
    const reason =
      event.op.kind === 'load' && event.errno !== 9 ? 'refused' : REASONS.get(`${event.errno}`);
    return `${call} fails with errno ${event.errno}${reason ? ` (${reason})` : ''}.`;
  }
  const prog = step.events.find((other) => other.kind === 'prog');
  return prog ? `${call} returns 0; ${lifeClause(prog, names)}.` : `${call} returns 0.`;
}

function lifeClause(event: EventOf<'prog'>, names: MachineNames): string {
  const name = progName(names, event.progIdx);
  switch (event.state) {
    case 'loading':
      return `${name} is being loaded`;
    case 'loaded':
      return `${name} is loaded and has a file descriptor`;
    case 'held':
      return `${name} stays alive because a slot refers to it`;
    case 'unloaded':
      return `nobody refers to ${name} any more, so it is queued for freeing`;
    case 'freed':
      return isInterpreted(names, event.progIdx)
        ? `${name} is freed, and its insns with it`
        : `${name} is freed and its image filled with int3`;
    case 'absent':
      return `${name} is not loaded`;
  }
}

function lockMeaning(event: EventOf<'lock'>): string {
  return event.lock.kind === 'poke_mutex'
    ? 'other updates of this table wait'
    : 'the whole kernel pokes one site at a time';
}

function slotWrite(who: string, event: EventOf<'slot-write'>, names: MachineNames): string {
  const slot = slotName(names, event.mapIdx, event.key);
  if (event.old === null && event.new === null)
    return `${who} finds ${slot} empty and leaves it so.`;
  const change =
    event.new === null ? `empties ${slot}` : `puts ${progName(names, event.new)} into ${slot}`;
  const old = event.old === null ? 'which was empty' : `which held ${progName(names, event.old)}`;
  return `${who} ${change}, ${old}; indirect tail calls see that at once.`;
}

function rcu(who: string, event: EventOf<'rcu-begin' | 'rcu-end'>, names: MachineNames): string {
  const period = event.flavour === 'rcu' ? 'grace period' : 'tasks-trace grace period';
  const readers = event.kind === 'rcu-begin' ? event.readers : [];
  const whom = listOf(readers.map((actor) => actorName(names, actor)));
  if (event.purpose === 'wait') {
    if (event.kind === 'rcu-end')
      return `The ${period} is over: every section that began before it has ended.`;
    return readers.length === 0
      ? `${who} waits for a ${period}: no CPU is inside a section that it waits for, so it is over at once.`
      : `${who} waits for a ${period}: ${whom} entered before and must leave first.`;
  }
  if (event.progIdx === null) return deferredSentence(who, event, period, whom);
  const prog = progName(names, event.progIdx);
  if (event.kind === 'rcu-end')
    return `The ${period} is over: every section that began before it has ended, and the memory of ${prog} is freed.`;
  return readers.length === 0
    ? `Nobody refers to ${prog} any more: its memory is freed after a ${period}.`
    : `Nobody refers to ${prog} any more: its memory is freed when ${whom} has left its program.`;
}

/** call_rcu of a protocol. */
function deferredSentence(
  who: string,
  { kind }: EventOf<'rcu-begin' | 'rcu-end'>,
  period: string,
  whom: string,
): string {
  if (kind === 'rcu-end') return `The ${period} is over: ${who} runs what map_poke has deferred.`;
  const until = whom === '' ? '' : `, when ${whom} has left its program`;
  return `${who} leaves the rest to the kernel's worker, after a ${period}${until}.`;
}

/** Sentences about programs and maps; null for all other events. */
function lifeSentence(event: MachineEvent, names: MachineNames): string | null {
  switch (event.kind) {
    case 'track':
      return `${mapName(names, event.mapIdx)} now tracks ${progName(names, event.progIdx)}: poke runs will find its tail calls.`;
    case 'untrack':
      return `${mapName(names, event.mapIdx)} no longer tracks ${progName(names, event.progIdx)}.`;
    case 'image':
      return isInterpreted(names, event.progIdx)
        ? `The insns of ${progName(names, event.progIdx)} are in memory for the interpreter; there is no image, and nothing to poke.`
        : `The image of ${progName(names, event.progIdx)} is in memory; its tail calls are empty.`;
    case 'stable':
      return `${callName(names, event.progIdx, event.pokeIdx)} is marked stable: from now on poke runs include it.`;
    case 'prog':
      return `${lifeClause(event, names)}.`;
    case 'owner':
      return `${ownerClause(event, names)}.`;
    case 'work-begin':
    case 'work-end':
      return workSentence(event, names);
    default:
      return null;
  }
}

function workSentence(event: EventOf<'work-begin' | 'work-end'>, names: MachineNames): string {
  if (event.work.kind === 'free')
    return `The grace period is over: the kernel's worker begins to free ${progName(names, event.work.progIdx)}.`;
  const table = mapName(names, event.work.mapIdx);
  if (event.work.kind === 'deferred') {
    const what = event.kind === 'work-begin' ? 'turns to' : 'is done with';
    return `The kernel's worker ${what} what an update of ${table} has deferred.`;
  }
  return event.kind === 'work-begin'
    ? `The last user of ${table} is gone: the kernel's worker begins to empty it.`
    : `${table} is empty; tail calls through it fall through.`;
}
