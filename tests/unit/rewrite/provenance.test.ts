// What made each insn of every program that the shipped kernels accepted.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/base/index.ts';
import type { Insn } from '../../../src/core/bpf/index.ts';
import { type ProgSource, type Rewritten, verify } from '../../../src/core/rewrite/index.ts';
import { markOf } from '../../../src/core/rewrite/provenance.ts';
import { goldenEnv, goldenSource } from '../../oracle/checks/xlated.ts';
import { type GoldenCase, readBoot, readJsonLines } from '../../oracle/golden.ts';
import { accepted, sourceOf } from './fixture.ts';

const GOLDEN = join(import.meta.dirname, '../../oracle/golden');

/** Programs of one file that we accept, long ones left out: the rules are the same for these. */
function* acceptedProgs(
  folder: string,
  family: string,
): Generator<[string, ProgSource, Rewritten]> {
  const file = join(GOLDEN, folder, `${family}.jsonl.gz`);
  const boot = readBoot(file);
  for (const golden of readJsonLines<GoldenCase>(file)) {
    const env = goldenEnv(golden, boot);
    if (env === null) throw new Error(`${folder} is not modelled`);
    for (const [progIdx, { insns }] of golden.progs.entries()) {
      if (insns.length > 400 * 16) continue;
      const source = goldenSource(golden, progIdx);
      const result = verify(source, env);
      if (result.ok) yield [`${golden.name}/${progIdx}`, source, result.value];
    }
  }
}

function same(a: Insn, b: Insn): boolean {
  const sameRegs = a.code === b.code && a.dst === b.dst && a.src === b.src;
  return sameRegs && a.off === b.off && a.imm === b.imm;
}

function kindsOf({ provenance }: Rewritten, marks: number): string[] {
  return provenance.rewritings.filter((_, k) => (marks & (1 << k)) !== 0).map(({ kind }) => kind);
}

/** What of the rules a program breaks; empty when it keeps them all. */
function broken(source: ProgSource, xlated: Rewritten): string[] {
  const { insns, origin, provenance } = xlated;
  const { marks, putIn, removed } = provenance;
  const found: string[] = [];
  const fail = (insnIdx: number, rule: string): void => void found.push(`insn ${insnIdx}: ${rule}`);
  if (marks.length !== insns.length || putIn.length !== insns.length) fail(-1, 'not covered');
  const standsFor = new Set<number>();
  insns.forEach((insn, insnIdx) => {
    const from = at(origin, insnIdx);
    const kinds = kindsOf(xlated, at(marks, insnIdx));
    if (from < (origin[insnIdx - 1] ?? 0)) fail(insnIdx, 'comes from before its forerunner');
    if (at(putIn, insnIdx) === 1 && kinds.length === 0) fail(insnIdx, 'put in by nobody');
    if (at(putIn, insnIdx) === 0) {
      if (standsFor.has(from)) fail(insnIdx, 'stands for the same source insn as another');
      standsFor.add(from);
      const isPointer = kinds.length === 1 && kinds[0] === 'map-pointer';
      const isChanged = !same(insn, at(source.insns, from));
      if (isChanged !== kinds.length > 0 && !isPointer)
        fail(insnIdx, `changed by [${kinds.join()}]`);
    }
    const strange = provenance.rewritings.find(
      (each) => !each.inKernel && kinds.includes(each.kind),
    );
    if (strange) fail(insnIdx, `${strange.kind} is not of this kernel`);
    if (kinds.includes('dead-code') || kinds.includes('nop')) fail(insnIdx, 'removed and there');
  });
  const left = new Set(origin);
  const gone = source.insns.flatMap((_, insnIdx) => (left.has(insnIdx) ? [] : [insnIdx]));
  if (removed.map(({ insnIdx }) => insnIdx).join() !== gone.join()) fail(-1, 'removed ones differ');
  for (const { insnIdx, marks: own } of removed) {
    const kinds = kindsOf(xlated, own);
    const count = kinds.filter((kind) => kind === 'dead-code' || kind === 'nop').length;
    if (count !== 1) fail(insnIdx, 'removed by none or two');
  }
  return found;
}

describe('Provenance', () => {
  const files = readdirSync(GOLDEN).flatMap((folder) =>
    readdirSync(join(GOLDEN, folder)).flatMap((name) => {
      const family = /^(.*)\.jsonl\.gz$/.exec(name)?.[1];
      return family === undefined ? [] : [[folder, family] as const];
    }),
  );
  const met = new Set<string>();

  it.each(files)(
    'covers every program of %s, %s',
    (folder, family) => {
      let count = 0;
      for (const [name, source, xlated] of acceptedProgs(folder, family)) {
        expect(broken(source, xlated), name).toEqual([]);
        for (const marks of xlated.provenance.marks)
          if (marks !== 0) kindsOf(xlated, marks).forEach((kind) => met.add(kind));
        for (const { marks } of xlated.provenance.removed)
          kindsOf(xlated, marks).forEach((kind) => met.add(kind));
        count++;
      }
      expect(count).toBeGreaterThan(0);
    },
    120_000,
  );

  it('meets fifteen kinds in them', () => {
    expect([...met].sort()).toEqual([
      'ctx-access',
      'dead-code',
      'div-guard',
      'hard-wire',
      'helper-call',
      'jump-offset',
      'ld-abs',
      'map-lookup',
      'map-pointer',
      'may-goto',
      'nop',
      'probe-mem',
      'subprog-call',
      'tail-call',
      'zero-extend',
    ]);
  });

  it('notices a mark that is missing, one too many, and an insn that is said to be gone', () => {
    const { source } = sourceOf('.prog p socket\nr2 = *(u32 *)(r1 + 0)\nr0 = 0\nr0 /= r2\nexit\n');
    const xlated = accepted('.prog p socket\nr2 = *(u32 *)(r1 + 0)\nr0 = 0\nr0 /= r2\nexit\n');
    const { provenance } = xlated;
    const withMarks = (marks: Int32Array): Rewritten => ({
      ...xlated,
      provenance: { ...provenance, marks },
    });
    expect(broken(source, xlated)).toEqual([]);
    expect(
      broken(source, withMarks(provenance.marks.map((mark, k) => (k === 2 ? 0 : mark)))),
    ).toHaveLength(1);
    expect(
      broken(source, withMarks(provenance.marks.map((mark, k) => (k === 1 ? 64 : mark)))),
    ).toHaveLength(1);
    const removed = [{ insnIdx: 1, marks: markOf('dead-code'), branch: null }];
    expect(broken(source, { ...xlated, provenance: { ...provenance, removed } })).toHaveLength(1);
  });
});

