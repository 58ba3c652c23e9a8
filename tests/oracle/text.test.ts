// What a user types becomes what a kernel emits. `npm run oracle:shipped` puts every shipped case
// through the check `text`; here are samples with functions as `.func`s, and faults that it must notice.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareText } from './checks/text.ts';
import { type GoldenCase, readBoot, readJsonLines } from './golden.ts';
import { labText } from './lab-text.ts';

const SAMPLE_STEP = 40;
/** For a busy machine; an idle one needs about a second for each. */
const TIMEOUT = 60_000;

function load(profile: string, family: string) {
  const file = join(import.meta.dirname, 'golden', profile, `${family}.jsonl.gz`);
  return { boot: readBoot(file), cases: readJsonLines<GoldenCase>(file) };
}

function failures(profile: string, family: string, step: number): string[] {
  const { boot, cases } = load(profile, family);
  const sample = cases.filter((_, caseIdx) => caseIdx % step === 0);
  expect(sample.length).toBeGreaterThan(5);
  return sample.flatMap((golden) => {
    // The random programs do not have their functions in libbpf's order.
    const verdict = compareText(golden, boot, family === 'random' ? 'distance' : 'func');
    return verdict.kind === 'pass' ? [] : [`${golden.name}: ${JSON.stringify(verdict)}`];
  });
}

describe('compile', () => {
  it.each([
    ['6.1-plain', 'tailcall', 1],
    ['6.1-hardened', 'tailcall', 1],
    ['6.1-lfence', 'tailcall', 4],
    ['6.1-plain', 'trace', 1],
    ['6.1-hardened', 'trace', 1],
    ['6.1-plain', 'isa', SAMPLE_STEP],
    ['6.1-hardened', 'isa', SAMPLE_STEP],
    ['6.1-plain', 'random', SAMPLE_STEP],
    ['6.1-hardened', 'random', SAMPLE_STEP],
  ])(
    'turns the text of %s %s into what the kernel emitted',
    { timeout: TIMEOUT },
    (profile, family, step) => {
      expect(failures(profile, family, step)).toEqual([]);
    },
  );
});

describe('compareText', () => {
  const { boot, cases } = load('6.1-plain', 'tailcall');
  const sample = cases.find((c) => c.ops.filter((op) => op.op === 'dumpall').length > 3);
  const spoilt = (spoil: (golden: GoldenCase) => void): string => {
    const copy = structuredClone(sample);
    if (!copy) throw new Error('no case to spoil');
    spoil(copy);
    return compareText(copy, boot, 'distance').kind;
  };

  it('passes the case that the faults are planted in', () => {
    expect(spoilt(() => {})).toBe('pass');
  });

  it('notices another immediate in the program', () => {
    const kind = spoilt(({ progs }) =>
      Object.assign(progs[1] ?? {}, { insns: 'b7000000c90000009500000000000000' }),
    );
    expect(kind).toBe('fail');
  });

  it('notices an update that the lab does not make', () => {
    const kind = spoilt((golden) => {
      const op = golden.ops.find(({ op }) => op === 'upd');
      Object.assign(op ?? {}, { k: 3 });
    });
    expect(kind).toBe('fail');
  });

  it('notices another errno', () => {
    const kind = spoilt((golden) => {
      const op = golden.ops.findLast(({ op }) => op === 'upd' || op === 'del');
      Object.assign(op ?? {}, { result: { errno: 9 } });
    });
    expect(kind).toBe('fail');
  });

  it('writes functions as functions and maps by name', () => {
    const withFuncs = cases.find((c) => labText(c, 'func').includes('.func'));
    expect(labText(withFuncs ?? ({} as GoldenCase), 'func')).toMatch(/ {2}call p\d+_f\d+\n/);
    expect(labText(sample ?? ({} as GoldenCase), 'func')).toMatch(/ {2}r2 = map0 ll\n/);
  });
});
