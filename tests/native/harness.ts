// Builds harness.c and runs cases through it.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HARNESS_MACROS } from './areas.ts';
import {
  CASE_MAGIC,
  decodeOutcomes,
  encodeCases,
  type NativeCase,
  type NativeOutcome,
} from './stream.ts';

const SOURCE = fileURLToPath(new URL('harness.c', import.meta.url));
const MAX_OUTPUT = 1 << 30;

/** The built harness, in a folder of its own. */
export interface Harness {
  readonly file: string;
  readonly folder: string;
}

/** Why there is no harness, in a few words. */
export interface NoHarness {
  readonly reason: string;
}

/**
 * Builds the harness in a temporary folder; `removeHarness` deletes that. Where it cannot run it
 * says why. A compiler that is there and refuses harness.c is an error.
 */
export function buildHarness(): Harness | NoHarness {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { reason: `no x86-64 Linux: this is ${process.arch} ${process.platform}` };
  }
  if (spawnSync('gcc', ['--version']).status !== 0) return { reason: 'no gcc' };
  const folder = mkdtempSync(join(tmpdir(), 'native-'));
  const file = join(folder, 'harness');
  const macros = Object.entries({ ...HARNESS_MACROS, CASE_MAGIC: `${CASE_MAGIC}u` });
  const options = ['-std=c11', '-O1', '-Wall', '-Wextra', '-Werror'];
  const defines = macros.map(([name, value]) => `-D${name}=${value}`);
  const built = spawnSync('gcc', [...options, ...defines, '-o', file, SOURCE], {
    encoding: 'utf8',
  });
  if (built.status !== 0) {
    rmSync(folder, { recursive: true });
    if (/fatal error: .* No such file/.test(built.stderr))
      return { reason: 'no C library headers' };
    throw new Error(`gcc does not build harness.c:\n${built.stderr}`);
  }
  // Some systems let nobody map pages that are writable and executable.
  const tried = spawnSync(file, { input: '', encoding: 'utf8' });
  if (tried.stderr.includes('mmap')) {
    rmSync(folder, { recursive: true });
    return { reason: tried.stderr.trim() };
  }
  return { file, folder };
}

export function removeHarness(harness: Harness): void {
  rmSync(harness.folder, { recursive: true });
}

/** Runs the cases in one process, in order. Throws if the harness itself fails. */
export function runNative(
  harness: Harness,
  cases: readonly NativeCase[],
  options: { readonly trace: boolean } = { trace: false },
): NativeOutcome[] {
  const input = encodeCases(cases, options.trace);
  const ran = spawnSync(harness.file, { input, maxBuffer: MAX_OUTPUT });
  if (ran.status !== 0) {
    throw new Error(
      `harness: status ${ran.status}, signal ${ran.signal}: ${ran.stderr.toString()}`,
    );
  }
  return decodeOutcomes(Uint8Array.from(ran.stdout), cases);
}

function cpuInfo(field: string): string {
  const info = readFileSync('/proc/cpuinfo', 'utf8');
  return new RegExp(`^${field}\\s*:\\s*(.*)$`, 'm').exec(info)?.[1] ?? '';
}

/** What this processor has, as Linux names it: bmi2, movbe, ... */
export function hostFeatures(): ReadonlySet<string> {
  return new Set(cpuInfo('flags').split(' '));
}

/** Its name, for the report. */
export function hostName(): string {
  return cpuInfo('model name');
}
