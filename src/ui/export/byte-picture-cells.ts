// Cells of bytes as SVG, also those of a poke under way.

import type { SiteView } from '../../core/machine/index.ts';
import { type ByteCell, flightOf } from '../bytes/byte-cells.ts';
import { flightInk, type RowInk } from './byte-picture-facts.ts';
import type { Palette } from './palette.ts';
import { rect, words } from './svg.ts';

export const CELL = 22;
const CELL_HEIGHT = 20;
export const CODE = 13;

function cellLook(cell: ByteCell, isSite: boolean, ink: RowInk, palette: Palette) {
  if (cell.role === 'int3') {
    return { ground: palette('--flight'), fill: palette('--flight-on'), weight: 800 };
  }
  if (cell.role === 'new') {
    return { ground: palette('--flight-soft'), fill: palette('--flight-ink'), weight: 600 };
  }
  const ground = isSite ? palette('--bg-pane') : ink.soft;
  return { ground, fill: palette('--ink'), weight: isSite ? 600 : undefined };
}

export function cellsAt(
  x: number,
  y: number,
  cells: readonly ByteCell[],
  look: { readonly isSite: boolean; readonly ink: RowInk; readonly palette: Palette },
): string {
  const { isSite, ink, palette } = look;
  const drawn = cells.map((cell, nth) => {
    const { ground, fill, weight } = cellLook(cell, isSite, ink, palette);
    const left = x + nth * CELL;
    const width = nth === cells.length - 1 ? CELL : CELL - 1;
    const text = words(left + CELL / 2 - 0.5, y + CELL_HEIGHT / 2, cell.hex, {
      size: CODE,
      face: 'mono',
      fill,
      anchor: 'middle',
      ...(weight === undefined ? {} : { weight }),
    });
    const under =
      cell.role === 'new'
        ? rect(left, y + CELL_HEIGHT - 2, width, 2, { fill: palette('--flight') })
        : '';
    return rect(left, y, width, CELL_HEIGHT, { fill: ground }) + under + text;
  });
  const width = cells.length * CELL;
  const outline = isSite
    ? rect(x - 2, y - 2, width + 4, CELL_HEIGHT + 4, {
        rx: 3,
        fill: 'none',
        stroke: ink.ink,
        'stroke-width': 2,
      })
    : '';
  return drawn.join('') + outline;
}

/** A line of a poke under way that is not what memory holds. */
function ghostLine(x: number, y: number, bytes: readonly string[], fill: string): string {
  return bytes
    .map((hex, nth) =>
      words(x + nth * CELL + CELL / 2, y, hex, { size: 11, face: 'mono', fill, anchor: 'middle' }),
    )
    .join('');
}

export function flightLines(
  site: SiteView,
  cells: readonly ByteCell[],
  palette: Palette,
  x: number,
) {
  const flight = flightOf(site);
  if (!flight) return '';
  const after = x + cells.length * CELL + 12;
  const ink = flightInk(palette);
  const note = (y: number, word: string) =>
    words(after, y, word, { size: 11, weight: 500, fill: ink.ink });
  return [
    ghostLine(x, 12, flight.old, palette('--ink-2')),
    note(12, 'old'),
    cellsAt(x, 22, cells, { isSite: true, ink, palette }),
    note(32, 'in memory'),
    ghostLine(x, 53, flight.new, palette('--ink-2')),
    note(53, 'new'),
  ].join('');
}
