// Short labels for the blocks of a timeline; the sentence of a step is narrate's.

import type { MachineEvent } from './event.ts';
import { lockName, type MachineNames, mapName, opText, progName, slotName } from './names.ts';

const ROUND_TRIP = { wait: 'RCU wait', callback: 'call_rcu' } as const;

/** A label of a few words for one event. */
export function eventTitle(event: MachineEvent, names: MachineNames): string {
  switch (event.kind) {
    case 'op-begin':
      return opText(names, event.op);
    case 'op-end':
      return event.errno === 0 ? 'returns 0' : `errno ${event.errno}`;
    case 'lock':
    case 'unlock':
      return `${event.kind} ${lockName(names, event.lock)}`;
    case 'slot-write':
      return `${slotName(names, event.mapIdx, event.key)} = ${event.new === null ? 'empty' : progName(names, event.new)}`;
    case 'poke-run-begin':
    case 'poke-run-end':
      return `poke run ${event.kind === 'poke-run-begin' ? 'begins' : 'ends'}`;
    case 'rcu-begin':
    case 'rcu-end':
      return `${ROUND_TRIP[event.purpose]} ${event.kind === 'rcu-begin' ? 'begins' : 'ends'}`;
    case 'prog':
      return `${progName(names, event.progIdx)} ${event.state}`;
    case 'track':
    case 'untrack':
      return `${event.kind} ${progName(names, event.progIdx)}`;
    case 'owner':
      return `owner of ${mapName(names, event.mapIdx)} ${event.set ? 'set' : event.ok ? 'matches' : 'differs'}`;
    case 'image':
      return `image of ${progName(names, event.progIdx)}`;
    case 'run':
      return `run ${progName(names, event.progIdx)}`;
    case 'work-begin':
    case 'work-end':
      return event.work.kind === 'free'
        ? `free ${progName(names, event.work.progIdx)}`
        : `clear ${mapName(names, event.work.mapIdx)}`;
    case 'bug':
      return 'BUG';
    case 'halt':
      return 'stopped';
    default:
      return pokeTitle(event);
  }
}

type PokeEvent = Extract<
  MachineEvent,
  {
    kind:
      | 'desc-begin'
      | 'desc-end'
      | 'poke-begin'
      | 'poke-end'
      | 'publish'
      | 'retire'
      | 'store'
      | 'sync'
      | 'stable';
  }
>;

const STORES = {
  int3: 'write cc',
  tail: 'write tail',
  first: 'write byte 0',
  whole: 'write 5 bytes',
} as const;

function pokeTitle(event: PokeEvent): string {
  const site =
    'site' in event && event.site ? ` ${event.site.which === 'bypass' ? 'P1' : 'P2'}` : '';
  switch (event.kind) {
    case 'desc-begin':
    case 'desc-end':
      return `call ${event.pokeIdx + 1} ${event.kind === 'desc-begin' ? 'begins' : 'ends'}`;
    case 'stable':
      return `call ${event.pokeIdx + 1} stable`;
    case 'poke-begin':
      return `compare${site}`;
    case 'poke-end':
      return `poked${site}: ${event.ret}`;
    case 'store':
      return `${STORES[event.phase]}${site}`;
    case 'sync':
      return `sync ${event.ordinal}`;
    default:
      return `${event.kind}${site}`;
  }
}
