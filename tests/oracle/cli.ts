// npm run oracle -- [--check NAME,...] FILE...
// One line a file and check, `FILE CHECK: N passed, M failed`, then the first mismatches.

import { CHECK_NAMES, checkFile, type Tally } from './run-checks.ts';

const SHOWN_FAILURES = 3;

interface Arguments {
  readonly checks: readonly string[] | null;
  readonly files: readonly string[];
}

function parseArguments(argv: readonly string[]): Arguments {
  let checks: string[] | null = null;
  const files: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    if (arg === '--check' || arg.startsWith('--check=')) {
      const names = arg.includes('=') ? arg.slice('--check='.length) : (argv[++i] ?? '');
      checks = [...(checks ?? []), ...names.split(',').filter((name) => name !== '')];
    } else {
      files.push(arg);
    }
  }
  return { checks, files };
}

/** How many failures each function of the kernel answers for, where a check can tell. */
function reportPasses({ failures }: Tally): void {
  const counts = new Map<string, number>();
  for (const { pass } of failures) if (pass) counts.set(pass, (counts.get(pass) ?? 0) + 1);
  if (counts.size === 0) return;
  const words = [...counts].map(([pass, count]) => `${pass} ${count}`);
  console.log(`  by pass: ${words.join(', ')}`);
}

function report(file: string, tally: Tally): void {
  console.log(`${file} ${tally.check}: ${tally.passed} passed, ${tally.failed} failed`);
  reportPasses(tally);
  if (tally.passed + tally.failed === 0)
    console.log('  no case here holds anything for this check');
  for (const failure of tally.failures.slice(0, SHOWN_FAILURES)) {
    console.log(`  ${failure.name}:\n    ${failure.detail.replaceAll('\n', '\n    ')}`);
  }
  if (tally.failed > SHOWN_FAILURES) console.log(`  ... ${tally.failed - SHOWN_FAILURES} more`);
}

/** True when everything in the file passed. A file that cannot be read is a failure. */
function runFile(file: string, checks: readonly string[] | null): boolean {
  try {
    const tallies = checkFile(file, checks);
    for (const tally of tallies) report(file, tally);
    if (tallies.length === 0) console.log(`${file}: 0 passed, 1 failed\n  nothing in it to check`);
    return tallies.length > 0 && tallies.every((tally) => tally.failed === 0);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`${file}: 0 passed, 1 failed\n  ${reason}`);
    return false;
  }
}

function main(): number {
  const { checks, files } = parseArguments(process.argv.slice(2));
  if (files.length === 0) {
    console.error('usage: npm run oracle -- [--check NAME,...] FILE.jsonl[.gz]...');
    console.error(`checks: ${CHECK_NAMES.join(', ')}`);
    return 2;
  }
  const allPassed = files.map((file) => runFile(file, checks)).every(Boolean);
  return allPassed ? 0 : 1;
}

process.exitCode = main();
