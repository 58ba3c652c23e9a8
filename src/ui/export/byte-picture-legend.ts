// What letters, hues and shapes of the bytes' picture mean: of those that can be seen.

import type { SiteState } from '../../core/machine/index.ts';
import { partOf } from '../bytes/row-groups.ts';
import { PART_LABELS, PART_ORDER } from '../shared/parts.ts';
import { flightInk, inkOf, type RowInk } from './byte-picture-facts.ts';
import { isInsn, type Pen } from './byte-picture-pen.ts';
import type { PictureRow } from './byte-picture-rows.ts';
import { stateGlyph } from './byte-picture-site.ts';
import type { LegendEntry } from './picture-frame.ts';
import { rect, words } from './svg.ts';

const SITE_STATES: readonly { readonly state: SiteState; readonly words: string }[] = [
  { state: 'empty', words: 'empty: P1 jmp, P2 nop' },
  { state: 'armed', words: 'armed: P1 jmp, P2 jmp' },
  { state: 'live', words: 'live: P1 nop, P2 jmp' },
  { state: 'forbidden', words: 'forbidden: P1 nop, P2 nop' },
];

/** A site without a partner. */
const ALONE_STATES: typeof SITE_STATES = [
  { state: 'empty', words: 'empty: nop' },
  { state: 'live', words: 'live: jmp' },
];

export function byteLegend(rows: readonly PictureRow[], pen: Pen): LegendEntry[] {
  const { palette } = pen;
  const insns = rows.filter(isInsn);
  const shown = new Set(insns.map((row) => partOf(row)));
  const entry = (letter: string, word: string, ink: RowInk) => ({
    width: 24,
    word,
    draw:
      rect(0, -9, 24, 18, { rx: 2, fill: ink.soft }) +
      rect(0, 7, 24, 2, { fill: ink.hue }) +
      words(12, 0, letter, {
        size: 11,
        face: 'mono',
        weight: 700,
        fill: ink.ink,
        anchor: 'middle',
      }),
  });
  const parts = PART_ORDER.filter((part) => part !== 'body' && shown.has(part)).map((part) =>
    entry(PART_LABELS[part].letter, PART_LABELS[part].word, inkOf(part, palette)),
  );
  const facts = insns.filter((row) => row.site).map((row) => pen.factsOf(row));
  const isFlying = facts.some(({ desc }) => Boolean(desc?.bypass?.poke ?? desc?.target.poke));
  const isForbidden = facts.some(({ desc }) => desc?.state === 'forbidden');
  const isAlone = facts.some(({ desc }) => desc?.bypass === null);
  const states = (isAlone ? ALONE_STATES : SITE_STATES).filter(
    ({ state }) => facts.length > 0 && (isForbidden || state !== 'forbidden'),
  );
  return [
    ...parts,
    ...(isFlying ? [entry('cc', 'in flight', flightInk(palette))] : []),
    ...states.map(({ state, words }) => ({
      width: 12,
      word: words,
      draw: stateGlyph(state, 6, [6, 0], palette),
    })),
  ];
}
