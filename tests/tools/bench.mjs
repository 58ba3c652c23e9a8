// npm run bench [-- NAME...]: bundles the benchmarks and runs those whose name is given, or all.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundleForNode } from './bundle.mjs';
import { ROOT, run } from './process.mjs';

const FOLDER = 'tests/bench';

const names = readdirSync(join(ROOT, FOLDER))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.ts'.length));
const entries = Object.fromEntries(names.map((name) => [name, `${FOLDER}/${name}.ts`]));
const { main = '', ...benches } = await bundleForNode('bench', {
  main: `${FOLDER}/main.ts`,
  ...entries,
});
const env = { BENCH_FILES: Object.values(benches).join('\n') };
const { code } = await run(process.execPath, [main, ...process.argv.slice(2)], { env });
process.exitCode = code;
