// Every protocol and layout that can be picked by name. To add one: a file beside this, and a line here.

import { assert } from '../../base/index.ts';
import type { Protocol, ProtocolRole } from '../program.ts';
import { parseProtocol } from '../protocol.ts';
import type { LibraryEntry, LibraryRole } from './entry.ts';
import { layoutT1PopNopPush } from './layout-t1-pop-nop-push.ts';
import { layoutV59 } from './layout-v5-9.ts';
import { layoutV510 } from './layout-v5-10.ts';
import { layoutV612 } from './layout-v6-12.ts';
import { mapPokeT3RestoreAtOnce } from './map-poke-t3-restore-at-once.ts';
import { mapPokeV61 } from './map-poke-v6-1.ts';
import { textPokeInt3ThreePhase } from './text-poke-int3-three-phase.ts';

/** Every entry, in the order of the thread and then of the versions. */
export const LIBRARY: readonly LibraryEntry[] = [
  mapPokeV61,
  mapPokeT3RestoreAtOnce,
  textPokeInt3ThreePhase,
  layoutT1PopNopPush,
  layoutV59,
  layoutV510,
  layoutV612,
];

/** Names of the library's entries of one role, in library order. */
export function libraryNames(role: LibraryRole): string[] {
  return LIBRARY.filter((entry) => entry.role === role).map((entry) => entry.name);
}

/** The entry as written, or null when the library has none of that name. */
export function libraryEntry(role: LibraryRole, name: string): LibraryEntry | null {
  return LIBRARY.find((entry) => entry.role === role && entry.name === name) ?? null;
}

/** The compiled protocol, or null when the library has none of that name. */
export function libraryProtocol(role: ProtocolRole, name: string): Protocol | null {
  const entry = libraryEntry(role, name);
  if (!entry) return null;
  const { protocol, diagnostics } = parseProtocol(role, name, entry.text);
  assert(protocol !== null, `library protocol ${name}: ${diagnostics[0]?.message}`);
  return protocol;
}
