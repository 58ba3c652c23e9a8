// Every protocol and layout that can be picked by name. To add one: a file beside this, and a line here.

import { assert } from '../../base/index.ts';
import type { Protocol, ProtocolRole } from '../program.ts';
import { parseProtocol } from '../protocol.ts';
import type { LibraryEntry, LibraryRole } from './entry.ts';
import { layoutT1PopNopPush } from './layout-t1-pop-nop-push.ts';
import { layoutV59 } from './layout-v5-9.ts';
import { layoutV510 } from './layout-v5-10.ts';
import { layoutV612 } from './layout-v6-12.ts';
import { mapPokeBatchedWait } from './map-poke-batched-wait.ts';
import { mapPokeT2IpAux } from './map-poke-t2-ip-aux.ts';
import { mapPokeT3RestoreAtOnce } from './map-poke-t3-restore-at-once.ts';
import { mapPokeT4AlwaysJmp } from './map-poke-t4-always-jmp.ts';
import { mapPokeT5Correction } from './map-poke-t5-correction.ts';
import { mapPokeT6IgnoreFlag } from './map-poke-t6-ignore-flag.ts';
import { mapPokeT7GracePeriod } from './map-poke-t7-grace-period.ts';
import { mapPokeV59 } from './map-poke-v5-9.ts';
import { mapPokeV510 } from './map-poke-v5-10.ts';
import { mapPokeV61 } from './map-poke-v6-1.ts';
import { mapPokeV612 } from './map-poke-v6-12.ts';
import { mapPokeV71 } from './map-poke-v7-1.ts';
import { mapPokeV71TasksTrace } from './map-poke-v7-1-tasks-trace.ts';
import { textPokeFirstByteLast } from './text-poke-first-byte-last.ts';
import { textPokeInt3ThreePhase } from './text-poke-int3-three-phase.ts';
import { textPokeMemcpy5 } from './text-poke-memcpy5.ts';
import { textPokeNoSync } from './text-poke-no-sync.ts';
import { textPokeSyncOnce } from './text-poke-sync-once.ts';

/** Every entry, in the order of the thread and then of the versions. */
export const LIBRARY: readonly LibraryEntry[] = [
  mapPokeT2IpAux,
  mapPokeT3RestoreAtOnce,
  mapPokeT4AlwaysJmp,
  mapPokeT5Correction,
  mapPokeT6IgnoreFlag,
  mapPokeT7GracePeriod,
  mapPokeBatchedWait,
  mapPokeV59,
  mapPokeV510,
  mapPokeV61,
  mapPokeV612,
  mapPokeV71,
  mapPokeV71TasksTrace,
  layoutT1PopNopPush,
  layoutV59,
  layoutV510,
  layoutV612,
  textPokeInt3ThreePhase,
  textPokeMemcpy5,
  textPokeFirstByteLast,
  textPokeNoSync,
  textPokeSyncOnce,
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
