import { describe, expect, it } from 'vitest';
import { compile, labExpects } from '../../../src/core/pipeline/index.ts';

const LAB = `.kernel 6.1
.map other prog_array max_entries=1
.map t prog_array max_entries=2
.prog a socket
  r0 = 5
  exit
.prog b socket
  r0 = 6
  exit
.cpu 3
  run b
`;

describe('labExpects', () => {
  it('puts indices in place of names', () => {
    const result = compile(`${LAB}.expect\n  retval(3) in {5, -1}\n  slot(t[1]) in {b, none}\n`);
    expect(labExpects(result)).toEqual([
      { kind: 'retval', actor: 2, values: [5, 0xffffffff] },
      { kind: 'slot', mapIdx: 1, key: 1, values: [1, null] },
    ]);
  });

  it('expects nothing of a lab that does not run', () => {
    expect(labExpects(compile(`${LAB}.expect\n  retval(3) == 5\n.kernel 6.1\n`))).toEqual([]);
  });
});
