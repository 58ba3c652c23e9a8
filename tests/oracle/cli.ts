// npm run oracle -- [--check NAME,...] FILE...
// With `--share K/N`, only every N-th case from the K-th on, 0 to N - 1.
// One line a file and check, `FILE CHECK: N passed, M failed`, then the first mismatches.

import { CHECK_NAMES, checkFile, type Share, type Tally } from './run-checks.ts';

const SHOWN_FAILURES = 3;

interface Arguments {
  readonly checks: readonly string[] | null;
  readonly files: readonly string[];
  readonly share: Share;
}

/** "1/2" is the second half. */
function parseShare(words: string): Share {
  const [first = 0, of = 1] = words.split('/').map(Number);
  if (!(Number.isInteger(first) && Number.isInteger(of) && first >= 0 && first < of)) {
    throw new Error(`--share takes K/N with K from 0 to N - 1, not "${words}"`);
  }
  return { first, of };
}

function parseArguments(argv: readonly string[]): Arguments {
  let checks: string[] | null = null;
  const files: string[] = [];
  let share: Share = { first: 0, of: 1 };
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    if (arg === '--check' || arg.startsWith('--check=')) {
      const names = arg.includes('=') ? arg.slice('--check='.length) : (argv[++i] ?? '');
      checks = [...(checks ?? []), ...names.split(',').filter((name) => name !== '')];
    } else if (arg === '--share') {
      share = parseShare(argv[++i] ?? '');
    } else {
      files.push(arg);
    }
  }
  return { checks, files, share };
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
function runFile(file: string, { checks, share }: Arguments): boolean {
  try {
    const tallies = checkFile(file, checks, share);
    for (const tally of tallies) report(file, tally);
    // The first share has a case of every file; a later one may find none left.
    if (tallies.length === 0 && share.first > 0) return true;
    if (tallies.length === 0) console.log(`${file}: 0 passed, 1 failed\n  nothing in it to check`);
    return tallies.length > 0 && tallies.every((tally) => tally.failed === 0);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`${file}: 0 passed, 1 failed\n  ${reason}`);
    return false;
  }
}

function main(): number {
  const asked = parseArguments(process.argv.slice(2));
  const { files } = asked;
  if (files.length === 0) {
    console.error('usage: npm run oracle -- [--check NAME,...] FILE.jsonl[.gz]...');
    console.error(`checks: ${CHECK_NAMES.join(', ')}`);
    return 2;
  }
  const allPassed = files.map((file) => runFile(file, asked)).every(Boolean);
  return allPassed ? 0 : 1;
}

process.exitCode = main();
