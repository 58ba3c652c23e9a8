// npm run oracle -- [--check NAME,...] FILE...: bundles the oracle and runs it over golden files.
// With --shipped, over those that the repository ships.

import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { bundleForNode } from './bundle.mjs';
import { ROOT, run } from './process.mjs';

const ENTRY = 'tests/oracle/cli.ts';
const VECTOR_FOLDERS = ['tests/oracle/golden', 'tests/oracle/asm'];
/** Spellings that llvm-mc reads but does not print, and some that it refuses: for a test of its own. */
const DIALECT = /-dialect\.jsonl/;

/** @returns {string[]} shipped golden files, relative to the root */
function shippedFiles() {
  return VECTOR_FOLDERS.map((folder) => join(ROOT, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && /\.jsonl(\.gz)?$/.test(entry.name))
    .filter((entry) => !DIALECT.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * What is shipped, shared by as many processes as there are processors, up to four.
 * @param {string} oracle
 * @param {readonly string[]} args
 * @returns {Promise<number>} exit code
 */
async function runShared(oracle, args) {
  const count = Math.min(4, availableParallelism());
  const shares = Array.from({ length: count }, (_, nth) => ['--share', `${nth}/${count}`]);
  const outcomes = await Promise.all(
    shares.map((share) =>
      run(process.execPath, [oracle, ...share, ...args], { cwd: ROOT, capture: true }),
    ),
  );
  for (const { output } of outcomes) process.stdout.write(output);
  return outcomes.find(({ code }) => code !== 0)?.code ?? 0;
}

/** @returns {Promise<number>} exit code */
async function main() {
  const args = process.argv.slice(2);
  const shipped = args.includes('--shipped') ? shippedFiles() : [];
  if (args.includes('--shipped') && shipped.length === 0) {
    throw new Error('No golden file is shipped: nothing would be proven.');
  }
  const { oracle } = await bundleForNode('oracle', { oracle: ENTRY });
  const rest = args.filter((arg) => arg !== '--shipped');
  if (shipped.length > 0) return runShared(String(oracle), [...rest, ...shipped]);
  // Files are named from where the user stands, so the working folder stays theirs.
  const cwd = process.env['INIT_CWD'] ?? process.cwd();
  const { code } = await run(process.execPath, [String(oracle), ...rest], { cwd });
  return code;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
