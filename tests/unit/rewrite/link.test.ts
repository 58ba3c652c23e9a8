import { describe, expect, it } from 'vitest';
import { parseLab } from '../../../src/core/asm/index.ts';
import { at } from '../../../src/core/base/index.ts';
import { linkProg } from '../../../src/core/rewrite/index.ts';
import { sourceOf } from './fixture.ts';

const FUNC = (name: string, body: string): string => `.func ${name}\n${body}\nr0 = 0\nexit\n`;

describe('linkProg', () => {
  it('appends functions in the order of their first call, depth first', () => {
    const text = `.prog p socket\ncall fb\ncall fa\nexit\n${FUNC('fa', '')}${FUNC('fb', 'call fc')}${FUNC('fc', '')}`;
    const { source } = sourceOf(text);
    expect([...source.funcNames].sort(([a], [b]) => a - b)).toEqual([
      [0, 'p'],
      [3, 'fb'],
      [6, 'fc'],
      [8, 'fa'],
    ]);
    expect(source.insns.filter((insn) => insn.code === 0x85).map((insn) => insn.imm)).toEqual([
      2, 6, 2,
    ]);
  });

  it('links a function once, however often it is called, and none that is not', () => {
    const text = `.prog p socket\ncall fa\ncall fa\nexit\n${FUNC('fa', '')}${FUNC('unused', '')}`;
    expect(sourceOf(text).source.insns).toHaveLength(5);
  });

  it('follows chains of any length', () => {
    const funcs = Array.from({ length: 20_000 }, (_, k) => `.func f${k}\ncall f${k + 1}\nexit\n`);
    const text = `.prog p socket\ncall f0\nexit\n${funcs.join('')}${FUNC('f20000', '')}`;
    expect(sourceOf(text).source.funcNames.size).toBe(20_002);
  });

  it('links a function whose address is taken, and fills the distance in', () => {
    const { source } = sourceOf(`.prog p socket\nr1 = fa ll\nexit\n${FUNC('fa', '')}`);
    expect(source.insns).toHaveLength(5);
    expect(at(source.insns, 0)).toEqual({ code: 0x18, dst: 1, src: 4, off: 0, imm: 2 });
    expect(source.funcNames.get(3)).toBe('fa');
  });

  it('turns map names into indices', () => {
    const { source } = sourceOf('.prog p socket\nr2 = u ll\nr0 = 0\nexit\n');
    expect(source.insns[0]).toEqual({ code: 0x18, dst: 2, src: 1, off: 0, imm: 1 });
  });

  it('knows the place of every slot', () => {
    const text = '.prog p socket\nr2 = u ll\nr0 = 0\nexit\n';
    const { source } = sourceOf(text);
    expect(source.spans).toHaveLength(source.insns.length);
    expect(source.spans[0]).toEqual(source.spans[1]);
  });

  it('reports names that do not exist', () => {
    const { lab } = parseLab('.prog p socket\ncall nowhere\nexit\n');
    const { diagnostics } = linkProg({ ...lab, funcs: [] }, at(lab.progs, 0), []);
    const hasCall = lab.progs[0]?.insns.some((insn) => insn.ref?.kind === 'func') ?? false;
    expect(diagnostics.map((each) => each.code)).toEqual(hasCall ? ['link/unknown-function'] : []);
  });
});
