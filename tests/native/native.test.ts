// The simulated processor against the real one: random programs run on both, and every register,
// all memory and every defined flag must agree. Where there is no x86-64 Linux or no gcc, the
// report says that nothing was run.
//
// Replay one program: NATIVE_SEED=x86-17 npm run native. Others than usual: NATIVE_FIRST=1000000.

import { afterAll, describe, expect, it } from 'vitest';
import { compareAll, missingForms, programNames } from './cross-check.ts';
import { buildHarness, type Harness, hostName, removeHarness } from './harness.ts';
import { KINDS, type Kind } from './programs.ts';
import { SABOTAGES, sabotaged } from './sabotage.ts';
import { RECORDED_SEEDS } from './seeds.ts';

/** How many programs of each kind; together more than 20,000. */
const COUNTS: Readonly<Record<Kind, number>> = { bpf: 9_000, x86: 9_000, form: 5_000 };
const TIMEOUT = 300_000;

const firstSeed = Number(process.env['NATIVE_FIRST'] ?? 0);
const onlySeed = process.env['NATIVE_SEED'];

/** One test. `problem` says what is wrong, or nothing. */
interface Check {
  readonly title: string;
  readonly problem: () => string;
}

const ran = { programs: 0, insns: 0 };

function comparison(title: string, harness: Harness, programs: readonly string[]): Check {
  const problem = () => {
    const { programs: count, insns, failures } = compareAll(harness, programs);
    ran.programs += count;
    ran.insns += insns;
    return failures.join('\n\n');
  };
  return { title, problem };
}

function comparisons(harness: Harness): Check[] {
  const random = KINDS.map((kind) => {
    const title = `agrees on ${COUNTS[kind]} random programs of kind ${kind}`;
    return comparison(title, harness, programNames(kind, firstSeed, COUNTS[kind]));
  });
  return [comparison('agrees on all that once differed', harness, RECORDED_SEEDS), ...random];
}

/** The explanation must name the guilty insn, not one that tripped over it later. */
function sabotages(harness: Harness): Check[] {
  const programs = [...programNames('x86', 0, 150), ...programNames('bpf', 0, 50)];
  return SABOTAGES.map((sabotage) => ({
    title: `notices that ${sabotage.op} ${sabotage.what}`,
    problem: () => {
      const [text = 'nothing noticed'] = compareAll(
        harness,
        programs,
        sabotaged(sabotage),
      ).failures;
      const [first = '', guilty = ''] = text.split('\n');
      const isNamed = first.includes('differs after insn') && guilty.includes(sabotage.op);
      return isNamed ? '' : text;
    },
  }));
}

const coverage: Check = {
  title: 'runs every form of insn that the image of a kernel has',
  problem: () => missingForms(programNames('x86', 0, 2_000)).join(', '),
};

function checksFor(harness: Harness): Check[] {
  if (onlySeed !== undefined) return [comparison(`agrees on ${onlySeed}`, harness, [onlySeed])];
  return [...comparisons(harness), ...sabotages(harness), coverage];
}

const harness = buildHarness();

/** Without a processor to compare with, the one thing to check is that this is said. */
const CHECKS: readonly Check[] =
  'reason' in harness
    ? [{ title: `is not compared here: ${harness.reason}`, problem: () => '' }]
    : checksFor(harness);

function summary(): string {
  if ('reason' in harness) return `not run (${harness.reason})`;
  const ranges = KINDS.map((kind) => `${kind} ${firstSeed} to ${firstSeed + COUNTS[kind] - 1}`);
  const seeds = onlySeed ?? ranges.join(', ');
  return `${ran.programs} programs, ${ran.insns} insns run; seeds: ${seeds}; on ${hostName()}`;
}

afterAll(() => {
  if (!('reason' in harness)) removeHarness(harness);
  // `npm run check` repeats such lines.
  process.stdout.write(`\nnote: native cross-check: ${summary()}\n`);
});

describe('execInsn on the simulated processor, beside the real one', () => {
  it.each(CHECKS.map((check) => [check.title, check] as const))(
    '%s',
    (_title, { problem }) => expect(problem()).toBe(''),
    TIMEOUT,
  );
});
