// Scenes of the byte grid for tests: the fixture's rows at a cursor.

import type { LabResult } from '../../src/core/pipeline/index.ts';
import { buildRowTable, findRow } from '../../src/ui/bytes/byte-rows.ts';
import { cpuPointers } from '../../src/ui/bytes/cpu-pointers.ts';
import { createLooks } from '../../src/ui/bytes/grid-looks.ts';
import type { GridScene, InsnLook } from '../../src/ui/bytes/row-look.ts';
import { indexHighlight, NO_HIGHLIGHT } from '../../src/ui/shared/highlight-index.ts';
import { fixtureView } from './fixture.ts';

const NO_CHOICES: GridScene['choices'] = [];

export function sceneAt(
  result: LabResult,
  cursor: number | null,
  more: Partial<GridScene> = {},
): GridScene {
  const view = cursor === null ? null : fixtureView(result, cursor);
  const nothing = indexHighlight(NO_HIGHLIGHT);
  return {
    view,
    choices: NO_CHOICES,
    pointers: cpuPointers(result, buildRowTable(result), view, null),
    pinned: nothing,
    hovered: nothing,
    breakpoints: new Set(),
    found: null,
    foundRow: null,
    ...more,
  };
}

export function looksOf(result: LabResult, text = '') {
  const table = buildRowTable(result);
  const wording = { result, syntax: 'att', addressing: 'offset', longAddress: true, text } as const;
  const looks = createLooks(table, wording);
  /** The row of byte `byteOff` of a function. */
  const rowOf = (progIdx: number, funcIdx: number, byteOff: number): number => {
    const row = findRow(table, progIdx, funcIdx, byteOff);
    if (row === null) throw new Error(`no byte ${byteOff}`);
    return row;
  };
  const insnAt = (row: number, scene: GridScene): InsnLook => {
    const look = looks.at(row, scene);
    if (look?.kind !== 'insn') throw new Error(`row ${row} is no instruction`);
    return look;
  };
  return { table, looks, rowOf, insnAt };
}
