// Every protocol against every scenario, searched again, and compared with the table in the documents.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { MATRIX_FILE, withMatrix } from '../../../src/cli/matrix.ts';
import { type MatrixCell, matrixCells } from '../../../src/cli/matrix-cells.ts';
import { type MatrixNote, NOTES } from '../../../src/cli/matrix-notes.ts';
import { matrixText, verdictWords } from '../../../src/cli/matrix-text.ts';
import { libraryNames } from '../../../src/core/protocol/index.ts';
import { SCENARIOS } from '../../../src/labs/scenarios/index.ts';

const ROOT = join(import.meta.dirname, '../../..');

let cells: readonly MatrixCell[] = [];
beforeAll(() => {
  cells = matrixCells(() => undefined);
}, 300_000);

/** Cells as `ROLE NAME SCENARIO`. */
function named(wanted: (cell: MatrixCell) => boolean): string[] {
  return cells.filter(wanted).map(({ row, scenario }) => `${row.role} ${row.name} ${scenario.id}`);
}

describe('matrixCells', () => {
  it('has a cell for every entry of the library and every scenario', () => {
    const entries = (['map_poke', 'text_poke', 'layout'] as const).flatMap(libraryNames);
    expect(cells).toHaveLength(entries.length * SCENARIOS.length);
    expect(new Set(cells.map(({ row }) => row.name))).toEqual(new Set(entries));
  });

  it('searches every one to its end', () => {
    expect(named(({ verdict }) => verdict.kind === 'not-finished')).toEqual([]);
  });
});

describe('NOTES', () => {
  /** What notes of a kind are about, as `ROLE NAME SCENARIO`. */
  function explained(about: MatrixNote['about']): string[] {
    const all = Object.entries(NOTES).flatMap(([row, notes]) =>
      notes
        .filter((note) => note.about === about)
        .flatMap(({ scenarios }) => scenarios.map((id) => `${row} ${id}`)),
    );
    return [...new Set(all)].toSorted();
  }

  it.each(['fail', 'none'] as const)('explain each cell that is %s, and no other', (kind) => {
    const cellsOfKind = named(({ verdict }) => verdict.kind === kind);
    expect(cellsOfKind.length).toBeGreaterThan(5);
    expect(explained(kind)).toEqual(cellsOfKind.toSorted());
  });

  it('call nothing a pass that is none', () => {
    expect(named(({ verdict }) => verdict.kind === 'pass')).toEqual(
      expect.arrayContaining(explained('pass')),
    );
  });
});

describe('the matrix in the documents', () => {
  const document = readFileSync(join(ROOT, MATRIX_FILE), 'utf8');

  it('is what the search finds today (npm run lab -- matrix --write)', () => {
    expect(withMatrix(document, matrixText(cells))).toBe(document);
  });

  it('would be another one if a verdict were', () => {
    const changed = cells.map((cell) => ({ ...cell, verdict: { kind: 'pass' } as const }));
    expect(matrixText(changed)).not.toBe(matrixText(cells));
    expect(new Set(cells.map(({ verdict }) => verdictWords(verdict))).size).toBeGreaterThan(3);
  });
});