describe('rewritings', () => {
  function done(text: string): [string, string][] {
    const xlated = accepted(text);
    return [...xlated.provenance.marks].map((marks, insnIdx) => [
      kindsOf(xlated, marks).join('+'),
      xlated.provenance.putIn[insnIdx] === 1 ? 'put in' : 'stands for its source',
    ]);
  }

  it('leaves what nobody touched without a mark', () => {
    expect(done('.prog p socket\nr0 = 0\nexit\n').map(([kind]) => kind)).toEqual(['', '']);
  });

  it('tells a division from its guard', () => {
    expect(done('.prog p socket\nr2 = *(u32 *)(r1 + 0)\nr0 = 0\nr0 /= r2\nexit\n')).toEqual([
      ['ctx-access', 'stands for its source'],
      ['', 'stands for its source'],
      ['div-guard', 'put in'],
      ['div-guard', 'put in'],
      ['div-guard', 'put in'],
      ['', 'stands for its source'],
      ['', 'stands for its source'],
    ]);
  });

  it('marks calls of functions, tail calls, map pointers and jumps over new insns', () => {
    const text = `.prog p tc\nr6 = *(u32 *)(r1 + 0)\nr0 = 7\nif r6 == 5 goto +1\nr0 /= r6\n
      r2 = t ll\nr3 = 0\ncall tail_call\ncall f\nexit\n.func f\nr0 = 1\nexit\n`;
    const kinds = done(text).map(([kind]) => kind);
    expect(kinds.filter((kind) => kind !== '')).toEqual([
      'ctx-access',
      'jump-offset',
      'div-guard',
      'div-guard',
      'div-guard',
      'map-pointer',
      'map-pointer',
      'tail-call',
      'subprog-call',
    ]);
  });

  it('names the branch that left insns without use, through calls and jumps', () => {
    const { provenance } = accepted(`.prog p socket\nr0 = 0\nif r0 == 0 goto +3\nr1 = 2\ncall f\n
      goto +1\nr0 = 3\nexit\n.func f\nr0 = 1\nexit\n`);
    const branch = { insnIdx: 1, taken: true };
    expect(provenance.removed.map((each) => [each.insnIdx, each.branch])).toEqual([
      [1, branch],
      [2, branch],
      [3, branch],
      [4, branch],
      [7, branch],
      [8, branch],
    ]);
  });

  it('names no branch for a goto +0 of the source', () => {
    const { provenance } = accepted('.prog p socket\nr0 = 0\ngoto +0\nexit\n');
    expect(provenance.removed).toMatchObject([{ insnIdx: 1, branch: null }]);
  });

  it('removes a branch that is never taken as a nop', () => {
    const { provenance } = accepted(
      '.prog p socket\nr0 = 0\nif r0 == 1 goto +1\ngoto +1\nr0 = 2\nexit\n',
    );
    expect(provenance.removed[0]).toMatchObject({
      insnIdx: 1,
      branch: { insnIdx: 1, taken: false },
    });
  });
});

describe('rewritingsOf', () => {
  const passOf = (folder: string, kind: string): string | undefined => {
    const [first] = acceptedProgs(folder, 'tailcall');
    return first?.[2].provenance.rewritings.find((each) => each.kind === kind)?.pass;
  };

  it('knows which kernels have a kind', () => {
    const has = (folder: string, kind: string): boolean | undefined => {
      const [first] = acceptedProgs(folder, 'tailcall');
      return first?.[2].provenance.rewritings.find((each) => each.kind === kind)?.inKernel;
    };
    expect([has('5.9-plain', 'div-guard'), has('5.9-plain', 'may-goto')]).toEqual([true, false]);
    expect([has('6.12-plain', 'may-goto'), has('6.1-plain', 'cpu-number')]).toEqual([true, false]);
  });

  it('names the function of each kernel', () => {
    expect(passOf('5.9-plain', 'div-guard')).toBe('fixup_bpf_calls');
    expect(passOf('5.10-plain', 'div-guard')).toBe('fixup_bpf_calls');
    expect(passOf('5.15-plain', 'div-guard')).toBe('do_misc_fixups');
    expect(passOf('6.19-plain', 'div-guard')).toBe('do_misc_fixups');
    expect(passOf('7.1-plain', 'div-guard')).toBe('bpf_do_misc_fixups');
    expect(passOf('7.1-plain', 'subprog-call')).toBe('jit_subprogs');
  });

  it('says what a function was called before and since when there is one', () => {
    const [first] = acceptedProgs('6.1-plain', 'tailcall');
    const versions = first?.[2].provenance.rewritings.find(
      ({ kind }) => kind === 'tail-call',
    )?.versions;
    expect(versions).toBe('since 4.2; fixup_bpf_calls before 5.13; bpf_do_misc_fixups from 7.1 on');
  });
});
