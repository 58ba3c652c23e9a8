// Shapes as the sources of each version put them together: no dump of an unprivileged load exists.

import { describe, expect, it } from 'vitest';
import { type Insn, printXlated } from '../../../src/core/bpf/index.ts';
import { SPECULATION } from '../../../src/core/kernel/speculation-rules.ts';
import { compile, type LabResult } from '../../../src/core/pipeline/index.ts';
import { type AluMask, InsnFacts } from '../../../src/core/rewrite/interpret/verifier.ts';
import { maskOffset } from '../../../src/core/rewrite/passes/speculation.ts';
import { retvals, xlatedLines } from './lab-answers.ts';

const MASKED = ['5.9', '5.10', '5.15', '6.1', '6.6', '6.12 hardened', '7.1 hardened'];

function lab(kernel: string, body: string): LabResult {
  return compile(`.kernel ${kernel} unpriv
.map v array max_entries=3 value_size=64
.map p percpu_array max_entries=3 value_size=16
.prog a socket
${body}
.cpu 0
  run a
`);
}

const answer = (result: LabResult): string =>
  `${result.progs[0]?.loadErrno} ${result.diagnostics[0]?.message ?? 'accepted'}`;

const lines = (kernel: string, body: string): string[] => xlatedLines(lab(kernel, body));

const LOOK_UP = `  r6 = r1
  *(u32 *)(r10 - 4) = 1
  r2 = r10
  r2 += -4
  r1 = v ll
  call 1
  if r0 == 0 goto out
`;
const OUT = '\nout:\n  r0 = 7\n  exit';

/** r1 is a number of the packet, 0 to 15. */
const NUMBER = `  r1 = *(u32 *)(r6 + 0)
  r1 &= 15
`;

describe('stores to the stack of an unprivileged program', () => {
  const SPILL = '  r6 = r1\n  *(u64 *)(r10 - 8) = r6\n  r6 = *(u64 *)(r10 - 8)\n  r0 = 0\n  exit';
  const OVER_NUMBER = `  *(u64 *)(r10 - 8) = 5\n${SPILL}`;

  it.each(MASKED.slice(2))('have a barrier behind them on %s', (kernel) => {
    expect(lines(kernel, SPILL).slice(1, 4)).toEqual([
      '*(u64 *)(r10 - 8) = r6',
      'nospec',
      'r6 = *(u64 *)(r10 - 8)',
    ]);
  });

  it.each(['5.9', '5.10'])(
    'have a store of 0 before a pointer goes over a number on %s',
    (kernel) => {
      expect(lines(kernel, SPILL)).not.toContain('*(u64 *)(r10 - 8) = 0');
      expect(lines(kernel, OVER_NUMBER).slice(0, 4)).toEqual([
        '*(u64 *)(r10 - 8) = 5',
        'r6 = r1',
        '*(u64 *)(r10 - 8) = 0',
        '*(u64 *)(r10 - 8) = r6',
      ]);
    },
  );

  it('have no second barrier where a number goes over a number', () => {
    const body = '  *(u64 *)(r10 - 8) = 5\n  *(u64 *)(r10 - 8) = 6\n  r0 = 0\n  exit';
    expect(lines('6.1', body).filter((line) => line === 'nospec')).toHaveLength(1);
  });

  it.each([
    ['5.15', 1],
    ['6.1', 2],
  ])('on %s have %i barriers where a number goes over a pointer', (kernel, count) => {
    const body = '  *(u64 *)(r10 - 8) = r1\n  *(u64 *)(r10 - 8) = 6\n  r0 = 0\n  exit';
    expect(lines(kernel, body).filter((line) => line === 'nospec')).toHaveLength(count);
  });

  it('are judged by the first bytes of the slot, wherever they go', () => {
    const body = '  *(u32 *)(r10 - 4) = 5\n  *(u32 *)(r10 - 8) = 6\n  r0 = 0\n  exit';
    expect(lines('6.1', body).slice(0, 4)).toEqual([
      '*(u32 *)(r10 - 4) = 5',
      'nospec',
      '*(u32 *)(r10 - 8) = 6',
      'r0 = 0',
    ]);
  });

  it('are left alone from 6.7 on where mitigations are off', () => {
    expect(lines('6.12', SPILL)).not.toContain('nospec');
    expect(lines('7.1', SPILL)).not.toContain('nospec');
  });

  it('are a lfence in the image', () => {
    const image = lab('6.1', SPILL).progs[0]?.jit?.funcs[0]?.bytes ?? new Uint8Array();
    expect(Buffer.from(image).toString('hex')).toContain('0faee8');
  });
});

