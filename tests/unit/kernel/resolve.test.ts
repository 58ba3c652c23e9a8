import { describe, expect, it } from 'vitest';
import {
  type KernelProfile,
  KNOWN_VERSIONS,
  landingOffset,
  resolveProfile,
} from '../../../src/core/kernel/index.ts';

function profile(options: readonly string[]): KernelProfile {
  const result = resolveProfile('6.1', options);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe('resolveProfile', () => {
  it('takes no option and `plain` as the same', () => {
    expect(profile(['plain'])).toEqual(profile([]));
    expect(profile([]).options).toEqual([]);
  });

  it('returns through the thunk that an EPYC uses when hardened', () => {
    const { jit } = profile(['hardened']);
    expect(jit.returnThunk).toBe('srso_return_thunk');
    expect(jit.indirectJump).toBe('retpoline');
  });

  it('fences the indirect jump with lfence', () => {
    expect(profile(['lfence']).jit.indirectJump).toBe('lfence');
  });

  it.each([[[]], [['hardened']], [['lfence']]])('combines %s with ibt', (options) => {
    const withIbt = profile([...options, 'ibt']);
    expect(withIbt.jit).toEqual({ ...profile(options).jit, ibt: true });
    expect(withIbt.options).toEqual([...options, 'ibt']);
  });

  it('does not care about order or repetition', () => {
    expect(profile(['ibt', 'hardened', 'ibt'])).toEqual(profile(['hardened', 'ibt']));
  });

  it('lists the versions that it knows when asked for another', () => {
    const result = resolveProfile('2.4', []);
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'kernel/unknown-version', word: '2.4', knownVersions: KNOWN_VERSIONS },
    });
  });

  it('lists the options of the version when asked for another', () => {
    const result = resolveProfile('6.1', ['hardned']);
    expect(result).toMatchObject({
      ok: false,
      error: {
        code: 'kernel/unknown-option',
        word: 'hardned',
        knownOptions: ['plain', 'hardened', 'lfence', 'ibt', 'unpriv', 'blinding', 'nojit'],
      },
    });
  });

  it('refuses options that exclude each other', () => {
    const result = resolveProfile('6.1', ['hardened', 'lfence']);
    expect(result).toMatchObject({ ok: false, error: { code: 'kernel/options-exclude' } });
  });
});

describe('landingOffset', () => {
  it('is 11 without endbr64 and 15 with it', () => {
    expect(landingOffset(profile([]))).toBe(11);
    expect(landingOffset(profile(['ibt']))).toBe(15);
  });
});
