import { describe, expect, it } from 'vitest';
import { compile, type LabPasses, labPasses } from '../../../src/core/pipeline/index.ts';

const TWO_FUNCS = `.kernel 6.1
.prog main tc
        if r1 > 2 goto out
        call half
out:
        r0 = 0
        exit
.func half
        r0 = 1
        exit
.prog other tc
        r0 = 2
        exit
`;

/** A program that reads what it never wrote. */
const REFUSED = '.prog main tc\n        r0 = r5\n        exit\n';

function ask(text: string, progIdx = 0, funcIdx = 0, kernel: string | null = null): LabPasses {
  const override = kernel === null ? {} : { kernel };
  return labPasses(compile(text, { override, policy: null }), { progIdx, funcIdx });
}

describe('labPasses', () => {
  it('names the functions, and gives the trace of one with its jumps in words', () => {
    const { kernel, funcs, trace, texts } = ask(TWO_FUNCS);
    expect([kernel, funcs]).toEqual(['6.1', ['main', 'half']]);
    expect(trace?.jumps).toHaveLength(1);
    expect(texts).toEqual(['if r1 > 2 goto +1']);
    expect(ask(TWO_FUNCS, 0, 1).trace?.name).toBe('half');
  });

  it('is of the kernel that was asked for', () => {
    expect(ask(TWO_FUNCS).trace?.rules).toMatchObject({ shortMax: 123, paddingFrom: 15 });
    const old = ask(TWO_FUNCS, 0, 0, '5.10');
    expect(old.kernel).toBe('5.10');
    expect(old.trace?.rules).toMatchObject({ shortMax: 127, paddingFrom: null });
  });

  it('says why there is nothing to pass over', () => {
    const { trace, refused } = ask(REFUSED);
    expect(trace).toBeNull();
    expect(refused[0]).toMatch(/R5 !read_ok/);
  });

  it('knows a function that comes to rest in a program that does not', () => {
    const far = Array.from({ length: 20 }, (_, k) => `        if w1 == ${k + 1} goto a${k + 1}`);
    const row = Array.from({ length: 25 }, (_, k) => {
      const label = k > 5 ? `a${k - 5}:\n` : '';
      return `${label}        w0 += ${1000 + k}`;
    });
    const text = `.prog main tc
        r1 = *(u32 *)(r1 + 0)
        call slow
        exit
.func slow
        r0 = 0
${[...far, ...row].join('\n')}
a20:
        exit
`;
    expect(ask(text, 0, 0, '5.10')).toMatchObject({ isDropped: true, trace: { fault: null } });
    const slow = ask(text, 0, 1, '5.10');
    expect(slow.isDropped).toBe(false);
    expect(slow.trace?.fault?.code).toBe('jit/not-converged');
    expect(ask(text, 0, 0, '6.6').isDropped).toBe(false);
  });

  it('has nothing for a program or function that is not there', () => {
    expect(ask(TWO_FUNCS, 7)).toMatchObject({ funcs: [], trace: null });
    expect(ask(TWO_FUNCS, 0, 2)).toMatchObject({ funcs: ['main', 'half'], trace: null });
  });
});
