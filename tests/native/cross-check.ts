// Runs programs on both processors and says where they differ.

import { execInsn } from '../../src/core/x86/index.ts';
import { caseDifferences, explain } from './compare.ts';
import { formName, formsOf, GOLDEN_FORMS } from './forms.ts';
import { type Harness, hostFeatures, runNative } from './harness.ts';
import { type Kind, programOf } from './programs.ts';
import { type Exec, simulate } from './simulate.ts';
import type { NativeCase } from './stream.ts';

const BATCH = 1_000;
const MAX_EXPLAINED = 3;

/** What a comparison came to. */
export interface Tally {
  programs: number;
  insns: number;
  /** The first few differences, explained. */
  readonly failures: string[];
}

/** Names of `count` programs of a kind, from seed `from` on. */
export function programNames(kind: Kind, from: number, count: number): string[] {
  return Array.from({ length: count }, (_, idx) => `${kind}-${from + idx}`);
}

function compareBatch(
  harness: Harness,
  cases: readonly NativeCase[],
  exec: Exec,
  tally: Tally,
): void {
  const outcomes = runNative(harness, cases);
  cases.forEach((it, idx) => {
    const real = outcomes[idx];
    if (real === undefined || tally.failures.length >= MAX_EXPLAINED) return;
    const ours = simulate(it, exec);
    tally.programs++;
    tally.insns += ours.insnCount;
    if (caseDifferences(real, ours).length > 0) tally.failures.push(explain(harness, it, exec));
  });
}

/** Runs the named programs on the real processor and by `exec`. Stops after a few differences. */
export function compareAll(
  harness: Harness,
  programs: readonly string[],
  exec: Exec = execInsn,
): Tally {
  const features = hostFeatures();
  const tally: Tally = { programs: 0, insns: 0, failures: [] };
  for (let from = 0; from < programs.length; from += BATCH) {
    const cases = programs.slice(from, from + BATCH).map((name) => programOf(name, features));
    compareBatch(harness, cases, exec, tally);
    if (tally.failures.length > 0) break;
  }
  return tally;
}

/** Forms of kernels' images that none of the programs has; VEX forms only where they can run. */
export function missingForms(programs: readonly string[]): string[] {
  const features = hostFeatures();
  const cases = programs.map((name) => programOf(name, features));
  const covered = new Set(cases.flatMap((it) => formsOf(it.code.bytes).map(formName)));
  const canRun = (form: string) => features.has('bmi2') || !form.endsWith(' vex');
  return GOLDEN_FORMS.filter((form) => canRun(form) && !covered.has(form));
}
