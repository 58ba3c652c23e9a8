import { describe, expect, it } from 'vitest';
import {
  PROTOCOL_CONSTANTS,
  PROTOCOL_KEYWORDS,
  PROTOCOL_TYPES,
} from '../../../src/core/asm/highlight.ts';
import { parseLab } from '../../../src/core/asm/index.ts';
import { KNOWN_VERSIONS, resolveProfile } from '../../../src/core/kernel/index.ts';
import { kernelOptionWords, PIECES } from '../../../src/core/language/lab-words.ts';
import {
  isProtocolWord,
  snippetOf,
  wordFacts,
  wordsOf,
} from '../../../src/core/language/protocol-words.ts';
import { registerDoc } from '../../../src/core/language/registers.ts';
import { compile } from '../../../src/core/pipeline/index.ts';
import {
  counterpartOf,
  PROTOCOL_REFUSED,
  PROTOCOL_VOCABULARY,
  type ProtocolRole,
  parseProtocol,
} from '../../../src/core/protocol/index.ts';
import { decodeInsn, printAtt } from '../../../src/core/x86/index.ts';

function codes(role: ProtocolRole, text: string): string[] {
  return parseProtocol(role, 'p', text).diagnostics.map(({ code }) => code);
}

const ROLES: readonly ProtocolRole[] = ['map_poke', 'text_poke'];

describe('isProtocolWord', () => {
  it('is true of what the checker gives to nobody', () => {
    for (const { name, roles } of PROTOCOL_VOCABULARY) {
      expect(isProtocolWord(name), name).toBe(true);
      expect(codes(roles[0] ?? 'map_poke', `${name} = 1;`), name).not.toEqual([]);
    }
    for (const name of PROTOCOL_REFUSED) {
      expect(isProtocolWord(name), name).toBe(true);
      expect(codes('map_poke', `${name} = 1;`), name).toContain('protocol/not-modelled');
    }
    expect(isProtocolWord('ret')).toBe(false);
    expect(codes('map_poke', 'ret = 1;')).toEqual([]);
  });
});

describe('snippetOf', () => {
  it('writes what parses once the stops are filled', () => {
    const fill: Readonly<Record<string, string>> = {
      if: 'if (1) {\n    bug();\n}',
      text_poke: 'for_each_poke(map, key) { text_poke(ip, nop, nop); }',
    };
    for (const role of ROLES) {
      for (const word of wordsOf(role)) {
        const snippet = snippetOf(word);
        if (/\$/.test(snippet) || word.kind !== 'function') continue;
        expect(codes(role, snippet), `${role}: ${snippet}`).toEqual([]);
      }
    }
    for (const text of Object.values(fill)) expect(codes('map_poke', text)).toEqual([]);
  });
});

describe('wordFacts', () => {
  it('names a kernel function or field for every function and place', () => {
    for (const word of PROTOCOL_VOCABULARY) {
      if (word.kind !== 'function' && word.kind !== 'site' && word.kind !== 'lock') continue;
      expect(wordFacts(word).join(' '), word.name).toMatch(/In the kernel: /);
    }
  });

  it('tells programs of one role from bytes of the other', () => {
    const facts = (role: ProtocolRole): string =>
      wordsOf(role)
        .filter(({ name }) => name === 'old')
        .flatMap(wordFacts)
        .join(' ');
    expect(facts('map_poke')).toContain('Type: prog.');
    expect(facts('text_poke')).toContain('Type: bytes.');
  });

  it('has a counterpart for no word that the language does not have', () => {
    expect(counterpartOf('ret')).toBeNull();
    expect(counterpartOf('text_poke')?.type).toBe('int');
  });
});

describe('tokenize', () => {
  const named = (...kinds: readonly string[]): string[] =>
    PROTOCOL_VOCABULARY.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);

  it('colours the statements and types of the language as such', () => {
    for (const name of named('statement')) expect(PROTOCOL_KEYWORDS).toContain(name);
    const ofC = [...PROTOCOL_KEYWORDS].filter((word) => !named('statement').includes(word));
    for (const word of ofC) expect(PROTOCOL_REFUSED).toContain(word);
    expect([...PROTOCOL_TYPES].sort()).toEqual(named('type').sort());
    for (const name of PROTOCOL_CONSTANTS) expect(named('name', 'errno')).toContain(name);
  });
});

describe('kernelOptionWords', () => {
  it.each(KNOWN_VERSIONS)('are those of Linux %s, and exclude each other as there', (version) => {
    const options = kernelOptionWords(version);
    const unknown = resolveProfile(version, ['no-such-option']);
    const known = unknown.ok ? [] : unknown.error.knownOptions;
    expect(options.map(({ name }) => name)).toEqual(known);
    for (const a of options) {
      expect(a.doc, a.name).toMatch(/^[^.]+\. .+\.$/);
      for (const b of options) {
        const allowed = a === b || a.group !== b.group;
        expect(resolveProfile(version, [a.name, b.name]).ok, `${a.name} ${b.name}`).toBe(allowed);
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
