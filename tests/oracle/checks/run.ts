// Check `run`: every test run returns what it returned on the kernel, and what programs left in maps
// is what the kernel's user space read.
// Kernels whose JIT we have run our bytes on our machine; the others run their own bytes, as dumped. A
// program that no dump shows, and one that the kernel left to its interpreter, cannot run here.

import { bytesToHex, hexToBytes } from '../../../src/core/base/index.ts';
import { type RunLayout, runLayout } from '../../../src/core/kernel/index.ts';
import { isInterpreted } from '../addresses.ts';
import type { Boot, GoldenCase, GoldenOp, Verdict } from '../golden.ts';
import { profileForGolden } from '../profile.ts';
import { CaseLoads } from './case-loads.ts';
import type { Bytes, CaseRunner, Outcome } from './run-case.ts';

export type { Bytes } from './run-case.ts';

import { DumpedRunner } from './run-dumped.ts';
import { ownRunner } from './run-own.ts';

const ENOENT = 2;
/** What user space wrote where a case says `@V`. */
const VALUES = [
  0x123456789abcdef0n,
  0xfedcba9876543210n,
  0x80000001n,
  7n,
  0xffffffffffffffffn,
  0x8000000000000000n,
  0x7fffffffn,
  0xffffffffn,
  0x5555aaaa33337777n,
  3n,
];
/** Rounds of a timed loop between two looks at the clock (BPF_MAX_TIMED_LOOPS). */
const TIMED_ROUNDS = 0xffff;

type RunOp = Extract<GoldenOp, { op: 'run' }>;
type MapOp = Extract<GoldenOp, { op: 'set' | 'get' }>;

/** What running a case showed. */
export interface RunReport {
  /** The first operation that came out differently, in words. */
  readonly problem: string | null;
  /** Runs that were compared, and runs whose bytes no dump shows. */
  readonly compared: number;
  readonly left: number;
}

function bytesFor(golden: GoldenCase): Bytes {
  const isModelled = profileForGolden(golden.profile) !== undefined;
  return isModelled && !isInterpreted(golden) ? 'ours' : 'kernel';
}

export function checkRun(golden: GoldenCase, boot: Boot, bytes: Bytes = bytesFor(golden)): Verdict {
  const [version = ''] = golden.profile.split('-');
  const layout = runLayout(version);
  if (layout === undefined) {
    return { kind: 'fail', detail: `no layout of kernel structures for ${golden.profile}` };
  }
  const { problem, compared } = runCase(golden, boot, layout, bytes);
  if (problem !== null) return { kind: 'fail', detail: problem };
  return { kind: compared > 0 ? 'pass' : 'none' };
}

function createRunner(
  golden: GoldenCase,
  boot: Boot,
  layout: RunLayout,
  bytes: Bytes,
): CaseRunner | string {
  const loads = new CaseLoads(golden);
  return bytes === 'kernel'
    ? new DumpedRunner(golden, boot, layout, loads)
    : ownRunner(golden, boot, layout, { loads, from: bytes });
}

/** Goes through the operations of a case, up to the first that comes out differently. */
export function runCase(
  golden: GoldenCase,
  boot: Boot,
  layout: RunLayout,
  bytes: Bytes = bytesFor(golden),
): RunReport {
  const report = { compared: 0, left: 0 };
  if (!golden.ops.some((op) => op.op === 'run')) return { problem: null, ...report };
  const runner = createRunner(golden, boot, layout, bytes);
  if (typeof runner === 'string') return { problem: runner, ...report };
  for (const [opIdx, op] of golden.ops.entries()) {
    const outcome = runner.apply(op, opIdx);
    if (op.op === 'run') {
      if (outcome.kind === 'unseen') report.left++;
      else report.compared++;
    }
    const problem = problemOf(runner, op, outcome);
    if (problem !== null) return { problem: `op ${opIdx} (${op.op}): ${problem}`, ...report };
  }
  return { problem: null, ...report };
}

function problemOf(runner: CaseRunner, op: GoldenOp, outcome: Outcome): string | null {
  if (outcome.kind === 'failed') return outcome.reason;
  switch (op.op) {
    case 'run':
      return runProblem(op, outcome);
    case 'set':
      return setProblem(runner, op);
    case 'get':
      return getProblem(runner, op);
    default:
      return null;
  }
}

function runProblem({ result }: RunOp, outcome: Outcome): string | null {
  const kernel = `kernel ${JSON.stringify(result)}`;
  if (outcome.kind === 'refused') {
    return outcome.errno === result.errno ? null : `errno ${outcome.errno}, ${kernel}`;
  }
  if (outcome.kind !== 'returned') return null;
  const { retval, timed } = outcome;
  const isSame = result.retval !== undefined && sameRetval(retval, result.retval, timed);
  return isSame ? null : `returned ${retval}, ${kernel}`;
}

/** A timed loop ends by the clock, so only the place within its rounds can agree. */
function sameRetval(ours: number, kernel: number, timed: boolean): boolean {
  return timed ? (ours - kernel) % TIMED_ROUNDS === 0 : ours === kernel >>> 0;
}

function setProblem({ env, words }: CaseRunner, op: MapOp): string | null {
  const errno = env.userUpdate(words, op.m, bytesOf(op['key']), bytesOf(op['val']));
  return resultProblem(errno, null, op['result']);
}

function getProblem({ env, words }: CaseRunner, op: MapOp): string | null {
  const value = env.userLookup(words, op.m, bytesOf(op['key']));
  return resultProblem(value === null ? ENOENT : 0, value, op['result']);
}

function bytesOf(field: unknown): Uint8Array {
  if (field !== '@V') return hexToBytes(String(field));
  const bytes = new Uint8Array(8 * VALUES.length);
  const view = new DataView(bytes.buffer);
  for (const [idx, value] of VALUES.entries()) view.setBigUint64(8 * idx, value, true);
  return bytes;
}

function resultProblem(errno: number, value: Uint8Array | null, kernel: unknown): string | null {
  const { errno: wanted, v } = kernel as { errno: number; v?: string };
  if (errno !== wanted) return `errno ${errno}, kernel ${wanted}`;
  if (value === null || v === undefined) return null;
  const ours = bytesToHex(value);
  return ours === v ? null : `value ${ours}, kernel ${v}`;
}
