// Every protocol of the library against every scenario, each at home: on the kernel, and in the layout, that it is for.

import { assert } from '../core/base/index.ts';
import type { PropertyId } from '../core/explore/index.ts';
import { compile, type LabResult, type Override } from '../core/pipeline/index.ts';
import { type LibraryRole, libraryEntry, libraryNames } from '../core/protocol/index.ts';
import { SCENARIOS, type Scenario } from '../labs/scenarios/index.ts';
import { searchLab } from './search-lab.ts';

export interface MatrixRow {
  readonly role: LibraryRole;
  readonly name: string;
  /** Profile on which the entry is at home. */
  readonly kernel: string;
}

export type CellVerdict =
  | { readonly kind: 'pass' }
  /** `properties`: all that some schedule breaks, the one of the shortest schedule first. */
  | { readonly kind: 'fail'; readonly properties: readonly PropertyId[] }
  /** The scenario cannot be had there. */
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'not-finished'; readonly reason: string };

export interface MatrixCell {
  readonly row: MatrixRow;
  readonly scenario: Scenario;
  readonly override: Override;
  readonly verdict: CellVerdict;
}

const ROLES: readonly LibraryRole[] = ['map_poke', 'text_poke', 'layout'];

/** Rows of the matrix, in library order. */
export function matrixRows(): MatrixRow[] {
  return ROLES.flatMap((role) =>
    libraryNames(role).map((name) => {
      const entry = libraryEntry(role, name);
      assert(entry !== null, `the library has ${name}, which it lists`);
      return { role, name, kernel: entry.kernel };
    }),
  );
}

/** Candidates were at home in no kernel: a scenario that needs a later one takes them there. */
function isShipped({ name }: MatrixRow): boolean {
  return /^v\d/.test(name);
}

const KEYS = { map_poke: 'mapPoke', text_poke: 'textPoke', layout: 'layout' } as const;

/** What a cell is compiled with: the entry, and for the rest its kernel's own. */
export function overrideOf(row: MatrixRow, { kernel }: Scenario): Override {
  const isTakenThere = kernel !== null && row.role === 'map_poke' && !isShipped(row);
  return { kernel: isTakenThere ? kernel : row.kernel, [KEYS[row.role]]: row.name };
}

/** Why nothing can be said: what a compilation finds, or null. */
function obstacle({ diagnostics, input }: LabResult): string | null {
  const error = diagnostics.find(({ severity }) => severity === 'error');
  if (error) return error.message;
  return input === null ? 'the lab does not run' : null;
}

function judgeCell(row: MatrixRow, scenario: Scenario): MatrixCell {
  const override = overrideOf(row, scenario);
  const result = compile(scenario.text, { override, policy: null });
  const reason = obstacle(result);
  const verdict: CellVerdict = reason === null ? searched(result) : { kind: 'none', reason };
  return { row, scenario, override, verdict };
}

function searched(lab: LabResult): CellVerdict {
  const { verdict, failures, unfinished } = searchLab(lab, {}, () => undefined);
  const properties = [...new Set(failures.map(({ property }) => property))];
  if (properties.length > 0) return { kind: 'fail', properties };
  return verdict === 'pass'
    ? { kind: 'pass' }
    : { kind: 'not-finished', reason: unfinished ?? 'a bound was met' };
}

/** All cells, row by row. */
export function matrixCells(progress: (line: string) => void): MatrixCell[] {
  const cells = matrixRows().flatMap((row) =>
    SCENARIOS.map((scenario) => {
      progress(`${row.name} ${scenario.id}`);
      return judgeCell(row, scenario);
    }),
  );
  progress('');
  return cells;
}
