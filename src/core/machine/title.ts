// Short labels for the blocks of a timeline; the sentence of a step is narrate's.

import type { MachineEvent } from './event.ts';
import {
  isInterpreted,
  lockName,
  type MachineNames,
  mapName,
  opText,
  progName,
  siteMark,
  slotName,
} from './names.ts';
import { verdictTitle } from './narrate-cpu.ts';

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
      return `${isInterpreted(names, event.progIdx) ? 'insns' : 'image'} of ${progName(names, event.progIdx)}`;
    case 'work-begin':
    case 'work-end':
      return event.work.kind === 'free'
        ? `free ${progName(names, event.work.progIdx)}`
        : `${event.work.kind === 'clear' ? 'clear' : 'deferred pokes of'} ${mapName(names, event.work.mapIdx)}`;
    case 'lock-wait':
      return `sleeps on ${lockName(names, event.lock)}`;
    case 'bug':
      return 'BUG';
    case 'halt':
      return 'stopped';
    default:
      return cpuTitle(event, names) ?? pokeTitle(event as PokeEvent, names);
  }
}

const EFFECTS = {
  'falls-through': 'nop',
  jumps: 'jmp',
  traps: 'int3',
  torn: 'torn bytes',
} as const;

function cpuTitle(event: MachineEvent, names: MachineNames): string | null {
  switch (event.kind) {
    case 'run-begin':
      return `run ${progName(names, event.progIdx)}`;
    case 'run-end':
      return `returns ${event.retval}`;
    case 'fetch':
      return `${siteMark(names, event.site)} ${EFFECTS[event.effect]}`;
    case 'int3':
      return `int3 ${siteMark(names, event.site)}`;
    case 'site-read':
      return `READ_ONCE ${siteMark(names, event.site)}`;
    case 'int3-claim':
      return 'handler';
    case 'int3-emulate':
      return `emulates ${siteMark(names, event.site)}`;
    case 'ipi':
      return `IPI ${event.ordinal}`;
    case 'slot-read':
      return `${slotName(names, event.mapIdx, event.key)}?`;
    case 'value-access':
      return `${event.access} ${mapName(names, event.mapIdx)}`;
    case 'helper':
      return event.name;
    case 'tail-call':
      return `tail call ${event.ordinal}`;
    case 'block':
      return `${event.insns} insns`;
    case 'verdict':
      return verdictTitle(event);
    case 'preempt':
    case 'resume':
      return event.kind;
    default:
      return null;
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
  copy: 'copy 5 bytes',
} as const;

function pokeTitle(event: PokeEvent, names: MachineNames): string {
  const site = 'site' in event && event.site ? ` ${siteMark(names, event.site)}` : '';
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
