// Sorts the files of the built page by when a visitor waits for them, because names alone do not
// tell: the budgets of `size-limit` in package.json hold for the folders under dist/sizes.

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';

/**
 * @param {string} page folder
 * @returns {Set<string>} files that index.html loads at once: its script and what that imports
 */
function initialFiles(page) {
  const file = join(page, 'index.html');
  if (!existsSync(file)) {
    throw new Error('There is no built page: "npm run build" makes it.');
  }
  const html = readFileSync(file, 'utf8');
  const addresses = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)];
  return new Set(addresses.map((match) => String(match[1])));
}

/**
 * @param {string} path relative to the page
 * @param {Set<string>} initial
 * @returns {string | null} name of the budget that the file counts against
 */
function budgetOf(path, initial) {
  if (path.endsWith('.css')) {
    return 'styles';
  }
  if (!path.endsWith('.js')) {
    return null;
  }
  if (initial.has(path)) {
    return 'shell';
  }
  const folder = path.split('/')[1];
  return folder === 'editor' || folder === 'worker' ? folder : 'lazy';
}

/**
 * Copies each script and style of the page into the folder of its budget under dist/sizes.
 * Throws if there is no built page.
 * @param {string} root of the repository
 */
export function sortByBudget(root) {
  const page = join(root, 'dist', 'page');
  const sorted = join(root, 'dist', 'sizes');
  const initial = initialFiles(page);
  rmSync(sorted, { recursive: true, force: true });
  const entries = readdirSync(join(page, 'assets'), { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const budget = budgetOf(relative(page, file).split(sep).join('/'), initial);
    if (budget !== null) {
      mkdirSync(join(sorted, budget), { recursive: true });
      copyFileSync(file, join(sorted, budget, basename(file)));
    }
  }
}
