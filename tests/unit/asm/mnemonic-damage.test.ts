import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleBody } from '../../../src/core/asm/index.ts';
import { decodeInsns, encodeInsns, isLdImm64 } from '../../../src/core/bpf/index.ts';
import { readVectors } from '../../conformance/vectors.ts';

const SEED = 9669;
const RUNS = 3000;
const SLOWEST_MS = 1000;
const HOSTILE_LENGTH = 40_000;

const BODIES = readVectors().map(({ asm }) => asm);
const PIECES = [
  ' ',
  '\n',
  'ja exit\n',
  ...'% [ ] , + - : ; 0x 99999999999 %r11 w3 %fp lock fetch call local helper exit lddw movs 1f'.split(
    ' ',
  ),
];

/** A body with a few pieces cut out or put in. */
const damaged = fc
  .tuple(
    fc.constantFrom(...BODIES),
    fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(6), fc.constantFrom(...PIECES)),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([body, cuts]) =>
    cuts.reduce((text, [where, removed, piece]) => {
      const at = Math.floor(where * text.length);
      return text.slice(0, at) + piece + text.slice(at + removed);
    }, body),
  );

function expectSound(text: string): void {
  const { insns, labels, diagnostics } = assembleBody(text);
  const spans = [...insns, ...labels, ...diagnostics].map(({ span }) => span);
  for (const { start, end } of spans) {
    if (start < 0 || start > end || end > text.length) throw new Error(`span ${start}..${end}`);
  }
  for (const { code } of diagnostics) {
    if (!/^asm\/[a-z0-9-]+$/.test(code)) throw new Error(`code ${code}`);
  }
  for (const { slots } of insns) {
    const [first] = slots;
    const length = first !== undefined && isLdImm64(first) ? 2 : 1;
    expect(slots).toHaveLength(length);
    expect(decodeInsns(encodeInsns(slots)), 'every field fits').toEqual(slots);
  }
}

describe('assembleBody', () => {
  it(`survives ${RUNS} damaged bodies with sound spans and insns`, () => {
    fc.assert(fc.property(damaged, expectSound), { seed: SEED, numRuns: RUNS });
  }, 60_000);

  it('takes hostile texts in less than a second', () => {
    const hostile = [
      'mov ',
      'mov %',
      'mov %r1, ',
      'ldxw %r0, [',
      'lock fetch ',
      'call local ',
      'movv %r1,\n',
    ];
    for (const piece of [
      ...hostile,
      'ja exit\n',
      'lddw %r1, x\n',
      'ldxw %r0, [%r1+1+',
      'xadd [\n',
    ]) {
      const text = piece.repeat(Math.ceil(HOSTILE_LENGTH / piece.length));
      const start = performance.now();
      expectSound(text);
      expect(performance.now() - start, piece).toBeLessThan(SLOWEST_MS);
    }
  });
});