describe('look-ups in the maps of an unprivileged loader', () => {
  it.each(MASKED)('mask the index of an array on %s', (kernel) => {
    const found = lines(kernel, LOOK_UP + OUT);
    const first = found.indexOf('if r0 >= 3 goto +4');
    expect(found.slice(first, first + 3)).toEqual(['if r0 >= 3 goto +4', 'w0 &= 3', 'r0 <<= 6']);
  });

  it('mask the index of a per-CPU array where these are written out', () => {
    const found = lines('6.12 hardened', (LOOK_UP + OUT).replace('v ll', 'p ll'));
    const first = found.indexOf('if r0 >= 3 goto +6');
    expect(found.slice(first + 1, first + 3)).toEqual(['w0 &= 3', 'r0 <<= 3']);
  });

  it('have no mask where mitigations are off', () => {
    expect(lines('6.12', LOOK_UP + OUT)).toContain('if r0 >= 3 goto +3');
  });
});

describe('pointer arithmetic of an unprivileged program', () => {
  const ADD = `${LOOK_UP}${NUMBER}  r0 += r1\n  r1 = *(u8 *)(r0 + 0)${OUT}`;
  const mask = (limit: number, off: string): string[] => [
    `w11 = ${limit}`,
    `r11 -= ${off}`,
    `r11 |= ${off}`,
    'r11 = -r11',
    'r11 s>>= 63',
    `r11 &= ${off}`,
  ];

  it.each(MASKED.slice(1))('masks an offset to the furthest that was seen, on %s', (kernel) => {
    const found = lines(kernel, ADD);
    const first = found.indexOf('w11 = 15');
    expect(found.slice(first, first + 7)).toEqual([...mask(15, 'r1'), 'r0 += r11']);
  });

  it('masks it to the edge of the value on 5.9', () => {
    const found = lines('5.9', ADD);
    const first = found.indexOf('w11 = 63');
    expect(found.slice(first, first + 7)).toEqual([...mask(63, 'r1'), 'r0 += r11']);
  });

  it('puts the pointer where the offset was, if that is the destination', () => {
    const body = `${LOOK_UP}${NUMBER}  r1 += r0\n  r1 = *(u8 *)(r1 + 0)${OUT}`;
    const found = lines('6.1', body);
    const first = found.indexOf('w11 = 15');
    expect(found.slice(first, first + 8)).toEqual([...mask(15, 'r1'), 'r1 = r0', 'r1 += r11']);
    const old = lines('5.9', body);
    const at = old.indexOf('w11 = 63');
    expect(old.slice(at, at + 7)).toEqual([...mask(63, 'r1').slice(0, 5), 'r1 &= r11', 'r1 += r0']);
  });

  it('subtracts a constant that is negative', () => {
    const found = lines('6.1', `${LOOK_UP}  r0 += 32\n  r1 = -8\n  r0 += r1${OUT}`);
    const first = found.indexOf('w11 = 8');
    expect(found.slice(first, first + 2)).toEqual(['w11 = 8', 'r0 -= r11']);
  });

  it('gets a barrier instead where only the unmoved pointer would leave the value', () => {
    const body = `${LOOK_UP}  r2 = *(u32 *)(r6 + 0)
  r2 &= 15
  r2 += 20
  r0 += r2
${NUMBER}  r1 -= 20
  r0 += r1${OUT}`;
    expect(answer(lab('6.1', body))).toMatch(/^13 R0 min value is negative/);
    const found = lines('7.1 hardened', body);
    const second = found.lastIndexOf('r0 += r1');
    expect(found.slice(second - 1, second + 1)).toEqual(['nospec', 'r0 += r1']);
    expect(found.filter((line) => line === 'r0 += r11')).toHaveLength(1);
  });

  it.each(['5.10', '6.1'])('writes a constant into the insn on %s', (kernel) => {
    const found = lines(kernel, `${LOOK_UP}  r1 = 8\n  r0 += r1${OUT}`);
    const first = found.indexOf('w11 = 8');
    expect(found.slice(first, first + 2)).toEqual(['w11 = 8', 'r0 += r11']);
  });

  it('needs no mask with an immediate', () => {
    expect(lines('6.1', `${LOOK_UP}  r0 += 8${OUT}`).join()).not.toContain('r11');
  });

  it.each([
    [
      'of mixed signs',
      `${NUMBER.replace('15', '15\n  r1 -= 8')}  r0 += 16\n  r0 += r1`,
      '13 R1 has unknown scalar with mixed signed bounds, pointer arithmetic with it prohibited for !root',
    ],
    [
      'beyond the value',
      `${NUMBER.replace('15', '127')}  r0 += r1`,
      '13 invalid access to map value, value_size=64 off=127 size=1',
    ],
    [
      'on the context',
      '  r1 = 4\n  r6 += r1',
      '13 R6 has pointer with unsupported alu operation, pointer arithmetic with it prohibited for !root',
    ],
    [
      'at the end of the stack',
      '  r1 = r10\n  r1 += 8',
      '13 R1 stack pointer arithmetic goes out of range, prohibited for !root; off=8',
    ],
    [
      'that differs from path to path',
      '  r1 = 4\n  r2 = *(u32 *)(r6 + 0)\n  if r2 == 0 goto +1\n  r1 = 8\n  r0 += r1',
      '13 R0 tried to add from different maps, paths or scalars, pointer arithmetic with it prohibited for !root',
    ],
  ])('is refused for an offset %s', (_what, body, words) => {
    expect(answer(lab('6.1', `${LOOK_UP}${body}${OUT}`))).toBe(words);
  });
});

