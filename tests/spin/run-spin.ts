// Runs Spin on a model: spin writes a verifier in C, gcc compiles it, and it visits every state.

import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROMELA_PROPERTIES, type PromelaProperty } from '../../src/core/promela/index.ts';

const execute = promisify(execFile);
const MAX_OUTPUT = 1 << 30;

export interface SpinOptions {
  /** Partial order reduction; off unless given, so that states can be counted. */
  readonly reduction?: boolean;
  /** How hard gcc tries, e.g. `-O2`; it takes longer than most searches. */
  readonly optimise?: '-O0' | '-O1' | '-O2';
  /** Bounds of the verifier: memory in MB, depth in steps. */
  readonly maxMegabytes?: number;
  readonly maxDepth?: number;
}

export interface SpinResult {
  /** What can go wrong, in the order of PROMELA_PROPERTIES. */
  readonly violated: readonly PromelaProperty[];
  /** Everything was searched: neither memory nor depth ran out. */
  readonly complete: boolean;
  readonly states: number;
  readonly transitions: number;
  /** Steps of the longest schedule. */
  readonly depth: number;
  /** Bytes of one state as Spin stores it. */
  readonly stateBytes: number;
  /** Of the search alone, without writing and compiling the verifier. */
  readonly seconds: number;
  readonly statesPerSecond: number;
}

/** Why Spin cannot be run here, in a few words; null if it can. */
export function whyNoSpin(): string | null {
  if (spawnSync('spin', ['-V']).status !== 0) return 'no spin';
  if (spawnSync('gcc', ['--version']).status !== 0) return 'no gcc';
  return null;
}

/** Searches the model. Throws with Spin's words if it refuses it. */
export async function runSpin(model: string, options: SpinOptions = {}): Promise<SpinResult> {
  const folder = await mkdtemp(join(tmpdir(), 'spin-'));
  try {
    await writeFile(join(folder, 'model.pml'), model);
    await buildVerifier(folder, options);
    return await runVerifier(folder, options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function buildVerifier(folder: string, options: SpinOptions): Promise<void> {
  const { stdout } = await execute('spin', ['-a', 'model.pml'], { cwd: folder });
  if (/error|warning/i.test(stdout)) throw new Error(`spin: ${stdout.trim()}`);
  const reduction = options.reduction === true ? [] : ['-DNOREDUCE'];
  const memory = `-DMEMLIM=${options.maxMegabytes ?? 2048}`;
  const flags = ['-w', '-DSAFETY', '-DNOFAIR', memory, ...reduction];
  const args = [options.optimise ?? '-O1', ...flags, '-o', 'pan', 'pan.c'];
  await execute('gcc', args, { cwd: folder });
}

async function runVerifier(folder: string, options: SpinOptions): Promise<SpinResult> {
  const start = performance.now();
  const args = ['-c0', '-w20', `-m${options.maxDepth ?? 100_000}`];
  const { stdout } = await execute(join(folder, 'pan'), args, {
    cwd: folder,
    maxBuffer: MAX_OUTPUT,
  });
  const seconds = (performance.now() - start) / 1000;
  return { ...parseSpin(stdout), seconds, statesPerSecond: statesOf(stdout) / seconds };
}

function numberOf(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1];
  if (found === undefined)
    throw new Error(`spin: no ${pattern.source} in:\n${output.slice(-2000)}`);
  return Number(found);
}

function statesOf(output: string): number {
  return numberOf(output, /(\S+) states, stored/);
}

function parseSpin(output: string): Omit<SpinResult, 'seconds' | 'statesPerSecond'> {
  const numbers = [...output.matchAll(/assertion violated \(wrong!=(\d+)\)/g)];
  const wrong = new Set(numbers.map(([, number]) => Number(number)));
  const others = output.split('\n').filter((line) => {
    return /^pan:\d+: /.test(line) && !line.includes('(wrong!=');
  });
  if (others.length > 0) throw new Error(`spin: ${others.join('; ')}`);
  return {
    violated: PROMELA_PROPERTIES.filter((_, idx) => wrong.has(idx + 1)),
    complete: !/max search depth too small|Search not completed|reached memory limit/.test(output),
    states: statesOf(output),
    transitions: numberOf(output, /(\S+) transitions/),
    depth: numberOf(output, /depth reached (\d+)/),
    stateBytes: numberOf(output, /State-vector (\d+) byte/),
  };
}
