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
import { compileBlinded, compileForLinux, refusalOf } from './linux.ts';
import { runImages } from './machine.ts';
import { readMoreVectors, readVectors, type Vector } from './vectors.ts';

const shipped = readVectors();
const more = readMoreVectors();
const all = [...shipped, ...more];

function insnsOf({ asm }: Vector): readonly (readonly Insn[])[] {
  const { insns, diagnostics } = assembleBody(asm);
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return insns.map(({ slots }) => slots);
}

/** What Linux 6.1 does with a vector: r0, or its sentence about an insn that it does not know. */
function outcome(vector: Vector, compile = compileForLinux): string {
  const insns = insnsOf(vector);
  const refusal = refusalOf(insns);
  if (refusal !== null) return refusal;
  const prog = compile(insns.flat());
  if (!prog.ok) return prog.error.message;
  try {
    return runImages(prog.value, vector.mem).toString(16);
  } catch (thrown) {
    return String(thrown);
  }
}

interface Failure {
  readonly name: string;
  readonly wanted: string | undefined;
  readonly got: string;
}

/** Vectors that end otherwise than they want, or than `exclude` says. */
function judge(
  vectors: readonly Vector[],
  exclude: (vector: Vector, got: string) => string | undefined,
  compile = compileForLinux,
): { readonly failures: Failure[]; readonly returned: number } {
  const failures: Failure[] = [];
  let returned = 0;
  for (const vector of vectors) {
    const got = outcome(vector, compile);
    const result = vector.result?.toString(16);
    if (got === result) returned++;
    const wanted = exclude(vector, got) ?? result;
    if (got !== wanted) failures.push({ name: vector.name, wanted, got });
  }
  return { failures, returned };
}

describe('assembleBody', () => {
  it('reads every vector without a diagnostic', () => {
    const failures = all.filter(({ asm }) => assembleBody(asm).diagnostics.length > 0);
    expect(failures.map(({ name }) => name)).toEqual([]);
    expect(shipped).toHaveLength(313);
  });

  it('gives the slots that a vector spells out', () => {
    const spelled = all.filter(({ raw }) => raw.length > 0);
    for (const vector of spelled) {
      const view = new DataView(encodeInsns(insnsOf(vector).flat()).buffer);
      expect(vector.raw.map((_, slot) => view.getBigUint64(slot * 8, true))).toEqual(vector.raw);
    }
    expect(spelled.map(({ name }) => name)).toContain('lddw');
  });

  it('gives insns that the codec and LLVM words carry unchanged, cpu v4 included', () => {
    for (const vector of all) {
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
    const refused: string[] = [];
    for (const vector of shipped) {
      const { lab, diagnostics } = parseLab(`.prog vector socket\n${vector.asm}`);
      refused.push(...diagnostics.map(({ code }) => `${vector.name}: ${code}`));
      const slots = lab.progs[0]?.insns.flatMap((insn) => insn.slots) ?? [];
      const ours = insnsOf(vector).filter(([first]) => first?.code !== 0x8d);
      expect(slots, vector.name).toEqual(ours.flat());
    }
    expect(refused).toEqual(['callx: asm/callx']);
  });
});

describe('the images of the 6.1 JIT', () => {
  it('return what every vector wants, or the kernel refuses the vector for the reason on record', () => {
    const { failures, returned } = judge(
      shipped,
      ({ name }) => EXCLUSIONS.find(({ vectors }) => vectors.includes(name))?.says,
    );
    expect(failures).toEqual([]);
    expect(returned).toBe(253);
  }, 60_000);

  it('return the same with constants blinded', () => {
    const { failures, returned } = judge(
      shipped,
      ({ name }) => EXCLUSIONS.find(({ vectors }) => vectors.includes(name))?.says,
      compileBlinded,
    );
    expect(failures).toEqual([]);
    expect(returned).toBe(253);
  }, 60_000);

  it('leave out no vector twice, and none that does not exist', () => {
    const names = EXCLUSIONS.flatMap(({ vectors }) => vectors);
    const known = new Set(shipped.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });

  it('return what vectors from elsewhere want, unless they use what 6.1 refuses', () => {
    const { failures } = judge(more, (_vector, got) => {
      return EXCLUSIONS.find(({ says }) => says === got)?.says;
    });
    expect(failures).toEqual([]);
  }, 60_000);
});
