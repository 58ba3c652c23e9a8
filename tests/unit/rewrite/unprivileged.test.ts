import { describe, expect, it } from 'vitest';
import { compile, type LabResult } from '../../../src/core/pipeline/index.ts';
import { indexMask } from '../../../src/core/rewrite/unprivileged.ts';
import { retvals, xlatedLines } from './lab-answers.ts';

function lab(kernel: string, body: string, type = 'socket', entries = 5): LabResult {
  return compile(`.kernel ${kernel}
.map t prog_array max_entries=${entries}
.map u prog_array max_entries=2
.map v array max_entries=3 value_size=16
.map l lru_hash max_entries=4
.prog a ${type}
${body}
.prog b ${type}
  r0 = 99
  exit
.init
  update t[3] = b
.cpu 0
  run a
`);
}

const answer = (result: LabResult): string =>
  `${result.progs[0]?.loadErrno} ${result.diagnostics[0]?.message ?? 'accepted'}`;

const CALL = '  r2 = t ll\n  r3 = KEY\n  call tail_call\n  r0 = 1\n  exit';
const call = (key: number): string => CALL.replace('KEY', String(key));

describe('a program of an unprivileged loader', () => {
  it('has its index tested and masked in front of a tail call, which is indirect', () => {
    const result = lab('6.1 unpriv', call(3));
    expect(xlatedLines(result).slice(2, 5)).toEqual([
      'if r3 >= 5 goto +2',
      'w3 &= 7',
      'call tail_call',
    ]);
    expect(result.progs[0]?.xlated?.tailCalls).toMatchObject([
      { form: 'indirect', reason: 'unprivileged', pokeIdx: null, insnIdx: 5 },
    ]);
    expect(retvals(result)).toEqual([99]);
  });

  it('goes on behind the call for an index out of range', () => {
    expect(retvals(lab('6.1 unpriv', call(5)))).toEqual([1]);
    expect(retvals(lab('6.1 unpriv', call(4)))).toEqual([1]);
  });

  it('takes no mask from 6.7 on where mitigations are off, and is indirect all the same', () => {
    expect(xlatedLines(lab('6.12 unpriv', call(3)))).not.toContain('w3 &= 7');
    expect(xlatedLines(lab('6.12 hardened unpriv', call(3)))).toContain('w3 &= 7');
    expect(lab('6.12 unpriv', call(3)).progs[0]?.jit?.pokeTab).toEqual([]);
    expect(xlatedLines(lab('6.6 unpriv', call(3)))).toContain('w3 &= 7');
  });

  it('is blinded too, if asked', () => {
    const result = lab('6.1 unpriv blinding', call(3));
    expect(xlatedLines(result)).not.toContain('w3 &= 7');
    expect(retvals(result)).toEqual([99]);
  });

  it('keeps a goto to the next insn', () => {
    const body = '  goto next\nnext:\n  r0 = 1\n  exit';
    expect(xlatedLines(lab('6.1', body))).toHaveLength(2);
    expect(xlatedLines(lab('6.1 unpriv', body))).toHaveLength(3);
  });

  it.each([
    ['another type', 'tc', call(3), /^1 an unprivileged loader may load/],
    [
      'a loop',
      'socket',
      '  r0 = 9\nl:\n  r0 -= 1\n  if r0 != 0 goto l\n  exit',
      /^22 back-edge from insn 2 to 1$/,
    ],
    [
      'a pointer as the return value',
      'socket',
      '  r0 = r1\n  exit',
      /^13 R0 leaks addr as return value$/,
    ],
    [
      'a pointer as the index',
      'socket',
      '  r2 = t ll\n  r3 = r1\n  call tail_call\n  r0 = 0\n  exit',
      /^13 R3 leaks addr/,
    ],
    [
      'a comparison with a pointer',
      'socket',
      '  r0 = 0\n  if r1 == 0 goto +0\n  exit',
      /^13 R1 pointer comparison prohibited$/,
    ],
    [
      'a pointer in a map',
      'socket',
      '  r2 = r10\n  r2 += -4\n  *(u32 *)(r2 + 0) = 0\n  r6 = r1\n  r1 = v ll\n  call 1\n' +
        '  if r0 == 0 goto +1\n  *(u64 *)(r0 + 0) = r6\n  r0 = 0\n  exit',
      /^13 R6 leaks addr into map$/,
    ],
    [
      'a difference of pointers',
      'socket',
      '  r0 = r10\n  r0 -= r1\n  r0 = 0\n  exit',
      /^13 R0 pointer -= pointer prohibited$/,
    ],
    [
      'a read of what nobody wrote',
      'socket',
      '  r0 = *(u64 *)(r10 - 8)\n  exit',
      /^13 invalid read from stack off -8\+0 size 8$/,
    ],
    [
      'a part of a spilled pointer',
      'socket',
      '  *(u64 *)(r10 - 8) = r1\n  *(u32 *)(r10 - 8) = 0\n  r0 = 0\n  exit',
      /^13 attempt to corrupt spilled pointer on stack$/,
    ],
    [
      'a helper of others',
      'socket',
      '  call 35\n  exit',
      /^22 unknown func bpf_get_current_task#35$/,
    ],
    [
      'a map of others',
      'socket',
      '  r1 = l ll\n  r0 = 0\n  exit',
      /^1 an unprivileged loader may not make l/,
    ],
  ])('is refused for %s', (_what, type, body, pattern) => {
    expect(answer(lab('6.1 unpriv', body, type))).toMatch(pattern);
  });

  it.each([
    ['5.10', '1 function calls to other bpf functions are allowed for CAP_BPF and CAP_SYS_ADMIN'],
    [
      '6.1',
      '1 loading/calling other bpf or kernel functions are allowed for CAP_BPF and CAP_SYS_ADMIN',
    ],
  ])('may not have functions on %s', (version, words) => {
    const body = '  call f\n  exit\n.func f\n  r0 = 0\n  exit';
    expect(answer(lab(`${version} unpriv`, body))).toBe(words);
  });

  it('may not choose between maps', () => {
    const body = `  r0 = *(u32 *)(r1 + 0)
  r2 = t ll
  if r0 == 7 goto other
  goto go
other:
  r2 = u ll
go:
  r3 = 1
  call tail_call
  r0 = 1
  exit`;
    expect(answer(lab('6.1', body))).toBe('0 accepted');
    expect(answer(lab('6.1 unpriv', body))).toBe('22 tail_call abusing map_ptr');
  });
});

describe('indexMask', () => {
  it.each([
    [1, 0],
    [2, 1],
    [3, 3],
    [5, 7],
    [65_536, 0xffff],
  ])('of %i entries is %i', (maxEntries, mask) => {
    const map = { name: 'm', type: 'prog_array' as const, keySize: 4, valueSize: 4, maxEntries };
    expect(indexMask(map)).toBe(mask);
  });
});
