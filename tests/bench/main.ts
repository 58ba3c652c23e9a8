// npm run bench [-- NAME...]: runs the bundled benchmark files named by BENCH_FILES, those whose
// name contains one of the arguments, and prints a Markdown table.

import { cpus } from 'node:os';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bench, Benches, Growth } from './bench.ts';
import { benchRow, growthRows, HEADER } from './table.ts';

async function runGrowth(growth: Growth): Promise<string[]> {
  const bySize: [number, readonly number[]][] = [];
  for (const size of growth.sizes) bySize.push([size, await growth.run(size)]);
  return growthRows(growth, bySize);
}

async function runOne(bench: Bench | Growth): Promise<string[]> {
  return bench.kind === 'growth' ? runGrowth(bench) : [benchRow(bench, await bench.run())];
}

async function main(files: readonly string[], names: readonly string[]): Promise<number> {
  console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'CPU'}\n`);
  console.log(HEADER);
  let failed = 0;
  for (const file of files) {
    const { benches } = (await import(pathToFileURL(file).href)) as { benches: Benches };
    const wanted = benches.filter(
      (bench) =>
        names.length === 0 ||
        names.some((name) => bench.name.includes(name) || basename(file).startsWith(name)),
    );
    for (const bench of wanted) {
      try {
        for (const line of await runOne(bench)) console.log(line);
      } catch (error) {
        failed++;
        console.log(`| ${bench.name} | failed: ${String(error)} | | | | |`);
      }
    }
  }
  return failed;
}

const files = (process.env['BENCH_FILES'] ?? '').split('\n').filter((file) => file !== '');
process.exitCode = (await main(files, process.argv.slice(2))) === 0 ? 0 : 1;
