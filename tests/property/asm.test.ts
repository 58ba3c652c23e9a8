import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleInsn, type Lab, parseLab, tokenize } from '../../src/core/asm/index.ts';
import type { Diagnostic, Span } from '../../src/core/base/index.ts';
import { type Insn, isLdImm64, printInsn } from '../../src/core/bpf/index.ts';
import { LABS, PIECES } from './asm-labs.ts';

/** Mutated labs to try. CI and `POKESCOPE_FUZZ=100000 npx vitest run tests/property/asm` try more. */
const RUNS = Number(process.env['POKESCOPE_FUZZ'] ?? 5000);
const SEED = 20201107;
const SLOWEST_MS = 1000;
/** The long way is for the long run. */
const HOSTILE_LENGTH = RUNS > 5000 ? 200_000 : 40_000;

type Mutation = (text: string) => string;

const place = fc.double({ min: 0, max: 1, noNaN: true });

function cut(text: string, from: number, to: number): [number, number] {
  const a = Math.floor(from * text.length);
  const b = Math.floor(to * text.length);
  return [Math.min(a, b), Math.max(a, b)];
}

/** Ranges are mostly short, so that most of the lab stays what it was. */
const range = fc
  .tuple(
    place,
    fc.oneof({ weight: 4, arbitrary: fc.constant(0.01) }, { weight: 1, arbitrary: place }),
  )
  .map(([from, size]): [number, number] => [from, Math.min(1, from + size * size)]);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  range.map(([from, to]) => (text: string) => {
    const [a, b] = cut(text, from, to);
    return text.slice(0, a) + text.slice(b);
  }),
  fc.tuple(range, place).map(([[from, to], at]) => (text: string) => {
    const [a, b] = cut(text, from, to);
    const [target] = cut(text, at, 1);
    return text.slice(0, target) + text.slice(a, b) + text.slice(target);
  }),
  fc.tuple(place, fc.constantFrom(...PIECES)).map(([at, piece]) => (text: string) => {
    const [target] = cut(text, at, 1);
    return text.slice(0, target) + piece + text.slice(target);
  }),
  fc
    .tuple(place, fc.string({ unit: 'binary', maxLength: 4 }))
    .map(([at, piece]) => (text: string) => {
      const [target] = cut(text, at, 1);
      return text.slice(0, target) + piece + text.slice(target + piece.length);
    }),
  fc.tuple(range, fc.constantFrom(...LABS)).map(([[from, to], other]) => (text: string) => {
    const [a, b] = cut(other, from, to);
    const [target] = cut(text, from, 1);
    return text.slice(0, target) + other.slice(a, b) + text.slice(target);
  }),
);

const mutatedLab = fc
  .tuple(fc.constantFrom(...LABS), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([lab, mutations]) => mutations.reduce((text, mutate) => mutate(text), lab));

function expectInside(span: Span, text: string): void {
  if (span.start < 0 || span.start > span.end || span.end > text.length) {
    throw new Error(`span ${span.start}..${span.end} outside a text of ${text.length}`);
  }
}

function expectFits(insn: Insn): void {
  const { code, dst, src, off, imm } = insn;
  const fits = code >>> 8 === 0 && dst >>> 4 === 0 && src >>> 4 === 0;
  if (!fits || off !== (off << 16) >> 16 || imm !== (imm | 0)) {
    throw new Error(`a field does not fit: ${JSON.stringify(insn)}`);
  }
}

function expectWellFormed(lab: Lab, diagnostics: readonly Diagnostic[], text: string): void {
  for (const diagnostic of diagnostics) {
    expectInside(diagnostic.span, text);
    for (const { span } of diagnostic.related ?? []) expectInside(span, text);
    if (!/^asm\/[a-z0-9-]+$/.test(diagnostic.code)) throw new Error(`code ${diagnostic.code}`);
  }
  for (const { insns, labels } of [...lab.progs, ...lab.funcs]) {
    for (const { slots, span, ref } of insns) {
      expectInside(span, text);
      if (ref) expectInside(ref.span, text);
      const [first] = slots;
      if (first === undefined || slots.length !== (isLdImm64(first) ? 2 : 1)) {
        throw new Error(`${slots.length} slots`);
      }
      slots.forEach(expectFits);
    }
    for (const { span } of labels) expectInside(span, text);
  }
}

