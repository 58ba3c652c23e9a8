import { jitProg } from '../../src/core/jit/index.ts';
import { resolveProfile } from '../../src/core/kernel/index.ts';
import type { Xlated } from '../../src/core/rewrite/index.ts';
import { type Benches, time } from './bench.ts';
import { aluProgram, BENCH_ADDRESSES, mixedProgram } from './programs.ts';

const profile = resolveProfile('6.1', []);
if (!profile.ok) throw new Error('there is no profile 6.1');
const plain = profile.value;

/** Compiles to the final image; returns its length in bytes. */
function jitLength(xlated: Xlated): number {
  const prog = jitProg(xlated, 0, plain, BENCH_ADDRESSES);
  if (!prog.ok) throw new Error(`${prog.error.code}: ${prog.error.message}`);
  return prog.value.funcs.reduce((sum, func) => sum + func.bytes.length, 0);
}

async function timeJit(xlated: Xlated, warmups: number, runs: number): Promise<number[]> {
  return Promise.resolve(time(() => jitLength(xlated), warmups, runs));
}

/** Small programs are done many times a sample's worth of warm-up, large ones a few times. */
const runsFor = (size: number) => (size > 100_000 ? 7 : 31);

export const benches: Benches = [
  {
    kind: 'samples',
    name: 'JIT of 32,768 ALU insns',
    unit: 'ms',
    bars: [20],
    byP95: false,
    run: () => timeJit(aluProgram(32_768), 20, 51),
  },
  {
    kind: 'samples',
    name: 'JIT of 1,000,000 mixed insns',
    unit: 'ms',
    bars: [1000],
    byP95: false,
    run: () => timeJit(mixedProgram(1_000_000), 3, 11),
  },
  {
    kind: 'growth',
    name: 'JIT of mixed insns',
    of: 'insns',
    sizes: [1_000, 10_000, 100_000, 1_000_000],
    maxExponent: 1.1,
    run: (size) => timeJit(mixedProgram(size), runsFor(size), runsFor(size)),
  },
];
