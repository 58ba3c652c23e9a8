// From source insns to bytes: a keystroke's share of core, and how rewriting and JIT grow up to the verifier's own
// limit of 1,000,000 insns, with all that is known of numbers.

import { jitProg } from '../../src/core/jit/index.ts';
import { type KernelProfile, resolveProfile } from '../../src/core/kernel/index.ts';
import { compile } from '../../src/core/pipeline/index.ts';
import { type ProgSource, verify } from '../../src/core/rewrite/index.ts';
import { type Bench, type Benches, type Growth, time } from './bench.ts';
import { BENCH_ADDRESSES, forkText, labText, trackedProgram } from './programs.ts';

const VERSIONS = ['6.1', '7.1'];

function profileOf(version: string): KernelProfile {
  const profile = resolveProfile(version, []);
  if (!profile.ok) throw new Error(`there is no profile ${version}`);
  return profile.value;
}

function imageLength(text: string, kernel: string): number {
  const { progs, diagnostics } = compile(text, { policy: null, override: { kernel } });
  const jit = progs[0]?.jit;
  if (!jit) throw new Error(diagnostics[0]?.message ?? 'no image');
  return jit.funcs.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

const keystroke = (kernel: string, what: string, text: string): Bench => ({
  kind: 'samples',
  name: `${kernel}: text of 4,000 insns to bytes, ${what}`,
  unit: 'ms',
  bars: [150, 50],
  byP95: true,
  run: () => Promise.resolve(time(() => imageLength(text, kernel), 10, 31)),
});

/** Rewrites and compiles; returns the image's length in bytes. */
function loadedLength(source: ProgSource, profile: KernelProfile): number {
  const env = {
    profile,
    maps: [],
    helperImm: () => 0,
    symbolAddr: (name: string) => BENCH_ADDRESSES.symbol(name),
  };
  const xlated = verify(source, env);
  if (!xlated.ok) throw new Error(xlated.error.message);
  const prog = jitProg(xlated.value, 0, profile, BENCH_ADDRESSES);
  if (!prog.ok) throw new Error(prog.error.message);
  return prog.value.funcs.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

const growth = (version: string): Growth => ({
  kind: 'growth',
  name: `${version}: rewriting and JIT with tracked numbers`,
  of: 'insns',
  sizes: [4_000, 40_000, 400_000, 1_000_000],
  maxExponent: 1.1,
  run: (size) => {
    const source = trackedProgram(size);
    const profile = profileOf(version);
    const [warmups, runs] = size > 100_000 ? [1, 3] : [5, 11];
    return Promise.resolve(time(() => loadedLength(source, profile), warmups, runs));
  },
});

export const benches: Benches = [
  ...VERSIONS.map((version) => keystroke(version, 'arithmetic', labText(4_000))),
  // Under 7.1 this text takes the verifier to its million insns.
  keystroke('6.1', 'branches of unknown numbers', forkText(4_000)),
  ...VERSIONS.map(growth),
];
