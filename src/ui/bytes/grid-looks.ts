// Looks of rows, each made anew only when something that it shows has changed: two renderers tell by
// identity whether a row is to be drawn again.

import { bytesToHex } from '../../core/base/index.ts';
import type { DescView, SiteRef, SiteView } from '../../core/machine/index.ts';
import { type LabNames, labNames } from '../shared/lab-names.ts';
import { PART_LABELS } from '../shared/parts.ts';
import { cellsOf, flightOf, rowBytes } from './byte-cells.ts';
import { findRow, type RowTable, rowAt } from './byte-rows.ts';
import { fetchersOf, NO_POINTERS, pointersKey } from './cpu-pointers.ts';
import { funcLook, funcNote } from './func-look.ts';
import { type InsnStill, makeRowPrinter, type RowPrinter, type Wording } from './insn-still.ts';
import { type LandingOf, makeLandings } from './landing.ts';
import { partOf } from './row-groups.ts';
import type {
  FlightLook,
  GridScene,
  InsnLook,
  InsnRow,
  RowLook,
  SiteLook,
  WayOut,
} from './row-look.ts';

export interface Looks {
  /** Row `nth` in a scene; null outside of the table. The same object as long as it looks the same. */
  at(nth: number, scene: GridScene): RowLook | null;
  readonly landings: LandingOf;
}

/** Rows that were looked at; beyond so many all are forgotten. */
const KEPT_ROWS = 4000;

interface Kept {
  readonly key: readonly unknown[];
  readonly look: RowLook;
}

/** What of a scene concerns one row. */
interface Now {
  readonly desc: DescView | null;
  readonly site: SiteView | null;
  readonly slot: string;
  readonly lit: InsnLook['lit'];
  readonly found: InsnLook['found'];
  readonly breakpoint: boolean;
  readonly life: InsnLook['life'];
}

interface Maker {
  readonly table: RowTable;
  readonly wording: Wording;
  readonly printer: RowPrinter;
  readonly names: LabNames;
  readonly landings: LandingOf;
  readonly stills: Map<number, InsnStill>;
}

export function createLooks(table: RowTable, wording: Wording): Looks {
  const maker: Maker = {
    table,
    wording,
    printer: makeRowPrinter(wording),
    names: labNames(wording.result),
    landings: makeLandings(wording.result),
    stills: new Map(),
  };
  const kept = new Map<number, Kept>();
  const keep = (nth: number, key: readonly unknown[], make: () => RowLook): RowLook => {
    const known = kept.get(nth);
    if (known && sameKey(known.key, key)) return known.look;
    if (kept.size > KEPT_ROWS) kept.clear();
    const look = make();
    kept.set(nth, { key, look });
    return look;
  };
  return {
    landings: maker.landings,
    at: (nth, scene) => {
      const row = rowAt(table, nth);
      const prog = row && wording.result.progs[row.section.progIdx];
      if (!row || !prog) return null;
      const state = scene.view?.progs[row.section.progIdx] ?? null;
      if (row.kind === 'func') {
        const note = funcNote(scene.view, row.section, maker.names);
        return keep(nth, [state, note], () => funcLook(row.section, prog, state, note));
      }
      const now = nowOf(maker, nth, row, scene);
      const pointers = scene.pointers.get(nth) ?? NO_POINTERS;
      const choices = now.site?.poke ? scene.choices : null;
      const { desc, site, ...rest } = now;
      const key = [siteKey(desc, site), ...Object.values(rest), pointersKey(pointers), choices];
      return keep(nth, key, () => ({ ...insnLook(maker, nth, row, now, scene), pointers }));
    },
  };
}

function sameKey(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, nth) => part === b[nth]);
}

/** Equal for sites that look equal: behind a leap they are other objects, and often the same to the eye. */
function siteKey(desc: DescView | null, site: SiteView | null): string {
  if (!desc || !site) return '';
  const { bytes, poke } = site;
  const flight = poke && [poke.phase, poke.synced, bytesToHex(poke.old), bytesToHex(poke.new)];
  return [desc.state, bytesToHex(bytes), ...(flight ?? [])].join();
}

