// One cell of the matrix by both searches: ours on the machine, Spin's on the exported model.

import { matrixRows, overrideOf } from '../../src/cli/matrix-cells.ts';
import { compile, exploreLab, type LabResult, labExpects } from '../../src/core/pipeline/index.ts';
import { type PromelaOptions, promelaModel } from '../../src/core/promela/index.ts';
import { SCENARIOS } from '../../src/labs/scenarios/index.ts';
import { runSpin } from './run-spin.ts';

/** The searches are short: what takes time is the verifier's compilation. */
const QUICK = { optimise: '-O0' } as const;

const PORTION = 1_000_000;

export interface Cell {
  readonly name: string;
  readonly lab: LabResult;
}

/** What the two searches say about a cell. */
export interface Comparison {
  readonly name: string;
  readonly ours: Finding;
  readonly spins: Finding;
}

interface Finding {
  readonly violated: readonly string[];
  readonly states: number;
  readonly complete: boolean;
}

/** Names of the library entries that have a row in the matrix. */
export function rowNames(): string[] {
  return matrixRows().map(({ name, role }) => `${role} ${name}`);
}

/** The cells of a row that a kernel takes: the others have nothing to search. */
export function cellsOf(rowName: string): Cell[] {
  const row = matrixRows().find(({ name, role }) => `${role} ${name}` === rowName);
  if (!row) throw new Error(`no row ${rowName}`);
  return SCENARIOS.flatMap((scenario) => {
    const lab = compile(scenario.text, { override: overrideOf(row, scenario), policy: null });
    const isRefused = lab.diagnostics.some(({ severity }) => severity === 'error');
    return isRefused || lab.input === null ? [] : [{ name: `${rowName}: ${scenario.id}`, lab }];
  });
}

export function modelOf(lab: LabResult, options: PromelaOptions): string {
  if (lab.input === null) throw new Error('the lab has errors');
  const model = promelaModel(lab.input, labExpects(lab), options);
  if (!model.ok) throw new Error(`no model: ${model.error}`);
  return model.value;
}

function ourFinding(lab: LabResult): Finding {
  const search = exploreLab(lab, { reduction: false });
  if (search === null) throw new Error('the lab has errors');
  while (search.run(PORTION) === 'running');
  const { failures, states, verdict } = search.result();
  const violated = [...new Set(failures.map(({ property }) => property))].sort();
  return { violated, states, complete: verdict !== 'not-finished' };
}

export async function spinFinding(model: string): Promise<Finding> {
  const { violated, states, complete } = await runSpin(model, QUICK);
  return { violated: [...violated].sort(), states, complete };
}

/** Both searches of each cell, two cells at a time. */
export async function compareCells(
  cells: readonly Cell[],
  options: PromelaOptions,
): Promise<Comparison[]> {
  const left = [...cells];
  const found: Comparison[] = [];
  const work = async (): Promise<void> => {
    for (let cell = left.shift(); cell; cell = left.shift()) {
      const spins = spinFinding(modelOf(cell.lab, options));
      found.push({ name: cell.name, ours: ourFinding(cell.lab), spins: await spins });
    }
  };
  await Promise.all([work(), work()]);
  return found;
}

function words({ violated, states, complete }: Finding): string {
  const verdict = violated.length === 0 ? 'nothing wrong' : violated.join(', ');
  return `${verdict} in ${states} states${complete ? '' : ', not finished'}`;
}

/** Where the two disagree, a line for each cell. */
export function disagreements(found: readonly Comparison[], countsStates: boolean): string[] {
  return found.flatMap(({ name, ours, spins }) => {
    const isSame =
      ours.complete &&
      spins.complete &&
      ours.violated.join() === spins.violated.join() &&
      (!countsStates || ours.states === spins.states);
    return isSame ? [] : [`${name}: the explorer finds ${words(ours)}; Spin finds ${words(spins)}`];
  });
}
