// Answers that are kept must be those that would be given: under every kernel in turn, in both directions.

import { describe, expect, it } from 'vitest';
import { KNOWN_VERSIONS } from '../../../src/core/kernel/index.ts';
import { compile, KeptVerdicts, type LabResult } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';

/** Reads all that differs between versions: divisions, fields, helpers, numbers that decide a branch. */
const ODDS = `.map t prog_array max_entries=4
.map a array value_size=8 max_entries=2
.prog entry tc
        r6 = r1
        r7 = *(u32 *)(r6 + 0)
        r8 = *(u32 *)(r6 + 8)
        r7 /= r8
        r8 &= 7
        if r8 > 8 goto out
        call ktime_get_ns
        r7 ^= r0
        r7 |= 1
        if r7 == 0 goto out
        *(u32 *)(r10 - 4) = 0
        r2 = r10
        r2 += -4
        r1 = a ll
        call map_lookup_elem
        if r0 == 0 goto out
        r1 = r6
        r2 = t ll
        r3 = r8
        call tail_call
out:    r0 = 0
        exit
`;

const KERNELS = KNOWN_VERSIONS.flatMap((version) => [version, `${version} blinding`]);
const BOTH_WAYS = [...KERNELS, ...[...KERNELS].reverse()];

function told({ diagnostics, symbols, progs }: LabResult): unknown {
  return {
    diagnostics,
    symbols: [...symbols].sort(([a], [b]) => (a < b ? -1 : 1)),
    progs: progs.map(({ xlated, jit, loadErrno }) => ({ xlated, jit, loadErrno })),
  };
}

function expectSame(text: string, kernels: readonly string[]): void {
  const kept = new KeptVerdicts();
  for (const kernel of kernels) {
    const options = { policy: null, override: { kernel } };
    const [with_, without] = [compile(text, options, kept), compile(text, options)];
    expect([kernel, told(with_)]).toEqual([kernel, told(without)]);
  }
}

describe('KeptVerdicts', { timeout: 60_000 }, () => {
  it('answers as the verifier would, whatever it was asked before', () => {
    expectSame(ODDS, BOTH_WAYS);
    for (const { text } of LABS) expectSame(text, KNOWN_VERSIONS);
  });

  it('gives the same rewritten program where only the JIT differs', () => {
    const kept = new KeptVerdicts();
    const xlatedUnder = (kernel: string) =>
      compile(ODDS, { policy: null, override: { kernel } }, kept).progs[0]?.xlated;
    const first = xlatedUnder('6.1');
    expect(first).toBeTruthy();
    expect(xlatedUnder('6.1 ibt')).toBe(first);
    expect(xlatedUnder('7.1')).not.toBe(first);
    expect(xlatedUnder('6.1')).toBe(first);
  });
});
