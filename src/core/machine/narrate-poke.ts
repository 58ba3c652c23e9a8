// Sentences about text_poke: what is written, what a CPU that arrives now does.
// Authority: Linux 6.1 text_poke_bp_batch and poke_int3_handler, the table in KERNEL facts section 3.

import { at, bytesToHex, unreachable } from '../base/index.ts';
import type { MachineEvent, SiteRef } from './event.ts';
import { callName, type MachineNames, siteName } from './names.ts';
import { siteInsn } from './site-state.ts';
import type { MachineView } from './view.ts';

type EventOf<K extends MachineEvent['kind']> = Extract<MachineEvent, { kind: K }>;

/** The sentence for an event of a poke; other events have theirs elsewhere. */
export function pokeSentence(
  who: string,
  event: MachineEvent,
  names: MachineNames,
  view: MachineView | null,
): string {
  switch (event.kind) {
    case 'poke-begin':
      return pokeBegin(who, event, names);
    case 'poke-end':
      return pokeEnd(who, event, names, view);
    case 'publish':
      return `${who} publishes ${siteName(names, event.site)}: from now on a CPU that traps there acts as the new instruction.`;
    case 'retire':
      return `${who} retires ${siteName(names, event.site)}: no CPU is in the trap handler for it any more.`;
    case 'store':
      return `${who} writes ${storeObject(event, names)}`;
    case 'sync':
      return `${who} interrupts every CPU and waits until each has executed a serializing instruction (sync ${event.ordinal}).`;
    default:
      return `${who}: ${event.kind}.`;
  }
}

function pokeBegin(who: string, event: EventOf<'poke-begin'>, names: MachineNames): string {
  const site = siteName(names, event.site);
  const found = insnWord(event.site, event.found);
  if (bytesToHex(event.found) !== bytesToHex(event.expected)) {
    return `${who} compares ${site}: it holds ${found}, not the expected ${insnWord(event.site, event.expected)}.`;
  }
  if (bytesToHex(event.found) === bytesToHex(event.wanted)) {
    return `${who} compares ${site}: it holds ${found} already, so there is nothing to write.`;
  }
  return `${who} compares ${site}: it holds ${found} as expected, and is to become ${insnWord(event.site, event.wanted)}.`;
}

function pokeEnd(
  who: string,
  event: EventOf<'poke-end'>,
  names: MachineNames,
  view: MachineView | null,
): string {
  const site = siteName(names, event.site);
  if (event.ret < 0) return `The poke of ${site} fails with ${event.ret}; no byte was written.`;
  if (event.ret > 0) return `${who} leaves ${site} as it is.`;
  return `The poke of ${site} is complete${stateClause(event.site, names, view)}.`;
}

/** ", and entry's tail call is now live": only with a view, as one site alone does not say. */
function stateClause(site: SiteRef, names: MachineNames, view: MachineView | null): string {
  const desc = view?.descs[site.progIdx]?.[site.pokeIdx];
  if (!desc || desc.state === 'moving') return '';
  return `: ${callName(names, site.progIdx, site.pokeIdx)} is now ${desc.state}`;
}

function storeObject(event: EventOf<'store'>, names: MachineNames): string {
  const site = siteName(names, event.site);
  const bytes = bytesToHex(event.after, ' ');
  switch (event.phase) {
    case 'int3':
      return `int3 (cc) over the first byte of ${site}; a CPU that arrives now traps.`;
    case 'tail':
      return `${event.after.length} bytes (${bytes}) of ${site} from byte ${event.off}; behind an int3 no CPU decodes them.`;
    case 'first':
      return `the first byte (${bytes}) of ${site}; a CPU that arrives now may decode the new instruction.`;
    case 'whole':
      return `${event.after.length} bytes (${bytes}) of ${site} in one go; a CPU that arrives now may see any mixture.`;
    default:
      return unreachable(event.phase);
  }
}

/** What five bytes at a site mean there. */
function insnWord(site: SiteRef, bytes: Uint8Array): string {
  switch (siteInsn(bytes)) {
    case 'nop':
      return 'nop';
    case 'jmp':
      return site.which === 'bypass' ? 'the jmp past the call' : 'a jmp to the callee';
    default:
      return at(bytes, 0) === 0xcc ? 'int3' : `bytes ${bytesToHex(bytes, ' ')}`;
  }
}