describe('parseLab', () => {
  it(`survives ${RUNS} damaged labs, each in less than a second, with sound spans and insns`, () => {
    let slowest = 0;
    fc.assert(
      fc.property(mutatedLab, (text) => {
        const start = performance.now();
        const { lab, diagnostics } = parseLab(text);
        slowest = Math.max(slowest, performance.now() - start);
        expectWellFormed(lab, diagnostics, text);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(slowest).toBeLessThan(SLOWEST_MS);
  }, 3_600_000);

  it(`takes hostile texts of ${HOSTILE_LENGTH} characters in less than a second`, () => {
    const hostile = [
      '(',
      '-',
      '1+',
      '9',
      '/*',
      '"',
      '\n',
      ';',
      '.',
      'a:',
      '1:',
      'r1 = 1f\n',
      'goto 1b\n',
      'goto x\n',
      'call x\n',
      'r1 = jmp ll\n',
      '.map m prog_array max_entries=1\n',
      '.prog p tcc\n',
      '.cpu 0\n',
      '.protocol map_poke x\n',
      '.expect\nslot(m[0]) in {',
      'a,',
      '.8byte 1,',
      '.8byte 24\n',
      "'",
      '.sectoin x\n',
      '/**/.x ',
    ];
    for (const piece of hostile) {
      const body = piece.repeat(Math.ceil(HOSTILE_LENGTH / piece.length));
      const text = `.map m prog_array max_entries=1\n.prog e tc\nr1 = 1 + ${body}`;
      for (const candidate of [
        text,
        body,
        `.prog e tc\n${body}`,
        `.expect\n${body}`,
        `.cpu 0\n${body}`,
      ]) {
        const start = performance.now();
        const { lab, diagnostics } = parseLab(candidate);
        const parsed = performance.now();
        tokenize(candidate);
        expect(parsed - start, piece).toBeLessThan(SLOWEST_MS);
        expect(performance.now() - parsed, piece).toBeLessThan(SLOWEST_MS);
        expect(diagnostics.length).toBeLessThanOrEqual(501);
        expectWellFormed(lab, diagnostics, candidate);
      }
    }
  }, 120_000);
});

describe('tokenize', () => {
  it('covers every damaged lab with tokens in order that do not overlap', () => {
    fc.assert(
      fc.property(mutatedLab, (text) => {
        let end = 0;
        for (const token of tokenize(text)) {
          if (token.start < end || token.end <= token.start || token.end > text.length) {
            throw new Error(`token ${token.start}..${token.end} after ${end}`);
          }
          if (!/^\s*$/.test(text.slice(end, token.start))) throw new Error(`gap at ${end}`);
          end = token.end;
        }
      }),
      { seed: SEED, numRuns: Math.min(RUNS / 5, 10_000) },
    );
  }, 600_000);
});

describe('printInsn', () => {
  const slot = fc.record({
    code: fc.integer({ min: 0, max: 255 }),
    dst: fc.integer({ min: 0, max: 15 }),
    src: fc.integer({ min: 0, max: 15 }),
    off: fc.oneof(fc.constantFrom(0, 1, 8, 16, 32, -1), fc.integer({ min: -0x8000, max: 0x7fff })),
    imm: fc.oneof(
      fc.constantFrom(0, 1, 16, 32, 64, 0xe1, 0xf1, 0x100, 0x110, 0x41, 0xa0),
      fc.integer({ min: -0x80000000, max: 0x7fffffff }),
    ),
  });

  it('gives every slot a text that assembles to the same slot', () => {
    fc.assert(
      fc.property(slot, slot, (low, high) => {
        const slots = isLdImm64(low) ? [low, high] : [low];
        const result = assembleInsn(printInsn(slots));
        expect(result.ok ? result.value : result.error).toEqual(slots);
      }),
      { seed: SEED, numRuns: 20_000 },
    );
  }, 60_000);
});
