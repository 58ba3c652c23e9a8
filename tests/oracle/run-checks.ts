// Runs golden files through checks and counts. Nothing here knows which files exist.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AsmLine, CASE_CHECKS, checkAsm } from './checks/index.ts';
import { type Boot, type GoldenCase, readBootFile, readJsonLines, type Verdict } from './golden.ts';

interface Failure {
  readonly name: string;
  readonly detail: string;
  /** Kernel function at fault, if the check can tell. */
  readonly pass?: string | undefined;
}

/** What one check said about one file. */
export interface Tally {
  readonly check: string;
  readonly passed: number;
  readonly failed: number;
  /** Name and detail of each failure, in file order. */
  readonly failures: readonly Failure[];
}

/** Every `of`-th line of a file, from line `first` on: so several processes can share the work. */
export interface Share {
  readonly first: number;
  readonly of: number;
}

const CASE_CHECK_NAMES = Object.keys(CASE_CHECKS);

/** Names that `--check` takes. */
export const CHECK_NAMES: readonly string[] = ['asm', ...CASE_CHECK_NAMES];

function isAsmLine(line: AsmLine | GoldenCase): line is AsmLine {
  return 'text' in line && 'bytes' in line;
}

/** boot.json of a profile: beside the file, in a sibling folder, or among the shipped vectors. */
function createBootFinder(file: string): (profile: string) => Boot | undefined {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = new Map<string, Boot | undefined>();
  const find = (profile: string): Boot | undefined => {
    const places = [
      join(dirname(file), 'boot.json'),
      join(dirname(file), '..', profile, 'boot.json'),
      join(here, 'golden', profile, 'boot.json'),
      join(here, '..', '..', 'tests', 'oracle', 'golden', profile, 'boot.json'),
    ];
    for (const place of places) {
      const boot = existsSync(place) ? readBootFile(place) : undefined;
      if (boot?.profile === profile) return boot;
    }
    return undefined;
  };
  return (profile) => {
    if (!found.has(profile)) found.set(profile, find(profile));
    return found.get(profile);
  };
}

function tally(check: string, verdicts: Iterable<readonly [string, Verdict]>): Tally {
  let passed = 0;
  const failures: Failure[] = [];
  for (const [name, verdict] of verdicts) {
    if (verdict.kind === 'pass') passed++;
    if (verdict.kind === 'fail')
      failures.push({ name, detail: verdict.detail, pass: verdict.pass });
  }
  return { check, passed, failed: failures.length, failures };
}

function runOne(check: () => Verdict): Verdict {
  try {
    return check();
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'fail', detail: `the check threw: ${detail}` };
  }
}

function* caseVerdicts(
  name: string,
  cases: readonly GoldenCase[],
  bootOf: (profile: string) => Boot | undefined,
): Generator<readonly [string, Verdict]> {
  const check = CASE_CHECKS[name];
  for (const golden of cases) {
    const boot = bootOf(golden.profile);
    if (!check) {
      yield [golden.name, { kind: 'fail', detail: `unknown check "${name}"` }];
    } else if (!boot) {
      const detail = `no boot.json for profile "${golden.profile}" beside the file`;
      yield [golden.name, { kind: 'fail', detail }];
    } else {
      yield [golden.name, runOne(() => check(golden, boot))];
    }
  }
}

function asmTally(name: string, lines: readonly AsmLine[]): Tally {
  const unknown: Verdict = { kind: 'fail', detail: `check "${name}" does not apply to asm lines` };
  return tally(
    name,
    lines.map((line) => [line.text, name === 'asm' ? runOne(() => checkAsm(line)) : unknown]),
  );
}

/**
 * Runs `checks` (null: all that apply) over one file. A check that was asked for by name and is not
 * known, or a profile that is not known, counts every case as failed.
 */
export function checkFile(
  file: string,
  checks: readonly string[] | null,
  share: Share = { first: 0, of: 1 },
): Tally[] {
  const lines = readJsonLines<AsmLine | GoldenCase>(file).filter(
    (_, idx) => idx % share.of === share.first,
  );
  const first = lines[0];
  if (first && isAsmLine(first)) {
    return (checks ?? ['asm']).map((name) => asmTally(name, lines as AsmLine[]));
  }
  const cases = lines as GoldenCase[];
  const bootOf = createBootFinder(file);
  const tallies = (checks ?? CASE_CHECK_NAMES).map((name) =>
    tally(name, caseVerdicts(name, cases, bootOf)),
  );
  return checks ? tallies : tallies.filter((t) => t.passed + t.failed > 0);
}
