// npm run size: holds the built page to the budgets of `size-limit` in package.json.

import { sortByBudget } from './budgets.mjs';
import { ROOT, runTool } from './process.mjs';

try {
  sortByBudget(ROOT);
  const { code } = await runTool('size-limit', process.argv.slice(2));
  process.exitCode = code;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
