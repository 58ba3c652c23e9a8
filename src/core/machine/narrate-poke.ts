// Sentences about text_poke: what is written, what a CPU that arrives now does.
// Authority: Linux 6.1 text_poke_bp_batch and poke_int3_handler, the table in KERNEL facts section 3.

import { at, bytesToHex, unreachable } from '../base/index.ts';
import type { MachineEvent, SiteRef, SlotValue } from './event.ts';
import { actorName, callName, type MachineNames, progName, siteName } from './names.ts';
import { listOf } from './narrate-cpu.ts';
import { pokeErrno } from './poke-errno.ts';
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
    case 'site-read':
      return `${who} reads ${siteName(names, event.site)}: ${bytesToHex(event.bytes)}.`;
    case 'publish':
      return `${who} publishes ${siteName(names, event.site)}: from now on a CPU that traps there acts as the new instruction.`;
    case 'retire':
      return `${who} retires ${siteName(names, event.site)}, once no CPU is in the trap handler for it.`;
    case 'store':
      return `${who} writes ${storeObject(event, names)}`;
    case 'sync':
      return syncSentence(who, event, names, view);
    default:
      return `${who}: ${event.kind}.`;
  }
}

function pokeBegin(who: string, event: EventOf<'poke-begin'>, names: MachineNames): string {
  const { site, callees } = event;
  const compares = `${who} compares ${siteName(names, site)}`;
  const expected = insnWord(site, event.expected, callees?.expected ?? null, names);
  const wanted = insnWord(site, event.wanted, callees?.wanted ?? null, names);
  if (bytesToHex(event.found) !== bytesToHex(event.expected)) {
    const found = insnWord(site, event.found, null, names);
    return `${compares}: it holds ${found}, but ${expected} was expected.`;
  }
  if (bytesToHex(event.found) === bytesToHex(event.wanted)) {
    return `${compares}: it holds ${wanted} already, so there is nothing to write.`;
  }
  return `${compares}: it holds ${expected} as expected, and is to become ${wanted}.`;
}

function pokeEnd(
  who: string,
  event: EventOf<'poke-end'>,
  names: MachineNames,
  view: MachineView | null,
): string {
  const site = siteName(names, event.site);
  if (event.ret < 0) return `The poke of ${site} fails with ${pokeErrno(event.ret)}.`;
  if (event.ret > 0) return `${who} leaves ${site} as it is.`;
  return `The poke of ${site} is complete${stateClause(event.site, names, view)}.`;
}

/** ", and entry's tail call is now live": only with a view, as one site alone does not say. */
function stateClause(site: SiteRef, names: MachineNames, view: MachineView | null): string {
  const desc = view?.descs[site.progIdx]?.[site.pokeIdx];
  if (!desc || desc.state === 'moving') return '';
  return `: ${callName(names, site.progIdx, site.pokeIdx)} is now ${desc.state}`;
}

function syncSentence(
  who: string,
  event: EventOf<'sync'>,
  names: MachineNames,
  view: MachineView | null,
): string {
  const clause = syncClause(event, view);
  if (event.waits.length === 0)
    return `${who} interrupts every CPU and waits until each has executed a serializing instruction${clause}.`;
  const whom = listOf(event.waits.map((actor) => actorName(names, actor)));
  const have = event.waits.length === 1 ? 'has' : 'have';
  return `${who} sends an IPI to every CPU and waits until ${whom} ${have} taken it and serialized.`;
}

/** What every CPU is known to do from this sync on; nothing without a view. */
function syncClause(event: EventOf<'sync'>, view: MachineView | null): string {
  const desc = event.site && view?.descs[event.site.progIdx]?.[event.site.pokeIdx];
  switch (desc && event.site && desc[event.site.which]?.poke?.phase) {
    case 'int3':
      return ': from now on all of them trap here';
    case 'first':
    case 'whole':
      return ': all of them see the new instruction now';
    default:
      return '';
  }
}

function storeObject(event: EventOf<'store'>, names: MachineNames): string {
  const site = siteName(names, event.site);
  const bytes = bytesToHex(event.after, ' ');
  switch (event.phase) {
    case 'int3':
      return `int3 (cc) over the first byte of ${site}; a CPU that arrives now traps, unless it still sees the old bytes.`;
    case 'tail':
      return `${event.after.length} bytes (${bytes}) of ${site} from byte ${event.off}; behind an int3 no CPU decodes them.`;
    case 'first':
      return `the first byte (${bytes}) of ${site}; a CPU that arrives now runs the new instruction, or traps and acts as it.`;
    case 'whole':
      return `${event.after.length} bytes (${bytes}) of ${site} in one go; a CPU that arrives now may see any mixture.`;
    case 'copy':
      return `${event.after.length} bytes (${bytes}) of ${site}; the image is not live yet, so nobody has to be told.`;
    default:
      return unreachable(event.phase);
  }
}

/** What five bytes at a site mean there; `callee` is where a jmp leads, if that is known. */
function insnWord(
  site: SiteRef,
  bytes: Uint8Array,
  callee: SlotValue,
  names: MachineNames,
): string {
  switch (siteInsn(bytes)) {
    case 'nop':
      return 'a nop';
    case 'jmp':
      if (site.which === 'bypass') return 'the jmp past the call';
      return callee === null ? 'a jmp to a program' : `the jmp to ${progName(names, callee)}`;
    default:
      return at(bytes, 0) === 0xcc ? 'int3' : `bytes ${bytesToHex(bytes, ' ')}`;
  }
}
