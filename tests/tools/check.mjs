// npm run check [-- STEP...]: every gate and test, one line each. Goes on after a failure, prints
// what failed in full, and closes with the sum.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runNpm } from './process.mjs';

const REPORTS = join(ROOT, 'test-results', 'reports');

/**
 * A step is an npm script, so that whatever fails here can be run alone. `report` names the JSON
 * file in which a test runner counts its tests.
 * @type {readonly { name: string, script: string, report?: 'vitest' | 'playwright' }[]}
 */
const STEPS = [
  { name: 'format', script: 'format:check' },
  { name: 'lint', script: 'lint' },
  { name: 'types', script: 'types' },
  { name: 'layers', script: 'layers' },
  { name: 'dead', script: 'dead' },
  { name: 'lock', script: 'lock' },
  { name: 'unit', script: 'unit:coverage', report: 'vitest' },
  { name: 'ui', script: 'ui', report: 'vitest' },
  { name: 'gates', script: 'gates', report: 'vitest' },
  { name: 'oracle', script: 'oracle:shipped' },
  { name: 'native', script: 'native', report: 'vitest' },
  { name: 'spin', script: 'spin', report: 'vitest' },
  { name: 'build', script: 'build' },
  { name: 'build:core', script: 'build:core' },
  { name: 'size', script: 'size' },
  { name: 'browser', script: 'e2e', report: 'playwright' },
];

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * Counts of a test runner's own report. No test at all is a failure: it proves nothing.
 * @param {'vitest' | 'playwright'} kind
 * @param {string} file
 * @returns {Counts}
 */
function readCounts(kind, file) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const counts =
    kind === 'vitest'
      ? { passed: report.numPassedTests, failed: report.numTotalTests - report.numPassedTests }
      : {
          passed: report.stats.expected,
          failed: report.stats.unexpected + report.stats.flaky + report.stats.skipped,
        };
  if (counts.passed + counts.failed === 0) {
    throw new Error('the runner found no test');
  }
  return counts;
}

/**
 * @param {(typeof STEPS)[number]} step
 * @returns {Promise<Counts & { output: string }>}
 */
async function runStep(step) {
  const reportFile = join(REPORTS, `${step.name}.json`);
  rmSync(reportFile, { force: true });
  const { code, output } = await runNpm(['run', '--silent', step.script], { capture: true });
  writeFileSync(join(REPORTS, `${step.name.replace(':', '-')}.log`), output);
  const ok = code === 0;
  if (step.report === undefined) {
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, output };
  }
  try {
    const { passed, failed } = readCounts(step.report, reportFile);
    // A runner also fails for other reasons than a test: coverage, an error between tests.
    return { passed, failed: failed === 0 && !ok ? 1 : failed, output };
  } catch (error) {
    return { passed: 0, failed: 1, output: `${output}\n${String(error)}\n` };
  }
}

/**
 * What a step has to say even if it passed: its lines that begin with "note: ".
 * @param {string} output
 */
function printNotes(output) {
  for (const [line] of output.matchAll(/^note: .*$/gm)) {
    console.log(`     ${line}`);
  }
}

/** @param {readonly string[]} names */
function chooseSteps(names) {
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name));
  if (unknown.length > 0) {
    const known = STEPS.map((step) => step.name).join(', ');
    throw new Error(`No such step: ${unknown.join(', ')}. Steps: ${known}.`);
  }
  return names.length === 0 ? STEPS : STEPS.filter((step) => names.includes(step.name));
}

/** Steps of one process each: they run beside the step that is named before them. */
const BESIDE = ['oracle'];

/**
 * @param {(typeof STEPS)[number]} step
 * @returns {Promise<Counts>}
 */
async function runAndReport(step) {
  const start = performance.now();
  const { passed, failed, output } = await runStep(step);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const word = failed === 0 ? 'ok  ' : 'FAIL';
  const counts = step.report === undefined ? '' : `  ${passed} passed, ${failed} failed`;
  console.log(`${word} ${step.name.padEnd(10)} ${seconds.padStart(6)} s${counts}`);
  printNotes(output);
  if (failed > 0) {
    console.log(`${output.trimEnd()}\n---- end of ${step.name}: npm run ${step.script}\n`);
  }
  return { passed, failed };
}

/** @param {readonly string[]} names */
async function main(names) {
  if (process.env['CI'] !== undefined && process.env['BLESS'] !== undefined) {
    throw new Error('BLESS is set in CI: goldens may only be rewritten by hand.');
  }
  mkdirSync(REPORTS, { recursive: true });
  const sum = { passed: 0, failed: 0 };
  /** @type {Promise<Counts>[]} */
  const under = [];
  const steps = chooseSteps(names);
  for (const [nth, step] of steps.entries()) {
    under.push(runAndReport(step));
    if (BESIDE.includes(steps[nth + 1]?.name ?? '')) continue;
    for (const { passed, failed } of await Promise.all(under.splice(0))) {
      sum.passed += passed;
      sum.failed += failed;
    }
  }
  return sum;
}

try {
  const { passed, failed } = await main(process.argv.slice(2));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
