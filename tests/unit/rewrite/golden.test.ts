// Every program that the shipped kernels were given, against what they answered.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hexToInsns } from '../../../src/core/bpf/index.ts';
import { analyse, verify } from '../../../src/core/rewrite/index.ts';
import { dumpsOf } from '../../oracle/addresses.ts';
import {
  checkXlated,
  goldenEnv,
  goldenSource,
  xlatedFromDump,
} from '../../oracle/checks/xlated.ts';
import { type Boot, type GoldenCase, readBoot, readJsonLines } from '../../oracle/golden.ts';

const GOLDEN = join(import.meta.dirname, '../../oracle/golden');

function load(profile: string, family: string): { cases: GoldenCase[]; boot: Boot } {
  const file = join(GOLDEN, profile, `${family}.jsonl.gz`);
  return { cases: readJsonLines<GoldenCase>(file), boot: readBoot(file) };
}

function failures(profile: string, family: string): string[] {
  const { cases, boot } = load(profile, family);
  return cases.flatMap((golden) => {
    const verdict = checkXlated(golden, boot);
    return verdict.kind === 'fail' ? [`${golden.name}: ${verdict.detail}`] : [];
  });
}

describe('verify', () => {
  it.each([
    ['6.1-plain', 'tailcall'],
    ['6.1-plain', 'trace'],
    ['6.1-hardened', 'tailcall'],
    ['6.1-hardened', 'trace'],
    ['6.1-lfence', 'tailcall'],
  ])('answers as %s did for every %s case', (profile, family) => {
    expect(failures(profile, family)).toEqual([]);
  });

  it('answers as 6.1-plain did for every third isa case', () => {
    const { cases, boot } = load('6.1-plain', 'isa');
    const failed = cases.filter((golden, k) => {
      return k % 3 === 0 && checkXlated(golden, boot).kind === 'fail';
    });
    expect(failed.map((golden) => golden.name)).toEqual([]);
  }, 120_000);

  it('answers as 6.1-plain did for random programs up to 400 insns', () => {
    const { cases, boot } = load('6.1-plain', 'random');
    const small = cases.filter((golden) => (golden.progs[0]?.insns.length ?? 0) <= 400 * 16);
    expect(small.length).toBeGreaterThan(200);
    const failed = small.filter((golden) => checkXlated(golden, boot).kind === 'fail');
    expect(failed.map((golden) => golden.name)).toEqual([]);
  }, 120_000);
});

describe('checkXlated', () => {
  const { cases, boot } = load('6.1-plain', 'tailcall');
  const withInsns = cases.find((golden) => /"xlated":"[0-9a-f]/.test(JSON.stringify(golden)));
  const direct = cases.find((golden) => golden.name === 'tc-direct-csnone-st0') ?? cases[0];
  const refusal = cases.find((golden) =>
    golden.ops.some((op) => op.op === 'load' && op.result.errno !== undefined),
  );

  function changedCase(golden: GoldenCase | undefined, from: RegExp, to: string): GoldenCase {
    if (golden === undefined) throw new Error('no such case');
    const text = JSON.stringify(golden);
    expect(text).toMatch(from);
    return JSON.parse(text.replace(from, to)) as GoldenCase;
  }

  it('notices one changed digit in the rewritten insns', () => {
    const golden = changedCase(withInsns, /"xlated":"[0-8a-f]/, '"xlated":"9');
    expect(checkXlated(golden, boot).kind).toBe('fail');
  });

  it('notices a changed errno and a changed sentence', () => {
    const errno = changedCase(refusal, /"errno":\s*13/, '"errno":22');
    const sentence = changedCase(refusal, /tail_calls are not allowed/, 'tail_calls are fine');
    expect(checkXlated(errno, boot).kind).toBe('fail');
    expect(checkXlated(sentence, boot).kind).toBe('fail');
  });

  it('notices a direct tail call where the kernel made an indirect one', () => {
    const image = /(83f82173..83c0018985........)(?:e9........)/;
    const golden = changedCase(direct, image, '$1488b8cd61001');
    expect(checkXlated(golden, boot).kind).toBe('fail');
  });

  it('counts a profile that is not modelled as failed', () => {
    const golden = { ...(cases[0] as GoldenCase), profile: '9.9-plain' };
    expect(checkXlated(golden, boot).kind).toBe('fail');
  });
});

describe('xlatedFromDump', () => {
  it('gives back what our own rewriting gives, from the dump and the decisions alone', () => {
    const { cases, boot } = load('6.1-plain', 'tailcall');
    let compared = 0;
    for (const golden of cases) {
      const env = goldenEnv(golden, boot);
      for (const { p, xlated: hex } of dumpsOf(golden)) {
        if (hex === undefined || env === null) continue;
        const source = goldenSource(golden, p);
        const analysis = analyse(source, env);
        const ours = verify(source, env);
        if (!analysis.ok || !ours.ok) throw new Error(`${golden.name} was refused`);
        const insns = hex === '=insns' ? source.insns : hexToInsns(hex);
        const undone = xlatedFromDump(insns, source, analysis.value, null);
        expect(undone.insns).toEqual(ours.value.insns);
        expect(undone.subprogs).toEqual(ours.value.subprogs);
        expect(undone.pokeTab).toEqual(ours.value.pokeTab);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(300);
  });
});
