import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/core/base/index.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import { hintFor } from '../../../src/ui/editor/hints.ts';
import { errnoName } from '../../../src/ui/shared/lab-names.ts';

function firstHint(body: string): string | undefined {
  const text = `.map t prog_array max_entries=1\n.prog a tc\n${body}\n`;
  const first: Diagnostic | undefined = compile(text).diagnostics[0];
  return first && hintFor(first);
}

describe('hintFor', () => {
  it.each([
    ['a register that does not exist', 'r99 = 1\nexit', /r0 to r10/],
    ['no exit', 'r0 = 1', /`exit`/],
    ['no result', 'exit', /r0 has no value/],
    ['a key that was never set', 'r2 = t ll\ncall tail_call\nr0 = 0\nexit', /r3 has no value/],
    [
      'a register that a call left without a value',
      'r2 = t ll\nr3 = 0\ncall tail_call\nr0 = r1\nexit',
      /each call leaves r1 to r5/,
    ],
    ['a wrong argument', 'r1 = 0\nr2 = t ll\nr3 = 0\ncall tail_call\nexit', /r1 = the context/],
  ])('says what to do about %s', (_, body, words) => {
    expect(firstHint(body)).toMatch(words);
  });

  it("leaves the engine's own hint as it is", () => {
    expect(firstHint('call tail_cal\nexit')).toBe("did you mean 'tail_call'?");
  });
});

describe('errnoName', () => {
  it('gives words for the errors of a lab, and a number for others', () => {
    expect([2, 7, 22, 99].map(errnoName)).toEqual(['ENOENT', 'E2BIG', 'EINVAL', 'errno 99']);
  });
});
