// Whatever the text, `compile` answers: it never throws, never hangs, and says where it found a fault.
// POKESCOPE_FUZZ=N multiplies the number of labs.

import { describe, expect, it } from 'vitest';
import { compile, type LabResult } from '../../src/core/pipeline/index.ts';
import { busyLab, damagedLab } from './compile-labs.ts';
import { type Random, seededRandom } from './seeded-random.ts';

const ROUNDS = Number(process.env['POKESCOPE_FUZZ'] ?? 1);
const TIMEOUT = 120_000 * ROUNDS;
/** Not a benchmark: a hundred times what any of these labs needs on an idle machine. */
const SLOWEST_MS = 60_000;

function compileTimed(text: string): LabResult {
  const begin = performance.now();
  const result = compile(text);
  const took = performance.now() - begin;
  if (took > SLOWEST_MS) throw new Error(`${took} ms for:\n${text.slice(0, 4000)}`);
  return result;
}

function checkSpans(text: string, { diagnostics }: LabResult): void {
  for (const { code, message, span } of diagnostics) {
    expect(code).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
    expect(message).not.toBe('');
    const inside = span.start >= 0 && span.start <= span.end && span.end <= text.length;
    expect(inside, `${code} at ${span.start}..${span.end} of ${text.length}`).toBe(true);
  }
}

function forLabs(seed: number, count: number, make: (next: Random) => string): LabResult[] {
  const next = seededRandom(seed);
  return Array.from({ length: count * ROUNDS }, () => {
    const text = make(next);
    const result = compileTimed(text);
    checkSpans(text, result);
    return result;
  });
}

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

describe('compile', () => {
  it('answers for damaged labs, with every diagnostic inside the text', {
    timeout: TIMEOUT,
  }, () => {
    const results = forLabs(1, 1500, damagedLab);
    // The damage must not be so great that nothing of it gets through.
    expect(results.some(({ timeline }) => timeline !== null)).toBe(true);
    expect(new Set(results.flatMap((r) => r.diagnostics.map((d) => d.code))).size).toBeGreaterThan(
      25,
    );
  });

  it('runs any operations under 6.1 without a BUG', { timeout: TIMEOUT }, () => {
    const reasons = forLabs(2, 400, (next) => busyLab(next, false)).map(
      ({ timeline, diagnostics }) => {
        expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
        return timeline?.stopped ?? 'ended';
      },
    );
    expect(reasons).toContain('ended');
    const others = reasons.filter((reason) => reason !== 'ended');
    expect(others.filter((reason) => !reason.includes('again while its memory is in use'))).toEqual(
      [],
    );
  });

  it('stops with a reason under any protocol that a lab brings', { timeout: TIMEOUT }, () => {
    const reasons = forLabs(3, 800, (next) => busyLab(next, true)).flatMap(
      ({ timeline }) => timeline?.stopped ?? [],
    );
    for (const part of [
      'BUG in map_poke own',
      'BUG in text_poke own',
      'deadlock',
      'but not held',
    ]) {
      expect(
        reasons.some((reason) => reason.includes(part)),
        part,
      ).toBe(true);
    }
  });

  it.each([
    ['32,768 insns', `.prog p tc\nr0 = 0\n${lines(32_766, (i) => `r0 += ${i}`)}\nexit\n`, 0],
    [
      '1,000 programs',
      `.map t prog_array max_entries=4\n${lines(1000, (i) => `.prog p${i} tc\nr2 = t ll\nr3 = ${i % 4}\ncall 12\nr0 = 0\nexit`)}\n`,
      0,
    ],
    [
      'a full table of 65,536 slots',
      `.map t prog_array max_entries=65536\n.prog p tc\nr0 = 0\nexit\n.cpu 0\n${lines(2000, (i) => `t[${i * 32}] = p`)}\nclose t\n`,
      0,
    ],
    [
      '256 functions',
      `.prog p tc\n${lines(255, (i) => `call f${i}`)}\nr0 = 0\nexit\n${lines(255, (i) => `.func f${i}\nr0 = 0\nexit`)}\n`,
      0,
    ],
    [
      'a chain of 200 functions',
      `.prog p tc\ncall f0\nexit\n${lines(200, (i) => `.func f${i}\n${i < 199 ? `call f${i + 1}` : 'r0 = 0'}\nexit`)}\n`,
      7,
    ],
    [
      '10,000 branches in a row',
      `.prog p tc\nr6 = *(u32 *)(r1 + 0)\nr0 = 0\n${lines(10_000, (i) => `if r6 == ${i} goto l${i}\nr0 += 1\nl${i}:`)}\nexit\n`,
      14,
    ],
  ])('answers for %s', { timeout: TIMEOUT }, (_, text, errno) => {
    const { progs, timeline } = compileTimed(`.kernel 6.1\n${text}`);
    expect(new Set(progs.map((prog) => prog.loadErrno))).toEqual(new Set([errno]));
    expect(timeline?.stopped).toBeNull();
  });

  it.each([
    ['one long word', 'x'.repeat(1_000_000)],
    ['a million lines', '\n'.repeat(1_000_000)],
    ['deep parentheses', `.prog p tc\nr0 = ${'('.repeat(500_000)}`],
    [
      'nested blocks',
      `.protocol map_poke x\nfor_each_poke(map, key) {\n${'if (new) {'.repeat(20_000)}`,
    ],
    [
      'nested choices',
      `.protocol map_poke x\nfor_each_poke(map, key) { ret = ${'1 ? '.repeat(50_000)}0; }`,
    ],
    ['wrong directives', '.a\n'.repeat(100_000)],
  ])('answers for %s', { timeout: TIMEOUT }, (_, text) => {
    const result = compileTimed(text);
    checkSpans(text, result);
    expect(result.progs.every((prog) => prog.jit === null)).toBe(true);
  });
});
