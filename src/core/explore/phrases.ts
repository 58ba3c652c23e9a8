// What a step does, as the part of a sentence whose subject is the actor; null for what needs no mention.
// Authority: the facts of the events, in the words of core/machine's narration.

import {
  lockName,
  type MachineEvent,
  type MachineNames,
  opText,
  progName,
  siteInsn,
  siteName,
  slotName,
} from '../machine/index.ts';

type EventOf<K extends MachineEvent['kind']> = Extract<MachineEvent, { kind: K }>;

export function phraseOf(event: MachineEvent, names: MachineNames): string | null {
  switch (event.kind) {
    case 'op-begin':
      return event.op.kind === 'run' ? null : `calls ${opText(names, event.op)}`;
    case 'op-end':
      if (event.op.kind === 'run') return null;
      return `gets ${event.errno === 0 ? 0 : `errno ${event.errno}`} back`;
    case 'slot-write':
      return `exchanges ${slotName(names, event.mapIdx, event.key)}`;
    case 'lock-wait':
      return `has to wait for ${lockName(names, event.lock)}`;
    case 'rcu-begin':
      return waitBegins(event, names);
    case 'rcu-end':
      return event.purpose === 'wait' ? 'has waited' : null;
    case 'prog':
      if (event.state !== 'freed') return null;
      return `frees the image of ${progName(names, event.progIdx)}`;
    default:
      return pokePhrase(event, names) ?? cpuPhrase(event, names);
  }
}

function waitBegins(event: EventOf<'rcu-begin'>, names: MachineNames): string | null {
  if (event.purpose === 'callback') return null;
  const period = event.flavour === 'rcu' ? 'a grace period' : 'a tasks-trace grace period';
  const whom = event.readers.map((actor) => names.actors[actor] ?? `actor ${actor}`).join(', ');
  return event.readers.length === 0
    ? `finds no reader that ${period} has to wait for`
    : `waits for ${period} until ${whom} has left`;
}

function pokePhrase(event: MachineEvent, names: MachineNames): string | null {
  switch (event.kind) {
    case 'poke-begin': {
      const wanted = insnWords(event, names);
      return `turns ${siteName(names, event.site)} into ${wanted}`;
    }
    case 'poke-end':
      if (event.ret > 0) return 'finds it so already';
      return event.ret < 0 ? `gets ${event.ret} from text_poke` : null;
    case 'bug':
      return 'runs into BUG_ON';
    default:
      return null;
  }
}

function insnWords(event: EventOf<'poke-begin'>, names: MachineNames): string {
  if (siteInsn(event.wanted) === 'nop') return 'a nop';
  const callee = event.callees?.wanted ?? null;
  return callee === null ? 'the jmp past the call' : `the jmp to ${progName(names, callee)}`;
}

function cpuPhrase(event: MachineEvent, names: MachineNames): string | null {
  switch (event.kind) {
    case 'run-begin':
      return `enters ${progName(names, event.progIdx)}`;
    case 'run-end':
      return `returns ${event.retval} from ${progName(names, event.progIdx)}`;
    case 'fetch':
      return fetchPhrase(event, names);
    case 'int3-claim':
      return 'finds the site published';
    case 'int3-emulate':
      return 'acts as the new instruction';
    case 'slot-read': {
      const held = event.value === null ? 'empty' : `to hold ${progName(names, event.value)}`;
      return `finds ${slotName(names, event.mapIdx, event.key)} ${held}`;
    }
    case 'tail-call':
      return event.form === 'indirect' ? `tail-calls ${progName(names, event.progIdx)}` : null;
    case 'preempt':
      return 'is preempted';
    case 'resume':
      return 'comes back';
    default:
      return null;
  }
}

function fetchPhrase(event: EventOf<'fetch'>, names: MachineNames): string {
  const site = siteName(names, event.site);
  const old = event.age > 0 ? ' (bytes that memory no longer holds)' : '';
  const isBypass = event.site.which === 'bypass';
  switch (event.effect) {
    case 'falls-through':
      return isBypass
        ? `passes ${site} as a nop${old} and unwinds`
        : `falls through the nop at ${site}${old}`;
    case 'jumps':
      return isBypass
        ? `skips the call by the jmp at ${site}${old}`
        : `takes the jmp at ${site}${old}`;
    case 'traps':
      return `traps on the int3 at ${site}${old}`;
    default:
      return `decodes mixed bytes at ${site}${old}`;
  }
}
