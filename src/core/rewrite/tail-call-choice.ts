// Which tail calls become direct, the poke table, and a sentence for each choice.
// Authority: do_misc_fixups and bpf_jit_add_poke_descriptor of Linux 6.1.

import { at, type InsnIdx } from '../base/index.ts';
import type { MapDef } from '../bpf/index.ts';
import type { LoadConfig } from '../kernel/index.ts';
import type { TailCallReason, TailCallSighting } from './interpret/sighting.ts';
import { ERRNO, refuse } from './refused.ts';
import type { PokeEntry, TailCallChoice } from './xlated.ts';

/** `bpf_jit_add_poke_descriptor` refuses the next one. */
const MAX_POKES = 1024;

/** A reached tail call and its place in the rewritten program. */
export interface TailCallSite {
  readonly sourceIdx: InsnIdx;
  readonly insnIdx: InsnIdx;
  readonly subprogIdx: number;
  readonly sighting: TailCallSighting;
}

function keyText(key: number | null): string {
  return key === null ? 'unknown' : String(key);
}

function explain(sighting: TailCallSighting, maps: readonly MapDef[]): string {
  const [first, second] = sighting.paths;
  const map = at(maps, sighting.mapIdx);
  const texts: Record<TailCallReason, () => string> = {
    'constant-key': () => `direct: the key is ${sighting.key} in ${map.name} on every path`,
    'key-unknown': () =>
      second === undefined
        ? 'indirect: the key is only known at run time'
        : `indirect: the key is ${keyText(first?.key ?? null)} on one path and only known at run time on another`,
    'key-differs': () =>
      `indirect: the key is ${keyText(first?.key ?? null)} on one path and ${keyText(second?.key ?? null)} on another`,
    'key-out-of-range': () =>
      `indirect: the key ${keyText((second ?? first)?.key ?? null)} is outside ${map.name}, which has ${map.maxEntries} entries`,
    'map-differs': () => {
      const other = second === undefined ? map : at(maps, second.mapIdx);
      return `indirect: the map is ${map.name} on one path and ${other.name} on another`;
    },
    unprivileged: () => 'indirect: the loader is unprivileged, and no tail call is direct then',
    blinding: () => 'indirect: constants are blinded, and no tail call is direct then',
    'no-jit': () =>
      'indirect: without the JIT there are no sites to poke, and the slot is read each time',
  };
  return texts[sighting.reason]();
}

/** A key that is known counts only for the JIT and a privileged loader, and where constants may stand in images. */
function underSettings(sighting: TailCallSighting, load: LoadConfig): TailCallSighting {
  if (sighting.reason !== 'constant-key') return sighting;
  if (!load.jit) return { ...sighting, reason: 'no-jit' };
  if (load.unprivileged) return { ...sighting, reason: 'unprivileged' };
  return load.blinding ? { ...sighting, reason: 'blinding' } : sighting;
}

/** Chooses a form for every site, in program order, which is the order of the poke table. */
export function chooseTailCalls(
  sites: readonly TailCallSite[],
  maps: readonly MapDef[],
  load: LoadConfig,
): { readonly choices: readonly TailCallChoice[]; readonly pokeTab: readonly PokeEntry[] } {
  const pokeTab: PokeEntry[] = [];
  const choices = sites.map((site): TailCallChoice => {
    const { sourceIdx, insnIdx, subprogIdx } = site;
    const sighting = underSettings(site.sighting, load);
    const direct = sighting.reason === 'constant-key';
    let pokeIdx: number | null = null;
    if (direct) {
      pokeIdx = pokeTab.length;
      if (pokeIdx >= MAX_POKES) {
        const message = 'adding tail call poke descriptor failed';
        refuse(ERRNO.ENOSPC, 'too-many-pokes', message, sourceIdx);
      }
      pokeTab.push({ insnIdx, subprogIdx, mapIdx: sighting.mapIdx, key: sighting.key ?? 0 });
    }
    return {
      sourceIdx,
      insnIdx,
      subprogIdx,
      form: direct ? 'direct' : 'indirect',
      reason: sighting.reason,
      explanation: explain(sighting, maps),
      paths: sighting.paths,
      pokeIdx,
    };
  });
  return { choices, pokeTab };
}
