// Which branches 7.1 decides before it verifies: those of constants that hold on every way there.

import { describe, expect, it } from 'vitest';
import { parseLab } from '../../../src/core/asm/index.ts';
import { type NumberRules, resolveProfile } from '../../../src/core/kernel/index.ts';
import { constBranches } from '../../../src/core/rewrite/const-branches.ts';
import { linkProg } from '../../../src/core/rewrite/index.ts';

function rules(): NumberRules {
  const profile = resolveProfile('7.1', []);
  if (!profile.ok) throw new Error('no profile 7.1');
  return profile.value.verifier.numbers;
}

/** Slots of decided branches, with which way they go. */
function decided(body: string): [number, boolean][] {
  const { lab, diagnostics } = parseLab(
    `.map a array value_size=8 max_entries=1\n.prog entry tc\n${body}\n`,
  );
  const prog = lab.progs[0];
  if (!prog || diagnostics.length > 0) throw new Error(diagnostics[0]?.message ?? 'no program');
  const maps = lab.maps.map(({ name, type, keySize, valueSize, maxEntries }) => ({
    name,
    type,
    keySize,
    valueSize,
    maxEntries,
  }));
  const { source } = linkProg(lab, prog, maps);
  const starts = [0, ...[...source.funcNames.keys()].filter((start) => start > 0)];
  return [...constBranches(source.insns, starts, rules())].sort(([a], [b]) => a - b);
}

const END = 'out: r0 = 0\nexit';

describe('constBranches', () => {
  it('decides a branch of two constants, either way', () => {
    expect(decided(`r2 = 5\nif r2 == 5 goto out\n${END}`)).toEqual([[1, true]]);
    expect(decided(`r2 = 5\nif r2 > 5 goto out\n${END}`)).toEqual([[1, false]]);
    expect(decided(`r2 = 5\nr3 = 6\nif r3 > r2 goto out\n${END}`)).toEqual([[2, true]]);
  });

  it('leaves a branch of what is not known', () => {
    expect(decided(`r2 = *(u32 *)(r1 + 0)\nif r2 == 5 goto out\n${END}`)).toEqual([]);
    expect(decided(`r3 = 5\nif r1 > r3 goto out\n${END}`)).toEqual([]);
  });

  it('follows moves, sums, differences and masks with an immediate, and nothing else', () => {
    const branch = `if r2 == 4 goto out\n${END}`;
    expect(decided(`r2 = 3\nr2 += 1\n${branch}`)).toEqual([[2, true]]);
    expect(decided(`r2 = 5\nr2 -= 1\n${branch}`)).toEqual([[2, true]]);
    expect(decided(`r2 = 12\nr2 &= 6\n${branch}`)).toEqual([[2, true]]);
    expect(decided(`r3 = 4\nr2 = r3\n${branch}`)).toEqual([[2, true]]);
    expect(decided(`r2 = 4 ll\n${branch}`)).toEqual([[2, true]]);
    expect(decided(`r2 = 4\nr2 |= 0\n${branch}`)).toEqual([]);
    expect(decided(`r2 = 1\nr2 <<= 2\n${branch}`)).toEqual([]);
    expect(decided(`r2 = 3\nr3 = 1\nr2 += r3\n${branch}`)).toEqual([]);
  });

  it('cuts what is written in 32 bits, and extends a sign where the move does', () => {
    expect(decided(`w2 = -1\nif r2 == -1 goto out\n${END}`)).toEqual([[1, false]]);
    expect(decided(`w2 = 0\nw2 -= 1\nif w2 > 7 goto out\n${END}`)).toEqual([[2, true]]);
    expect(decided(`r3 = 255\nw2 = (s8)w3\nif w2 == -1 goto out\n${END}`)).toEqual([[2, true]]);
  });

  it('knows nothing of a number that does not fit 32 bits, as the kernel keeps no more', () => {
    expect(decided(`r2 = -1\nif r2 == -1 goto out\n${END}`)).toEqual([]);
    expect(decided(`r2 = 0x100000000 ll\nif r2 != 0 goto out\n${END}`)).toEqual([]);
    expect(decided(`r2 = 0xffffffff ll\nif r2 != 0 goto out\n${END}`)).toEqual([[2, true]]);
  });

  it('keeps what all ways bring alike, and forgets the rest', () => {
    const ways = (left: number, right: number): string =>
      `r2 = ${left}\nif r1 == 0 goto other\ngoto join\nother: r2 = ${right}\njoin: if r2 == 1 goto out\n${END}`;
    expect(decided(ways(1, 1))).toEqual([[4, true]]);
    expect(decided(ways(1, 2))).toEqual([]);
  });

  it('walks a way that a decided branch does not take all the same', () => {
    const body = `r2 = 1\nr3 = 1\nif r2 == 1 goto join\nr3 = 2\njoin: if r3 == 1 goto out\n${END}`;
    expect(decided(body)).toEqual([[2, true]]);
  });

  it('ends in loops: what changes in a round is forgotten', () => {
    const body = `r2 = 0\nr3 = 7\nagain: r2 += 1\nif r3 != 7 goto out\nif r2 < 9 goto again\n${END}`;
    expect(decided(body)).toEqual([[3, false]]);
  });

  it('forgets r0 to r5 at a call, and keeps r6 to r9', () => {
    const body = `r6 = 1\nr5 = 1\ncall ktime_get_ns\nif r6 == 1 goto more\nmore: if r5 == 1 goto out\n${END}`;
    expect(decided(body)).toEqual([[3, true]]);
  });

  it('forgets what is loaded, also by an atomic', () => {
    const stored = 'r3 = 1\n*(u64 *)(r10 - 8) = r3';
    expect(decided(`${stored}\nif r3 == 1 goto out\n${END}`)).toEqual([[2, true]]);
    expect(decided(`${stored}\nr3 = *(u64 *)(r10 - 8)\nif r3 == 1 goto out\n${END}`)).toEqual([]);
    expect(decided(`${stored}\nr3 = xchg_64(r10 - 8, r3)\nif r3 == 1 goto out\n${END}`)).toEqual(
      [],
    );
  });

  it('takes the address of a map for no number', () => {
    expect(decided(`r2 = a ll\nif r2 == 0 goto out\n${END}`)).toEqual([]);
  });

  it('begins each function with nothing', () => {
    const body = `r2 = 1\ncall func\nr0 = 0\nexit\n.func func\nif r2 == 1 goto out\n${END}`;
    expect(decided(body)).toEqual([]);
  });

  it('reads numbers of 32 bits as unsigned', () => {
    expect(decided(`w2 = -1\nif r2 s< 0 goto out\n${END}`)).toEqual([[1, false]]);
    expect(decided(`w2 = -1\nif w2 s< 0 goto out\n${END}`)).toEqual([[1, true]]);
  });
});
