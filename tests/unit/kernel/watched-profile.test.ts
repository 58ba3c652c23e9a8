import { describe, expect, it } from 'vitest';
import {
  type KernelProfile,
  resolveProfile,
  watchProfile,
} from '../../../src/core/kernel/index.ts';

function profileOf(version: string): KernelProfile {
  const profile = resolveProfile(version, []);
  if (!profile.ok) throw new Error(`no profile ${version}`);
  return profile.value;
}

const PLAIN = profileOf('6.1');
const { verifier, jit } = PLAIN;

describe('watchProfile', () => {
  it('answers like the profile that is watched', () => {
    const { profile } = watchProfile(PLAIN);
    expect(profile.version).toBe('6.1');
    expect(profile.jit.nops).toBe(jit.nops);
    expect(profile.verifier.numbers.linksSums).toBe(verifier.numbers.linksSums);
    expect(profile.jit.callDepth).toBeNull();
  });

  it('is like any other until something is read', () => {
    const watched = watchProfile(PLAIN);
    expect(watched.isLike(profileOf('7.1'))).toBe(true);
    expect(watched.profile.version).toBe('6.1');
    expect([watched.isLike(profileOf('7.1')), watched.isLike(PLAIN)]).toEqual([false, true]);
  });

  it('tells properties of a group apart, two levels down as well', () => {
    const watched = watchProfile(PLAIN);
    expect(watched.profile.verifier.numbers.divides).toBe(false);
    const other = (change: Partial<typeof verifier.numbers>): KernelProfile => ({
      ...PLAIN,
      verifier: { ...verifier, numbers: { ...verifier.numbers, ...change } },
    });
    expect(watched.isLike(other({ negates: true }))).toBe(true);
    expect(watched.isLike(other({ divides: true }))).toBe(false);
  });

  it('compares what is no group by its value', () => {
    const watched = watchProfile(PLAIN);
    expect(watched.profile.jit.nops.length).toBeGreaterThan(0);
    expect(watched.profile.jit.callDepth).toBeNull();
    const callDepth = { symbol: 'depth', off: 0 };
    expect(watched.isLike({ ...PLAIN, jit: { ...jit, nops: [...jit.nops] } })).toBe(true);
    expect(watched.isLike({ ...PLAIN, jit: { ...jit, nops: [] } })).toBe(false);
    expect(watched.isLike({ ...PLAIN, jit: { ...jit, callDepth } })).toBe(false);
  });

  it('notices what is read late, and by destructuring', () => {
    const watched = watchProfile(PLAIN);
    const { tailCall } = watched.profile;
    const other = { ...PLAIN, tailCall: { ...PLAIN.tailCall, limit: 1 } };
    expect(watched.isLike(other)).toBe(true);
    const { limit } = tailCall;
    expect([limit, watched.isLike(other)]).toEqual([33, false]);
  });
});
