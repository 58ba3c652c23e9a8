// Whatever the insns, the answer is a program or a refusal, never an exception.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../../../src/core/base/index.ts';
import { hexToInsns, type Insn } from '../../../src/core/bpf/index.ts';
import { verify, type Xlated } from '../../../src/core/rewrite/index.ts';
import { goldenMaps } from '../../oracle/checks/xlated.ts';
import { type GoldenCase, readJsonLines } from '../../oracle/golden.ts';
import { envOf, sourceOfInsns } from './fixture.ts';

const FILE = join(import.meta.dirname, '../../oracle/golden/6.1-plain/isa.jsonl.gz');
const cases = readJsonLines<GoldenCase>(FILE).filter((_, k) => k % 50 === 0);

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 4) % below;
  };
}

const IMMS = [0, 1, -1, 5, 8, 12, 32, 64, 0x7fffffff, -0x80000000];

/** Jumps only go forward, so that no mutant loops for a million insns. */
function mutate(insns: readonly Insn[], next: (below: number) => number): Insn[] {
  const mutant = [...insns];
  for (let change = 0; change <= next(3); change++) {
    const place = next(mutant.length);
    const insn = at(mutant, place);
    const other = at(insns, next(insns.length));
    const variants: readonly Insn[] = [
      { ...insn, dst: next(11) },
      { ...insn, src: next(12) },
      { ...insn, off: next(8) },
      { ...insn, imm: at(IMMS, next(IMMS.length)) },
      { ...insn, code: next(256) },
      { ...other, off: Math.max(other.off, 0) },
    ];
    mutant[place] = at(variants, next(variants.length));
  }
  return mutant;
}

function checkShape({ insns, origin, subprogs, tailCalls, pokeTab }: Xlated): void {
  expect(origin).toHaveLength(insns.length);
  expect(subprogs[0]?.start).toBe(0);
  expect(subprogs.at(-1)?.end).toBe(insns.length);
  expect(pokeTab).toHaveLength(tailCalls.filter((choice) => choice.form === 'direct').length);
}

describe('verify', () => {
  it('answers every mutant of a real program', () => {
    const next = random(2026);
    let accepted = 0;
    for (let round = 0; round < 4000; round++) {
      const golden = at(cases, next(cases.length));
      const prog = at(golden.progs, 0);
      if (prog.insns.length > 200 * 16) continue;
      const insns = mutate(hexToInsns(prog.insns), next);
      const source = { ...sourceOfInsns(insns), type: prog.type };
      const result = verify(source, envOf(goldenMaps(golden)));
      if (!result.ok) continue;
      accepted++;
      checkShape(result.value);
    }
    expect(accepted).toBeGreaterThan(100);
  }, 60_000);
});