function nowOf({ wording, names }: Maker, nth: number, row: InsnRow, scene: GridScene): Now {
  const { view, pinned, hovered } = scene;
  const { progIdx, funcIdx } = row.section;
  const desc = row.site ? (view?.descs[progIdx]?.[row.site.pokeIdx] ?? null) : null;
  const isLit = (index: GridScene['pinned']) =>
    !index.empty && index.bytes(progIdx, funcIdx, row.start, row.end);
  const state = view?.progs[progIdx];
  return {
    desc,
    site: (row.site && desc?.[row.site.which]) ?? null,
    slot: row.site ? slotWords(wording, names, row.site, view) : '',
    lit: isLit(pinned) ? 'pinned' : isLit(hovered) ? 'hovered' : '',
    found: scene.foundRow === nth ? 'current' : scene.found?.has(nth) ? 'hit' : '',
    breakpoint: scene.breakpoints.has(nth),
    life: state === 'freed' ? 'gone' : state === 'unloaded' ? 'leaving' : '',
  };
}

/** "jmp_table[0] = target_a". */
function slotWords(
  { result }: Wording,
  names: LabNames,
  site: SiteRef,
  view: GridScene['view'],
): string {
  const poke = result.progs[site.progIdx]?.jit?.pokeTab[site.pokeIdx];
  if (!poke) return '';
  const value = view?.slots[poke.mapIdx]?.[poke.key] ?? null;
  return `${names.slot(poke.mapIdx, poke.key)} = ${names.slotValue(value)}`;
}

function stillOf({ stills, printer }: Maker, nth: number, row: InsnRow): InsnStill {
  const known = stills.get(nth);
  if (known) return known;
  if (stills.size > KEPT_ROWS) stills.clear();
  const still = printer.still(row);
  stills.set(nth, still);
  return still;
}

function insnLook(
  maker: Maker,
  nth: number,
  row: InsnRow,
  now: Now,
  scene: GridScene,
): Omit<InsnLook, 'pointers'> {
  const { site, lit, found, breakpoint, life } = now;
  const still = stillOf(maker, nth, row);
  const bytes = rowBytes(row.image, row.start, row.end, { site, freed: life === 'gone' });
  const flight = flightLook(maker, row, bytes, site, scene);
  return {
    kind: 'insn',
    row,
    ...still,
    cells: cellsOf(bytes, row.start, site),
    flight,
    asm: maker.printer.x86(row, bytes),
    site: row.site && siteLook(maker, nth, row, now, bytes),
    lit,
    found,
    breakpoint,
    life,
  };
}

function siteLook(maker: Maker, nth: number, row: InsnRow, now: Now, bytes: Uint8Array): SiteLook {
  const { letter, word } = PART_LABELS[partOf(row)];
  const leads = row.site?.which === 'target' && !now.site?.poke;
  return {
    label: `${letter} ${word}`,
    state: now.desc?.state ?? null,
    slot: now.slot,
    landing: leads ? wayOut(maker, nth, bytes, row.image.addr + BigInt(row.start)) : null,
  };
}

function wayOut({ table, landings }: Maker, nth: number, bytes: Uint8Array, addr: bigint) {
  const landing = landings(bytes, addr);
  if (!landing) return null;
  const to = findRow(table, landing.progIdx, landing.funcIdx, landing.byteOff);
  const arrow = to === null ? '→' : to > nth ? '↓' : '↑';
  return { ...landing, arrow } satisfies WayOut;
}

function flightLook(
  { printer, wording }: Maker,
  row: InsnRow,
  bytes: Uint8Array,
  site: SiteView | null,
  { choices }: GridScene,
): FlightLook | null {
  const flight = flightOf(site);
  if (!flight || !site?.poke || !row.site) return null;
  const { old, new: wanted } = site.poke;
  const who = fetchersOf(wording.result, choices, row.site);
  return {
    ...flight,
    oldAsm: printer.x86(row, old),
    newAsm: printer.x86(row, wanted),
    fetchers: { old: who(old), now: who(bytes), new: who(wanted) },
  };
}
