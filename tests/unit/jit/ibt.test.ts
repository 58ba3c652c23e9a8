// There is no dump of a 6.1 kernel built with CONFIG_X86_KERNEL_IBT. Linux 6.6.9 has that option, and
// its tail-call programs differ from 6.1's only in what this variant of the 6.1 profile says.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KernelProfile } from '../../../src/core/kernel/index.ts';
import { compareImages } from '../../oracle/checks/jited.ts';
import { type GoldenCase, readBoot, readJsonLines } from '../../oracle/golden.ts';
import { profileOf } from './programs.ts';

const FILE = join(import.meta.dirname, '../../oracle/golden/6.6-plain/tailcall.jsonl.gz');
const WITH_IBT: KernelProfile = {
  ...profileOf('ibt'),
  layout: { mapMaxEntries: 0x1c, arrayPtrs: 0x110, progBpfFunc: 0x30 },
  shortJumpMax: 127,
};
const boot = readBoot(FILE);
// The verifier asks for a profile by name.
const cases = readJsonLines<GoldenCase>(FILE).map((golden) => ({ ...golden, profile: '6.1-ibt' }));

/** Names of the cases whose images differ. */
function differing(profile: KernelProfile): string[] {
  return cases
    .filter((golden) => compareImages(golden, boot, profile).kind === 'fail')
    .map((golden) => golden.name);
}

describe('a 6.1 build with IBT', () => {
  it('equals what an IBT build of 6.6 emits for tail calls', () => {
    expect(cases.length).toBeGreaterThan(100);
    expect(differing(WITH_IBT)).toEqual([]);
  });

  it('would not without the endbr64 at the landing point', () => {
    const without = { ...WITH_IBT, jit: { ...WITH_IBT.jit, ibt: false } };
    expect(differing(without)).toHaveLength(cases.length);
  });
});
