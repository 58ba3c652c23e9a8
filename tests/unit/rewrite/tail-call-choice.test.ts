import { describe, expect, it } from 'vitest';
import type { TailCallChoice } from '../../../src/core/rewrite/index.ts';
import { accepted, answer } from './fixture.ts';

function choices(body: string): readonly TailCallChoice[] {
  return accepted(`.prog p socket\n${body}\nr0 = 0\nexit\n`).tailCalls;
}

function only(body: string): TailCallChoice {
  const [choice, ...rest] = choices(body);
  if (choice === undefined || rest.length > 0) throw new Error('not one tail call');
  return choice;
}

describe('chooseTailCalls', () => {
  it('makes a constant key direct, however it was made', () => {
    const choice = only('r2 = t ll\nr3 = 7\nr3 >>= 1\nr3 -= 1\ncall 12');
    expect(choice).toMatchObject({ form: 'direct', reason: 'constant-key', pokeIdx: 0 });
    expect(choice.paths[0]).toMatchObject({ mapIdx: 0, key: 2, keyWriter: 4 });
  });

  it('believes a key that a comparison fixed', () => {
    const body = 'r3 = *(u32 *)(r1 + 0)\nif r3 != 1 goto +3\nr2 = t ll\ncall 12';
    expect(only(body)).toMatchObject({ form: 'direct', reason: 'constant-key' });
  });

  it('makes a key from the packet indirect', () => {
    const choice = only('r3 = *(u32 *)(r1 + 0)\nr2 = t ll\ncall 12');
    expect(choice).toMatchObject({ form: 'indirect', reason: 'key-unknown', pokeIdx: null });
    expect(choice.explanation).toBe('indirect: the key is only known at run time');
  });

  it('shows both paths when two keys meet', () => {
    const choice = only(
      'r4 = *(u32 *)(r1 + 0)\nr2 = t ll\nr3 = 0\nif r4 > 9 goto +1\nr3 = 1\ncall 12',
    );
    expect(choice.reason).toBe('key-differs');
    expect(choice.explanation).toBe('indirect: the key is 1 on one path and 0 on another');
    expect(choice.paths).toEqual([
      { mapIdx: 0, key: 1, branches: [{ insnIdx: 4, taken: false }], keyWriter: 5 },
      { mapIdx: 0, key: 0, branches: [{ insnIdx: 4, taken: true }], keyWriter: 3 },
    ]);
  });

  it('shows both maps when two maps meet', () => {
    const choice = only(
      'r4 = *(u32 *)(r1 + 0)\nr2 = t ll\nif r4 > 9 goto +2\nr2 = u ll\nr3 = 1\ncall 12'.replace(
        'goto +2',
        'goto +2',
      ),
    );
    expect(choice.reason).toBe('map-differs');
    expect(choice.explanation).toBe('indirect: the map is u on one path and t on another');
    expect(choice.paths.map((path) => path.mapIdx)).toEqual([1, 0]);
  });

  it('makes a key outside the table indirect', () => {
    const choice = only('r2 = t ll\nr3 = 4\ncall 12');
    expect(choice.reason).toBe('key-out-of-range');
    expect(choice.explanation).toBe('indirect: the key 4 is outside t, which has 4 entries');
    expect(only('r2 = t ll\nr3 = -1\ncall 12').explanation).toContain('the key -1 is outside');
  });

  it('judges all 64 bits of a key, though the call itself takes 32', () => {
    const choice = only('r2 = t ll\nr3 = 0x100000001 ll\ncall 12');
    expect(choice).toMatchObject({ form: 'indirect', reason: 'key-out-of-range' });
    expect(only('r2 = t ll\nw3 = 1\ncall 12').form).toBe('direct');
  });

  it('numbers descriptors in program order, leaving out the indirect ones', () => {
    const call = (key: number): string => `r1 = r6\nr2 = t ll\nr3 = ${key}\ncall 12\n`;
    const found = choices(`r6 = r1\n${call(3)}${call(9)}${call(0)}`);
    expect(found.map((choice) => choice.pokeIdx)).toEqual([0, null, 1]);
  });

  it('takes 1,024 descriptors and no more', () => {
    const call = 'r1 = r6\nr2 = t ll\nr3 = 0\ncall 12\n';
    const text = (count: number): string =>
      `.prog p socket\nr6 = r1\n${call.repeat(count)}r0 = 0\nexit\n`;
    expect(accepted(text(1024)).pokeTab).toHaveLength(1024);
    expect(answer(text(1025))).toBe('28 adding tail call poke descriptor failed');
  }, 60_000);

  it('leaves out tail calls that no path reaches', () => {
    expect(choices('r0 = 1\nif r0 == 1 goto +4\nr2 = t ll\nr3 = 0\ncall 12')).toEqual([]);
  });
});
