import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../src/core/base/index.ts';
import type { FuncImage } from '../../../src/core/jit/index.ts';
import { compile, type LabResult } from '../../../src/core/pipeline/index.ts';
import { LABS } from '../../../src/labs/index.ts';
import { caret, edited, SMALL, service } from './lab-text.ts';

function rename(marked: string, name: string): string {
  const { text, at } = caret(marked);
  const answer = service.rename(text, at, name);
  return answer.ok ? edited(text, answer.edits) : answer.refusal;
}

/** What a movabs loads, or, without the JIT, an ld_imm64 of two slots; 0 for anything else. */
function addressIn(view: DataView): bigint {
  if (view.byteLength === 10) return view.getBigUint64(2, true);
  if (view.byteLength !== 16) return 0n;
  return BigInt(view.getUint32(4, true)) | (BigInt(view.getUint32(12, true)) << 32n);
}

/** Bytes without addresses: where a map or a program lies follows from its name. */
function image({ bytes, insns }: FuncImage, { mapAddrs }: LabResult): string {
  return [...insns.byteOff]
    .map((start, idx) => {
      const own = bytes.subarray(start, insns.byteOff[idx + 1] ?? bytes.length);
      const view = new DataView(own.buffer, own.byteOffset, own.length);
      const isBranch = own.length === 5 && (own[0] === 0xe8 || own[0] === 0xe9);
      const target = isBranch ? start + 5 + view.getInt32(1, true) : start;
      if (target < 0 || target > bytes.length) return 'elsewhere';
      const word = addressIn(view);
      const mapIdx = mapAddrs.findIndex((addr) => word >= addr && word < addr + 0x1000n);
      return mapIdx < 0 ? bytesToHex(own) : `map ${mapIdx}`;
    })
    .join(' ');
}

/** Images, and the run as kinds of events, without the names in them. */
function made(result: LabResult): unknown {
  return {
    codes: result.diagnostics.map(({ code }) => code),
    images: result.progs.map((prog) => prog.jit?.funcs.map((func) => image(func, result))),
    run: result.timeline?.steps.map(({ actor, events }) => [
      actor,
      ...events.map(({ kind }) => kind),
    ]),
  };
}

describe('rename', () => {
  it('changes every place that means the name, and no other', () => {
    const text = SMALL.replace('delete jmp', 'delete j|mp');
    expect(rename(text, 'slots')).toBe(SMALL.replaceAll('jmp_table', 'slots'));
  });

  it('renames labels within their body only', () => {
    const text = '.prog a tc\nx: goto |x\n.prog b tc\nx: goto x\n';
    expect(rename(text, 'y')).toBe('.prog a tc\ny: goto y\n.prog b tc\nx: goto x\n');
  });

  it('renames variables of protocols and protocols with a body', () => {
    const text = '.protocol map_poke mine\nret = 1;\nBUG_ON(re|t);\n';
    expect(rename(text, 'err')).toBe('.protocol map_poke mine\nerr = 1;\nBUG_ON(err);\n');
    expect(rename(text.replace('|', '').replace('mine', 'm|ine'), 'yours')).toContain(
      'map_poke yours\n',
    );
  });

  it('refuses what cannot be a name', () => {
    const text = SMALL.replace('run entry', 'run |entry');
    expect(rename(text, 'r3')).toBe("'r3' is a register.");
    expect(rename(text, 'none')).toBe("'none' is a word of the language.");
    expect(rename(text, '1st')).toMatch(/begins with a letter/);
    expect(rename(text, 'a b')).toMatch(/letters, digits/);
    expect(rename(text, '')).toMatch(/letters, digits/);
    const local = '.protocol map_poke mine\nr|et = 1;\n';
    expect(rename(local, 'nop')).toBe("'nop' is a word of the protocol language.");
  });

  it('refuses names that are taken', () => {
    const text = SMALL.replace('run entry', 'run |entry');
    expect(rename(text, 'target')).toBe("There is a program 'target' already.");
    expect(rename(text, 'jmp_table')).toBe("There is a map 'jmp_table' already.");
    expect(rename('.prog a tc\nx: goto |x\ny: exit\n', 'y')).toBe("There is a label 'y' already.");
  });

  it('refuses what is no name of this lab', () => {
    expect(rename(SMALL.replace('tail_call', 'tail|_call'), 'x')).toBe(
      "'tail_call' is a helper of the kernel.",
    );
    expect(rename(SMALL.replace('r6 = r1', 'r|6 = r1'), 'x')).toBe('A register cannot be renamed.');
    expect(rename(SMALL.replace('run entry', 'r|un entry'), 'x')).toBe(
      "'run' is a word of the language.",
    );
    expect(rename('.prog a tc\n goto nix|\n', 'x')).toBe("'nix' is not declared in this lab.");
    expect(rename('.prog a tc\n1|: exit\n', 'x')).toMatch(/numbered label/);
    expect(rename('.protocol map_poke v6_1|\n', 'x')).toMatch(/entry of the library/);
    expect(rename(`// en|try\n${SMALL}`, 'x')).toBe('There is no name here.');
  });

  it('refuses a name that would be taken for something else', () => {
    const text = '.prog a tc\n call tail_call\n exit\n.func f|\n exit\n';
    expect(rename(text, 'tail_call')).toMatch(/would mean something else/);
    const label = '.prog a tc\n call tail_call\nx|: exit\n';
    expect(rename(label, 'tail_call')).toMatch(/would mean something else/);
  });

  it('leaves the bytes and the run of every built-in lab as they are, whatever is renamed', () => {
    for (const { id, text } of LABS) {
      const before = made(compile(text));
      let renamed = text;
      let names = 0;
      for (const pattern of [/^\.(?:map|prog|func) (\w+)/gm, /^([a-z_]\w*):/gm]) {
        for (const [, name = ''] of text.matchAll(pattern)) {
          const found = new RegExp(`^(?:\\.(?:map|prog|func) )?${name}\\b`, 'm').exec(renamed);
          const at = (found?.index ?? 0) + (found?.[0].length ?? 0);
          const answer = service.rename(renamed, at, `${name}_renamed`);
          expect(answer, `${id} ${name}`).toMatchObject({ ok: true });
          if (answer.ok) renamed = edited(renamed, answer.edits);
          names++;
        }
      }
      expect(names, id).toBeGreaterThan(0);
      expect(renamed, id).not.toBe(text);
      expect(made(compile(renamed)), id).toEqual(before);
    }
  }, 60_000);
});
