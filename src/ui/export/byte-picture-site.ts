// What tells a poke site from other rows: its ground, its name, its state.

import type { DescView } from '../../core/machine/index.ts';
import { partOf } from '../bytes/row-groups.ts';
import { PART_LABELS } from '../shared/parts.ts';
import { glyphPaths } from '../shared/site-glyph.ts';
import type { PictureInsn, RowColumns, RowFacts, RowInk } from './byte-picture-facts.ts';
import { widthOf } from './measure.ts';
import type { Palette } from './palette.ts';
import { rect, tag, words } from './svg.ts';

export function stateGlyph(
  state: DescView['state'],
  radius: number,
  at: readonly [number, number],
  palette: Palette,
): string {
  const { outline, fill, cross } = glyphPaths(state, radius, at);
  const token = { forbidden: '--danger', moving: '--flight' } as const;
  const colour =
    state === 'forbidden' || state === 'moving'
      ? palette(token[state])
      : palette(`--state-${state}`);
  const crossed =
    cross === ''
      ? ''
      : tag('path', { d: cross, stroke: palette('--bg-pane'), 'stroke-width': 1.75, fill: 'none' });
  return tag('path', { d: outline + fill, fill: colour }) + crossed;
}

const STATE_INKS = {
  empty: '--ink-2',
  armed: '--part-unwind-ink',
  live: '--part-target-ink',
  forbidden: '--danger-ink',
  nops: '--ink-2',
  moving: '--flight-ink',
} as const;

/** "P1 bypass (glyph) armed jmp_table[0] = none". */
export function siteLine(
  row: PictureInsn,
  facts: RowFacts,
  ink: RowInk,
  palette: Palette,
  x: number,
) {
  const { letter, word } = PART_LABELS[partOf(row)];
  const name = `${letter} ${word}`;
  const y = 44;
  const { desc } = facts;
  let at = x;
  const parts = [words(at, y, name, { size: 12, weight: 700, fill: ink.ink })];
  at += widthOf(name, 12, 'bold') + 8;
  if (desc?.state === 'moving') {
    parts.push(words(at, y, 'its partner is being poked', { size: 12, fill: palette('--ink-2') }));
    return parts.join('');
  }
  if (desc) {
    parts.push(stateGlyph(desc.state, 5.5, [at + 5, y], palette));
    at += 16;
    const fill = palette(STATE_INKS[desc.state]);
    parts.push(words(at, y, desc.state, { size: 12, weight: 600, fill }));
    at += widthOf(desc.state, 12, 'bold') + 8;
  }
  parts.push(words(at, y, facts.slot, { size: 12, face: 'mono', fill: palette('--ink-2') }));
  return parts.join('');
}

export function siteGround(
  columns: RowColumns,
  row: PictureInsn,
  ink: RowInk,
  palette: Palette,
): string {
  const { letter } = PART_LABELS[partOf(row)];
  const width = columns.width - columns.off + 4;
  return (
    rect(columns.off - 4, 2, width, 60, { rx: 4, fill: ink.soft }) +
    rect(columns.letter, 2, 28, 60, { rx: 4, fill: ink.ink }) +
    words(columns.letter + 14, 32, letter, {
      size: 12,
      face: 'mono',
      weight: 700,
      fill: palette('--on-hue'),
      anchor: 'middle',
    })
  );
}
