import { describe, expect, it } from 'vitest';
import { parseLab } from '../../../src/core/asm/index.ts';
import { resolveProfile } from '../../../src/core/kernel/index.ts';
import { KERNEL_OPTIONS, PIECES } from '../../../src/core/language/lab-words.ts';
import { PROTOCOL_WORDS } from '../../../src/core/language/protocol-words.ts';
import { registerDoc } from '../../../src/core/language/registers.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import { parseProtocol } from '../../../src/core/protocol/index.ts';
import { decodeInsn, printAtt } from '../../../src/core/x86/index.ts';

function codes(role: 'map_poke' | 'text_poke', text: string): string[] {
  return parseProtocol(role, 'p', text).diagnostics.map(({ code }) => code);
}

const ASSIGNED = /^protocol\/assign-to-name$/;

describe('PROTOCOL_WORDS', () => {
  it('are exactly the words that the checker gives to nobody', () => {
    for (const { name, kind, role } of PROTOCOL_WORDS) {
      // Only a branch gives `else` its meaning.
      if (name === 'else') continue;
      const found = codes(role ?? 'map_poke', `${name} = 1;`);
      const expected = {
        refused: /^protocol\/not-modelled$/,
        statement: /^protocol\//,
      };
      const pattern = kind === 'refused' || kind === 'statement' ? expected[kind] : ASSIGNED;
      expect(
        found.some((code) => pattern.test(code)),
        name,
      ).toBe(true);
    }
    expect(codes('map_poke', 'ret = 1;')).toEqual([]);
  });

  it('name every function that the checker offers', () => {
    for (const role of ['map_poke', 'text_poke'] as const) {
      const [unknown] = parseProtocol(role, 'p', 'nothing();').diagnostics;
      const offered = /may call (.+)$/.exec(unknown?.hint ?? '')?.[1]?.split(', ') ?? [];
      expect(offered.length).toBeGreaterThan(4);
      const known = PROTOCOL_WORDS.filter((word) => word.role === null || word.role === role);
      for (const name of offered) expect(known.map((word) => word.name)).toContain(name);
    }
  });
});

describe('KERNEL_OPTIONS', () => {
  it('are those of the kernel, and exclude each other as there', () => {
    const unknown = resolveProfile('6.1', ['no-such-option']);
    const known = unknown.ok ? [] : unknown.error.knownOptions;
    expect(KERNEL_OPTIONS.map(({ name }) => name)).toEqual(known);
    for (const a of KERNEL_OPTIONS) {
      for (const b of KERNEL_OPTIONS) {
        const allowed = a === b || a.group !== b.group;
        expect(resolveProfile('6.1', [a.name, b.name]).ok, `${a.name} ${b.name}`).toBe(allowed);
      }
    }
  });
});

describe('PIECES', () => {
  it('are what .layout takes', () => {
    const text = `.layout ${PIECES.map(({ name }) => name).join(' ')}\n`;
    expect(parseLab(text).diagnostics).toEqual([]);
  });
});

describe('registerDoc', () => {
  it('names the x86 register that the JIT uses', () => {
    for (let num = 0; num <= 9; num++) {
      const text = `.prog a tc\n r${num} = 1\n r0 = 0\n exit\n`;
      const func = compile(text).progs[0]?.jit?.funcs[0];
      const start = func?.addrs[0] ?? 0;
      const code = func?.bytes.subarray(start) ?? new Uint8Array();
      const x86 = /%(\w+)$/.exec(printAtt(decodeInsn(code, 0), 0n))?.[1] ?? 'none';
      expect(registerDoc(`w${num}`)).toContain(`On x86: ${x86}.`);
    }
    expect(registerDoc('r10')).toContain('On x86: rbp.');
    expect(registerDoc('r11')).not.toContain('On x86');
    expect(registerDoc('rx')).toBeNull();
  });
});
