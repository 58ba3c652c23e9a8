// `matrix`: the table, and its place in the documents.

import { assert } from '../core/base/index.ts';
import { type Answer, badInput, EXIT, printed, type World } from './answer.ts';
import type { Arguments } from './arguments.ts';
import { matrixCells } from './matrix-cells.ts';
import { matrixText } from './matrix-text.ts';

/** Relative to the repository. */
export const MATRIX_FILE = 'src/labs/scenarios/README.md';

/** What stands between the two lines is written by `matrix --write`. */
const BEGIN = '<!-- matrix: begin -->\n';
const END = '<!-- matrix: end -->';

/** The document with another matrix in it. */
export function withMatrix(document: string, matrix: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  assert(begin >= 0 && end > begin, `${MATRIX_FILE} has no lines ${BEGIN.trim()} and ${END}`);
  return `${document.slice(0, begin)}${BEGIN}\n${matrix}\n${document.slice(end)}`;
}

export function matrix({ write }: Arguments, world: World): Answer {
  const cells = matrixCells(world.progress);
  const text = matrixText(cells);
  const isOpen = cells.some(({ verdict }) => verdict.kind === 'not-finished');
  if (write) {
    const read = world.readOwn(MATRIX_FILE);
    if (!read.ok) return badInput(`${MATRIX_FILE}: ${read.error}`);
    world.writeOwn(MATRIX_FILE, withMatrix(read.value, text));
  }
  return printed(text, isOpen ? EXIT.notFinished : EXIT.held);
}
