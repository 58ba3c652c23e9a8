// What pointing at a row means to the rest of the page.

import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight, Selection } from '../../store/model.ts';
import { sitePlaces } from '../shared/desc-sites.ts';
import { focusSite } from '../shared/focus-site.ts';
import { findRow, type GridRow, type RowTable } from './byte-rows.ts';

/** A site for a poke site, the bytes of one insn otherwise; the first byte range for a header. */
export function selectionOfRow(row: GridRow | null): Selection | null {
  if (!row) return null;
  const { progIdx, funcIdx, image } = row.section;
  if (row.kind === 'func') {
    return image && { kind: 'bytes', progIdx, funcIdx, start: 0, end: image.bytes.length };
  }
  if (row.site) return { kind: 'site', site: row.site };
  return { kind: 'bytes', progIdx, funcIdx, start: row.start, end: row.end };
}

/** The BPF insn behind a row: what its BPF cell selects. */
export function insnSelection(row: GridRow | null): Selection | null {
  if (row?.kind !== 'insn') return null;
  const insnIdx = row.image.insns.insnIdx[row.insn] ?? -1;
  return insnIdx < 0 ? null : { kind: 'insn', progIdx: row.section.progIdx, insnIdx };
}

/**
 * Rows of the pair of sites that the run is at work on after `cursor` steps, the one that it touched
 * last; none if it is at no site.
 */
export function siteRows(table: RowTable, result: LabResult, cursor: number): number[] {
  const site = focusSite(result.timeline?.steps ?? [], cursor);
  const poke = site && result.progs[site.progIdx]?.jit?.pokeTab[site.pokeIdx];
  if (!poke) return [];
  const byteOffs = sitePlaces(poke).map(({ byteOff }) => byteOff);
  if (site.which === 'bypass') byteOffs.reverse();
  return byteOffs
    .map((byteOff) => findRow(table, site.progIdx, poke.funcIdx, byteOff))
    .filter((row) => row !== null);
}

/** First row that a highlight touches, for scrolling to it. */
export function firstLitRow(table: RowTable, highlight: Highlight): number | null {
  const rows = highlight.bytes
    .map((range) => findRow(table, range.progIdx, range.funcIdx, range.start))
    .filter((row) => row !== null);
  return rows.length > 0 ? Math.min(...rows) : null;
}
