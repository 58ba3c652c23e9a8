// What a branch tells of a number is known of those linked to it, as far as they really go together.

import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/core/rewrite/index.ts';
import { sourceOf } from './fixture.ts';

/** Behind `link`, r6 is a number of 64 bits of the map, r7 its copy; the last insn but two is dead where r6 fits in 32. */
function isSeen(link: string, version: string): boolean {
  const { source, env } = sourceOf(
    `.prog p socket
*(u32 *)(r10 - 4) = 0
r2 = r10
r2 += -4
r1 = a ll
call 1
if r0 == 0 goto out
r6 = *(u64 *)(r0 + 0)
${link}
if w7 > 100 goto out
r6 >>= 32
if r6 == 0 goto out
r0 = 1
out:
r0 = 0
exit`,
    version,
  );
  const analysis = analyse(source, env);
  if (!analysis.ok) throw new Error(analysis.error.message);
  return analysis.value.facts.seen[source.insns.length - 3] === 1;
}

describe('linkSum', () => {
  it('keeps a 32-bit sum linked to a number of 32 bits (7.1)', () => {
    expect(isSeen('w6 = w6\nr7 = r6\nw7 += 32', '7.1')).toBe(false);
  });

  it('cuts the link where a 32-bit sum forgets an upper half', () => {
    expect(isSeen('r7 = r6\nw7 += 32', '7.1')).toBe(true);
    expect(isSeen('r7 = r6\nw7 += 32', '6.19')).toBe(true);
  });
});
