import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseLab } from '../../../src/core/asm/index.ts';
import { insnsToHex } from '../../../src/core/bpf/index.ts';

const NAMES = ['parser_chain', 'self_loop', 'static_init', 'subprog_tailcall', 'two_tables'];

function oracle(name: string): string {
  const file = fileURLToPath(new URL(`../../oracle/real/${name}.gz`, import.meta.url));
  return gunzipSync(readFileSync(file)).toString();
}

interface Disassembly {
  readonly name: string;
  /** Hex of each insn; of one with an address relocation without its src field. */
  readonly insns: readonly string[];
}

/** An address that the linker fills in: clang leaves src 0, a lab says what kind of address it is. */
function withoutSrc(hex: string): string {
  return `${hex.slice(0, 2)}0${hex.slice(3)}`;
}

/** Reads `llvm-objdump -dr`. */
function readDisassembly(text: string): Disassembly[] {
  const functions: { name: string; insns: string[] }[] = [];
  for (const line of text.split('\n')) {
    const header = /^[0-9a-f]+ <(\w+)>:$/.exec(line);
    if (header?.[1] !== undefined) functions.push({ name: header[1], insns: [] });
    const insn = /^\s+\d+:\t((?:[0-9a-f]{2} ){7,15}[0-9a-f]{2})\t/.exec(line);
    if (insn?.[1] !== undefined) functions.at(-1)?.insns.push(insn[1].replaceAll(' ', ''));
  }
  return functions;
}

/** The lines of clang's output from `.globl NAME` to the end of that function, as a user would copy them. */
function cutFunction(source: string, name: string): string {
  const lines = source.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`\t.globl\t${name} `));
  const to = lines.findIndex((line, i) => i > from && line.includes('# -- End function'));
  expect(from).toBeGreaterThan(0);
  expect(to).toBeGreaterThan(from);
  return lines.slice(from, to + 1).join('\n');
}

/** Every name that the source loads the address of, as a map. */
function declareMaps(source: string): string {
  const names = new Set([...source.matchAll(/= (\w+) ll$/gm)].map((match) => match[1]));
  return [...names]
    .filter((name) => !/^-?\d+$/.test(name ?? ''))
    .map((name) => `.map ${name} array max_entries=1\n`)
    .join('');
}

function buildLab(source: string, functions: readonly Disassembly[]): string {
  const bodies = functions.map(({ name }) => `.func ${name}\n${cutFunction(source, name)}\n`);
  return declareMaps(source) + bodies.join('');
}

describe('parseLab', () => {
  for (const name of NAMES) {
    it(`assembles the functions of ${name}.s, pasted between directives, to clang's bytes`, () => {
      const expected = readDisassembly(oracle(`${name}.dis`));
      const { lab, diagnostics } = parseLab(buildLab(oracle(`${name}.s`), expected));
      expect(diagnostics).toEqual([]);
      expect(expected.length).toBeGreaterThan(0);
      for (const { name: func, insns } of expected) {
        const got = lab.funcs
          .find((one) => one.name === func)
          ?.insns.map(({ slots, ref }) => {
            const hex = insnsToHex(slots);
            return ref?.kind === 'map' ? withoutSrc(hex) : hex;
          });
        expect(got).toEqual(insns);
      }
    });

    it(`takes all of ${name}.s in one body and says only what cannot be part of it`, () => {
      const source = oracle(`${name}.s`);
      const { diagnostics } = parseLab(`${declareMaps(source)}.prog all tc\n${source}`);
      const codes = new Set(diagnostics.map(({ code, severity }) => `${severity} ${code}`));
      codes.delete('warning asm/data-section');
      codes.delete('warning asm/second-function');
      expect([...codes]).toEqual([]);
      expect(diagnostics.some(({ code }) => code === 'asm/data-section')).toBe(true);
    });
  }

  it('points at the map section and at functions that run into each other', () => {
    const source = oracle('self_loop.s');
    const twice = `.map hops array max_entries=1\n.map jmp_table prog_array max_entries=1\n.prog a socket\n${source}${source}`;
    const { diagnostics } = parseLab(twice);
    const shown = diagnostics.map(({ code, span }) => [code, twice.slice(span.start, span.end)]);
    expect(shown).toContainEqual(['asm/data-section', '.section\t.maps,"aw",@progbits']);
    expect(shown).toContainEqual(['asm/data-section', '.section\t.bss,"aw",@nobits']);
    expect(shown).toContainEqual(['asm/second-function', 'entry']);
    expect(shown).toContainEqual(['asm/duplicate-label', 'entry']);
  });
});
