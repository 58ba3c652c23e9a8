// Spin on the exported model of every cell of the matrix: the same properties break as in the explorer's search,
// and there are as many states. Where there is no spin or no gcc, the report says that nothing was run.

import { afterAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/core/pipeline/index.ts';
import { libraryEntry } from '../../src/core/protocol/index.ts';
import { SCENARIOS } from '../../src/labs/scenarios/index.ts';
import { cellsOf, compareCells, disagreements, modelOf, rowNames, spinFinding } from './cells.ts';
import { whyNoSpin } from './run-spin.ts';

const TIMEOUT = 600_000;
/** Rows whose models with merged states are searched too. */
const MERGED = ['map_poke v6_1', 'map_poke t3_restore_at_once', 'text_poke memcpy5'];

/** One test. `problem` says what is wrong, or nothing. */
interface Check {
  readonly title: string;
  readonly problem: () => Promise<string>;
}

const ran = { cells: 0, states: 0 };

function rowChecks(): Check[] {
  return rowNames().map((row) => ({
    title: `agrees on ${row}, state for state`,
    problem: async () => {
      const found = await compareCells(cellsOf(row), { states: 'exact' });
      ran.cells += found.length;
      for (const { spins } of found) ran.states += spins.states;
      return disagreements(found, true).join('\n');
    },
  }));
}

function mergedChecks(): Check[] {
  return MERGED.map((row) => ({
    title: `agrees on ${row} with merged states`,
    problem: async () =>
      disagreements(await compareCells(cellsOf(row), { states: 'merged' }), false).join('\n'),
  }));
}

const WAIT = 'if (!ret)\n            synchronize_rcu();\n';

/** The delete scenario under the shipped protocol, or under one whose wait is taken out. */
function deleteLab(hasWait: boolean) {
  const scenario = SCENARIOS.find(({ id }) => id === 'delete');
  const entry = libraryEntry('map_poke', 'v6_1');
  if (!scenario || !entry) throw new Error('the scenario and the protocol are there');
  if (!entry.text.includes(WAIT)) throw new Error('v6_1 waits');
  const text = hasWait ? entry.text : entry.text.replace(WAIT, '');
  const lab = compile(`${scenario.text}\n.protocol map_poke mine\n${text}`, { policy: null });
  const error = lab.diagnostics.find(({ severity }) => severity === 'error');
  if (error) throw new Error(error.message);
  return lab;
}

const planted: Check = {
  title: 'finds the fall-through once the wait is taken out of the protocol',
  problem: async () => {
    const whole = await spinFinding(modelOf(deleteLab(true), {}));
    const cut = await spinFinding(modelOf(deleteLab(false), {}));
    const isFound = cut.violated.includes('fell-through') && whole.violated.length === 0;
    return isFound ? '' : `with the wait ${whole.violated.join()}, without ${cut.violated.join()}`;
  },
};

/** Faults in a model, each of which must be noticed in the delete scenario. */
const SABOTAGES: readonly (readonly [string, RegExp, string])[] = [
  ['a grace period waits for nobody', /^#define RCU_READERS .*$/m, '#define RCU_READERS 0'],
  ['an IPI does not serialise', /(ipis = ipis & ~[\s\S]*?)fx_serialised\(0\);/, '$1skip;'],
  ['the int3 handler finds nothing', /found = \(pub_site == \d+\)/g, 'found = 0'],
  ['a sync sends no IPI', /ipis = ipis \| v;/g, ''],
];

function sabotageChecks(): Check[] {
  return SABOTAGES.map(([fault, pattern, instead]) => ({
    title: `notices that ${fault}`,
    problem: async () => {
      const model = modelOf(deleteLab(true), { states: 'exact' });
      const damaged = model.replace(pattern, instead);
      if (damaged === model) return 'nothing to damage';
      const [whole, broken] = [await spinFinding(model), await spinFinding(damaged)];
      const isNoticed =
        broken.states !== whole.states || broken.violated.join() !== whole.violated.join();
      return isNoticed ? '' : 'nothing noticed';
    },
  }));
}

const reason = whyNoSpin();

/** Without Spin, the one thing to check is that this is said. */
const CHECKS: readonly Check[] =
  reason === null
    ? [...rowChecks(), ...mergedChecks(), planted, ...sabotageChecks()]
    : [{ title: `is not compared here: ${reason}`, problem: async () => '' }];

function summary(): string {
  if (reason !== null) return `not run (${reason})`;
  return `${ran.cells} cells of the matrix agree in verdict and in number of states, ${ran.states} in all`;
}

afterAll(() => {
  // `npm run check` repeats such lines.
  process.stdout.write(`\nnote: Spin on exported models: ${summary()}\n`);
});

describe('Spin on promelaModel, beside createSearch', () => {
  it.each(CHECKS.map((check) => [check.title, check] as const))(
    '%s',
    async (_title, { problem }) => expect(await problem()).toBe(''),
    TIMEOUT,
  );
});
