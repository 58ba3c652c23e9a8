import { describe, expect, it } from 'vitest';
import { assembleBody, assembleInsn, parseLab } from '../../src/core/asm/index.ts';
import {
  decodeInsns,
  encodeInsns,
  type Insn,
  insnsToHex,
  printInsn,
} from '../../src/core/bpf/index.ts';
import { EXCLUSIONS } from './excluded.ts';
import { compileForLinux, refusalOf } from './linux.ts';
import { runImages } from './machine.ts';
import { readVectors, type Vector } from './vectors.ts';

const vectors = readVectors();
/** Other vectors than the shipped ones: their names are on no list. */
const isShipped = process.env['POKESCOPE_CONFORMANCE'] === undefined;

function insnsOf({ asm }: Vector): readonly (readonly Insn[])[] {
  const { insns, diagnostics } = assembleBody(asm);
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return insns.map(({ slots }) => slots);
}

/** What Linux 6.1 does with a vector: r0, or its sentence about an insn that it does not know. */
function outcome(vector: Vector): string {
  const insns = insnsOf(vector);
  const refusal = refusalOf(insns);
  if (refusal !== null) return refusal;
  const prog = compileForLinux(insns.flat());
  if (!prog.ok) return prog.error.message;
  try {
    return runImages(prog.value, vector.mem).toString(16);
  } catch (thrown) {
    return String(thrown);
  }
}

/** Shipped vectors are left out by name, others by what the kernel says. */
function wantedOutcome({ name, result }: Vector, got: string): string | undefined {
  const exclusion = EXCLUSIONS.find(({ vectors, says }) =>
    isShipped ? vectors.includes(name) : says === got,
  );
  return exclusion?.says ?? result?.toString(16);
}

describe('assembleBody', () => {
  it('reads every vector without a diagnostic', () => {
    const failures = vectors.filter(({ asm }) => assembleBody(asm).diagnostics.length > 0);
    if (isShipped) expect(vectors).toHaveLength(313);
    expect(failures.map(({ name }) => name)).toEqual([]);
  });

  it('gives the slots that a vector spells out', () => {
    const spelled = vectors.filter(({ raw }) => raw.length > 0);
    for (const vector of spelled) {
      const view = new DataView(encodeInsns(insnsOf(vector).flat()).buffer);
      expect(vector.raw.map((_, slot) => view.getBigUint64(slot * 8, true))).toEqual(vector.raw);
    }
    if (isShipped) expect(spelled.map(({ name }) => name)).toEqual(['lddw']);
  });

  it('gives insns that the codec and LLVM words carry unchanged, cpu v4 included', () => {
    for (const vector of vectors) {
      const insns = insnsOf(vector);
      expect(decodeInsns(encodeInsns(insns.flat()))).toEqual(insns.flat());
      for (const slots of insns) {
        const text = printInsn(slots);
        const again = assembleInsn(text);
        expect(again.ok && insnsToHex(again.value), text).toBe(insnsToHex(slots));
        expect(text).not.toContain('.8byte');
      }
    }
  });
});

describe('parseLab', () => {
  it('gives the same insns in a lab, where only callx is refused', () => {
    const refused = vectors.flatMap((vector) => {
      const { lab, diagnostics } = parseLab(`.prog vector socket\n${vector.asm}`);
      const [first] = diagnostics;
      if (first !== undefined) return [`${vector.name}: ${first.code}`];
      const slots = lab.progs[0]?.insns.flatMap((insn) => insn.slots);
      expect(slots, vector.name).toEqual(insnsOf(vector).flat());
      return [];
    });
    if (isShipped) expect(refused).toEqual(['callx: asm/callx']);
  });
});

describe('the images of the 6.1 JIT', () => {
  it('return what every vector wants, or the kernel refuses the vector for the reason on record', () => {
    let returned = 0;
    const failures = vectors.flatMap((vector) => {
      const got = outcome(vector);
      if (got === vector.result?.toString(16)) returned++;
      const wanted = wantedOutcome(vector, got);
      return got === wanted ? [] : [{ name: vector.name, wanted, got }];
    });
    expect(failures).toEqual([]);
    if (isShipped) expect(returned).toBe(253);
  }, 60_000);

  it('leave out no vector twice, and none that does not exist', () => {
    const names = EXCLUSIONS.flatMap((exclusion) => exclusion.vectors);
    expect(new Set(names).size).toBe(names.length);
    const known = new Set(vectors.map(({ name }) => name));
    if (isShipped) expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});