describe('branches of an unprivileged program', () => {
  const DEAD = '  r0 = 0\n  if r0 == 0 goto out\n  r0 = 9\nout:\n  exit';
  // r2 is a pointer only if r0 was 0, and then the load is never reached.
  const MISLED = `  r6 = r1
  r0 = 0
  r2 = 1
  if r0 == 0 goto out
  r0 = *(u8 *)(r2 + 0)
out:
  r0 = 3
  exit`;

  it.each(['5.9', '6.1', '6.19'])('keep dead code as a jump to itself on %s', (kernel) => {
    expect(lines(kernel, DEAD)).toEqual(['r0 = 0', 'if r0 == 0 goto +1', 'goto -1', 'exit']);
    expect(retvals(lab(kernel, DEAD))).toEqual([0]);
  });

  it('that compare constants become a goto on 7.1', () => {
    expect(lines('7.1 hardened', DEAD)).toEqual(['r0 = 0', 'goto +1', 'goto -1', 'exit']);
  });

  it.each(['5.9', '5.10'])('are not followed where they never go, on %s', (kernel) => {
    expect(answer(lab(kernel, MISLED))).toBe('0 accepted');
  });

  it.each(['5.15', '6.6', '6.12 hardened'])('are followed where they never go, on %s', (kernel) => {
    expect(answer(lab(kernel, MISLED))).toBe("13 R2 invalid mem access 'scalar'");
  });

  it('get a barrier there where faults are cured by one', () => {
    // The branch of a constant is folded on 7.1, the one of an interval is not.
    const body = MISLED.replace('r0 = 0\n  r2', 'r0 = *(u32 *)(r1 + 0)\n  r0 &= 1\n  r2').replace(
      'if r0 == 0',
      'if r0 < 2',
    );
    const found = lines('7.1 hardened', body);
    const first = found.indexOf('nospec');
    expect(found.slice(first - 1, first + 2)).toEqual(['if r0 < 2 goto +2', 'nospec', 'goto -1']);
    expect(retvals(lab('7.1 hardened', body))).toEqual([3]);
  });
});

