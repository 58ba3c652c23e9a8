// A run as a list of short words, so that a test can say what must happen on one line.

import type { MachineEvent } from '../../../src/core/machine/index.ts';

const SITE = { bypass: 'P1', target: 'P2' } as const;

/** Pokes, syncs, waits and slots; the rest is left out. */
export function story(events: readonly MachineEvent[]): string[] {
  return events.flatMap((event) => word(event) ?? []);
}

function word(event: MachineEvent): string | null {
  switch (event.kind) {
    case 'lock':
    case 'unlock':
      return `${event.kind} ${event.lock.kind === 'text_mutex' ? 'text' : `t${event.lock.mapIdx}`}`;
    case 'slot-write':
      return `slot ${event.key}=${event.new ?? '-'}`;
    case 'poke-run-begin':
    case 'poke-run-end':
      return event.kind === 'poke-run-begin' ? 'run{' : '}run';
    case 'desc-begin':
      return `${event.fixup ? 'fixup' : 'desc'} ${event.progIdx}.${event.pokeIdx}`;
    case 'poke-begin':
      return `poke ${SITE[event.site.which]}`;
    case 'poke-end':
      return `ret ${event.ret}`;
    case 'store':
      return `store ${event.phase}`;
    case 'sync':
      return 'sync';
    case 'rcu-begin':
    case 'rcu-end':
      return `${event.purpose} ${event.kind === 'rcu-begin' ? 'begins' : 'ends'}`;
    case 'stable':
      return 'stable';
    case 'bug':
      return 'bug';
    default:
      return null;
  }
}
