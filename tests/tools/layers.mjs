// npm run layers [-- FOLDER]: the import rules of .dependency-cruiser.cjs, and proof that they were
// applied: dependency-cruiser reports success over zero modules when it cannot parse TypeScript.

import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT, runTool } from './process.mjs';

const root = process.argv[2] ?? ROOT;
const TARGETS = ['src', 'tests', 'vite.config.ts'];

/** @returns {string[]} every module under src/, as dependency-cruiser names it */
function sourceFiles() {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

const targets = TARGETS.filter((target) => existsSync(join(root, target)));
const { output } = await runTool(
  'dependency-cruiser',
  [...targets, '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
  { bin: 'depcruise', capture: true, cwd: root },
);

/**
 * @typedef {object} Report
 * @property {{ totalCruised: number, violations: { from: string, to: string, rule: { name: string } }[] }} summary
 * @property {{ source: string }[]} modules
 */

/** @returns {Report} */
function parseReport() {
  try {
    return JSON.parse(output);
  } catch {
    throw new Error(`dependency-cruiser printed no report:\n${output}`);
  }
}

const { summary, modules } = parseReport();
for (const { from, to, rule } of summary.violations) {
  console.log(`${rule.name}: ${from} -> ${to}`);
}
const seen = new Set(modules.map((module) => module.source));
const unseen = sourceFiles().filter((file) => !seen.has(file));
for (const file of unseen) {
  console.log(`not looked at: ${file}`);
}
console.log(`${summary.totalCruised} modules, ${summary.violations.length} violations`);
const proven = summary.totalCruised > 0 && unseen.length === 0;
process.exitCode = proven && summary.violations.length === 0 ? 0 : 1;