describe('maskOffset', () => {
  const add = (dst: number, src: number): Insn => ({ code: 0x0f, dst, src, off: 0, imm: 0 });
  const sequence = (kernel: keyof typeof SPECULATION, insn: Insn, mask: AluMask): string[] => {
    const facts = new InsnFacts(1);
    facts.aluStates.set(0, mask);
    const slot = { insn, origin: 0, original: true, marks: 0 };
    return (maskOffset(slot, facts, SPECULATION[kernel]) ?? []).map((each) =>
      printXlated([each.insn]),
    );
  };
  const NEGATIVE = { limit: 20, isNegative: true, isConstant: false } as const;
  const test = (reg: string, limit: number): string[] => [
    `w11 = ${limit}`,
    `r11 -= ${reg}`,
    `r11 |= ${reg}`,
    'r11 = -r11',
    'r11 s>>= 63',
  ];

  it('turns a negative offset round, and back', () => {
    const mask: AluMask = { ...NEGATIVE, offset: 'src' };
    const shape = (limit: number): string[] => [
      'r1 *= -1',
      ...test('r1', limit),
      'r11 &= r1',
      'r0 -= r11',
      'r1 *= -1',
    ];
    expect(sequence('v6_1', add(0, 1), mask)).toEqual(shape(20));
    expect(sequence('v5_9', add(0, 1), mask)).toEqual(shape(19));
  });

  it('does not turn back what the pointer replaces', () => {
    const mask: AluMask = { ...NEGATIVE, offset: 'dst' };
    const end = ['r11 &= r1', 'r1 = r0', 'r1 -= r11'];
    expect(sequence('v5_10', add(1, 0), mask)).toEqual(['r1 *= -1', ...test('r1', 20), ...end]);
  });

  it('subtracts the pointer from the offset on 5.9, which is wrong', () => {
    const mask: AluMask = { ...NEGATIVE, offset: 'dst' };
    const end = ['r1 &= r11', 'r1 -= r0'];
    expect(sequence('v5_9', add(1, 0), mask)).toEqual(['r1 *= -1', ...test('r1', 19), ...end]);
  });
});

describe('a program in which pointers move', () => {
  const random = (seed: number): ((below: number) => number) => {
    let state = seed;
    return (below) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state >>> 4) % below;
    };
  };

  /** Writes to and reads from a value at offsets that come from the packet's length, all inside of 64 bytes. */
  const moves = (next: (below: number) => number): string => {
    const steps = Array.from({ length: 4 }, () => {
      const [mask, base] = [(1 << next(5)) - 1, next(24)];
      const add = next(2) === 0 ? '  r1 += r2\n' : '  r2 += r1\n  r1 = r2\n';
      const spill = `  *(u64 *)(r10 - 16) = r1\n  r1 = *(u64 *)(r10 - 16)\n`;
      return `  r1 = r7\n  r2 = r6\n  r2 += ${next(9)}\n  r2 &= ${mask}\n  r2 += ${base}
${add}${next(2) === 0 ? spill : ''}  *(u8 *)(r1 + ${next(8)}) = ${next(256)}
  r3 = *(u32 *)(r1 + 0)\n  r8 += r3\n  r8 *= 31\n`;
    });
    return `  r6 = *(u32 *)(r1 + 0)
  r8 = 1
  *(u32 *)(r10 - 4) = ${next(3)}
  r2 = r10
  r2 += -4
  r1 = v ll
  call 1
  if r0 == 0 goto out
  r7 = r0
${steps.join('')}out:
  r0 = r8
  exit`;
  };

  it.each(MASKED)('returns on %s what it returns to root', (kernel) => {
    const next = random(59);
    for (let round = 0; round < 12; round++) {
      const body = moves(next);
      const result = lab(kernel, body);
      expect(answer(result), body).toBe('0 accepted');
      expect(xlatedLines(result).join('\n')).toContain('r11');
      const root = compile(`.kernel ${kernel}
.map v array max_entries=3 value_size=64
.prog a socket
${body}
.cpu 0
  run a
`);
      expect(retvals(result)).toEqual(retvals(root));
      expect(retvals(result)).toHaveLength(1);
    }
  });
});
