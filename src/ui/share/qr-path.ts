// A QR code as the outline of its dark squares. Fetched when one is asked for.

import qrcode from 'qrcode-generator';

/** Light squares that must surround a code. */
const QUIET = 4;

export interface QrPath {
  /** Squares on each side, those around it included. */
  readonly size: number;
  /** For an SVG path: each run of dark squares of a row. */
  readonly path: string;
}

/** Throws for a text that no code can hold, which is more than 2,953 bytes. */
export function qrPath(text: string): QrPath {
  const code = qrcode(0, 'L');
  code.addData(text, 'Byte');
  code.make();
  const count = code.getModuleCount();
  const parts: string[] = [];
  for (let row = 0; row < count; row++) {
    let from = 0;
    for (let column = 0; column <= count; column++) {
      if (column < count && code.isDark(row, column)) continue;
      if (column > from)
        parts.push(`M${from + QUIET} ${row + QUIET}h${column - from}v1H${from + QUIET}z`);
      from = column + 1;
    }
  }
  return { size: count + 2 * QUIET, path: parts.join('') };
}
