import { describe, expect, it } from 'vitest';
import { accepted, analysed, answer } from './fixture.ts';

const touch = (bytes: number): string => (bytes === 0 ? '' : `*(u64 *)(r10 - ${bytes}) = r10\n`);
const TAIL = 'r2 = t ll\nr3 = 0\ncall 12\nr0 = 0\nexit\n';

/** A chain main -> f1 -> ... with these stack sizes; the last one tail-calls if asked to. */
function chain(depths: readonly number[], tailCall: boolean): string {
  return depths
    .map((depth, k) => {
      const head = k === 0 ? '.prog p socket\n' : `.func f${k}\n`;
      const last = k === depths.length - 1;
      const end = tailCall ? TAIL : 'r0 = 0\nexit\n';
      return `${head}${touch(depth)}${last ? end : `call f${k + 1}\nexit\n`}`;
    })
    .join('');
}

describe('stackDepth', () => {
  const depthOf = (body: string): number | undefined =>
    analysed(`.prog p socket\n${body}\nr0 = 0\nexit\n`).subprogs[0]?.stackDepth;

  it('is the deepest byte that any path uses', () => {
    expect(depthOf('*(u8 *)(r10 - 5) = 1')).toBe(5);
    expect(depthOf('*(u64 *)(r10 - 64) = 1\n*(u64 *)(r10 - 16) = 1')).toBe(64);
  });

  it('follows copies of the frame pointer and what helpers are given', () => {
    expect(depthOf('r3 = r10\nr3 += -40\n*(u64 *)(r3 + 8) = 1')).toBe(32);
    expect(depthOf('r2 = 0\nr3 = r10\nr3 += -48\nr4 = 8\ncall 26')).toBe(48);
  });

  it('counts loads too', () => {
    expect(depthOf('r3 = *(u64 *)(r10 - 24)')).toBe(24);
  });

  it('belongs to the frame that is written, not to the function that writes', () => {
    const { subprogs } = analysed(
      `.prog p socket\nr1 = r10\nr1 += -24\ncall f\nexit\n.func f\n*(u64 *)(r1 + 0) = 1\nr0 = 0\nexit\n`,
    );
    expect(subprogs.map((subprog) => subprog.stackDepth)).toEqual([24, 0]);
  });

  it('ignores what no path reaches', () => {
    const body = 'r3 = 1\nif r3 == 1 goto +1\n*(u64 *)(r10 - 512) = 1';
    expect(depthOf(body)).toBe(0);
  });
});

describe('checkStackDepth', () => {
  it('limits a call chain to 512 bytes, frames rounded up to 32', () => {
    expect(accepted(chain([256, 256], false)).subprogs).toHaveLength(2);
    expect(answer(chain([264, 256], false))).toBe(
      '13 combined stack size of 2 calls is 544. Too large',
    );
  });

  it('limits the callers of a tail-calling function to less than 256 bytes', () => {
    expect(accepted(chain([224, 8], true)).pokeTab).toHaveLength(1);
    const limit = '13 tail_calls are not allowed when call stack of previous frames is';
    expect(answer(chain([232, 8], true))).toBe(`${limit} 256 bytes. Too large`);
    expect(answer(chain([128, 128, 0], true))).toBe(`${limit} 256 bytes. Too large`);
    expect(answer(chain([512, 0], true))).toBe(`${limit} 512 bytes. Too large`);
  });

  it('does not limit the main program itself', () => {
    expect(accepted(chain([512], true)).subprogs[0]?.stackDepth).toBe(512);
  });

  it('allows eight frames', () => {
    expect(accepted(chain([0, 0, 0, 0, 0, 0, 0, 0], false)).subprogs).toHaveLength(8);
    expect(answer(chain([0, 0, 0, 0, 0, 0, 0, 0, 0], false))).toBe(
      '7 the call stack of 9 frames is too deep',
    );
  });

  it('marks every function on a chain to a tail call', () => {
    const text = `.prog p socket\ncall f\ncall g\nexit\n.func f\ncall k\nexit\n.func g\nr0 = 0\nexit\n.func k\nr1 = r1\n${TAIL}`;
    const withCtx = text
      .replace('call f\n', 'r6 = r1\ncall f\n')
      .replace('call g', 'r1 = r6\ncall g');
    const marks = accepted(withCtx).subprogs.map((s) => [
      s.name,
      s.tailCallReachable,
      s.hasTailCall,
    ]);
    expect(marks).toEqual([
      ['p', true, false],
      ['f', true, false],
      ['k', true, true],
      ['g', false, false],
    ]);
  });
});
