import { describe, expect, it } from 'vitest';
import {
  INITIAL_LINE_STATE,
  INSN_WORDS,
  LAB_DIRECTIVES,
  OP_WORDS,
  parseLab,
  tokenize,
  tokenizeLine,
} from '../../../src/core/asm/index.ts';

function kinds(text: string): string {
  return tokenize(text)
    .map(({ kind, start, end }) => `${kind}:${text.slice(start, end)}`)
    .join(' ');
}

describe('tokenize', () => {
  it('names the parts of an instruction', () => {
    expect(kinds('L1: if r1 s>= w2 goto L1 // back')).toBe(
      'label:L1 punct:: keyword:if register:r1 operator:s>= register:w2 keyword:goto name:L1 comment:// back',
    );
    expect(kinds('r2 = *(u32 *)(r1 + 0x4)')).toBe(
      'register:r2 operator:= operator:* punct:( type:u32 operator:* punct:) punct:( register:r1 operator:+ number:0x4 punct:)',
    );
    expect(kinds('call tail_call; call after')).toBe(
      'keyword:call helper:tail_call punct:; keyword:call name:after',
    );
  });

  it('knows what stands behind a directive', () => {
    expect(kinds('.map m prog_array max_entries=2')).toBe(
      'directive:.map name:m type:prog_array keyword:max_entries operator:= number:2',
    );
    expect(kinds('.prog p fentry.s sleepable')).toBe(
      'directive:.prog name:p type:fentry.s keyword:sleepable',
    );
  });

  it('keeps apart the words of instructions, statements and protocols', () => {
    expect(kinds('.cpu 0\nrun exit times=2')).toBe(
      'directive:.cpu number:0 keyword:run name:exit keyword:times operator:= number:2',
    );
    expect(kinds('.protocol map_poke x\nif (new)\n text_poke(site, new);\n.prog p tc\nif')).toBe(
      'directive:.protocol keyword:map_poke name:x keyword:if punct:( name:new punct:) helper:text_poke punct:( name:site punct:, name:new punct:) punct:; directive:.prog name:p type:tc keyword:if',
    );
  });
});

describe('tokenizeLine', () => {
  it('gives the same tokens line by line as tokenize gives at once', () => {
    const text = '.cpu 0\n run a /* x */\n.protocol map_poke p\nwhile (x)\n.prog a tc\n exit # x\n';
    const tokens: unknown[] = [];
    let state = INITIAL_LINE_STATE;
    let from = 0;
    for (const line of text.split('\n')) {
      const result = tokenizeLine(line, state);
      for (const { kind, start, end } of result.tokens) {
        tokens.push({ kind, start: from + start, end: from + end });
      }
      state = result.state;
      from += line.length + 1;
    }
    expect(tokens).toEqual(tokenize(text));
  });

  it('carries a block comment over lines', () => {
    const first = tokenizeLine('r1 = 1 /* begins', INITIAL_LINE_STATE);
    const second = tokenizeLine('still', first.state);
    const third = tokenizeLine('ends */ exit', second.state);
    expect(second.tokens).toEqual([{ kind: 'comment', start: 0, end: 5 }]);
    expect(second.state).toBe(first.state);
    expect(third.tokens.map(({ kind }) => kind)).toEqual(['comment', 'keyword']);
    expect(third.state).toBe(INITIAL_LINE_STATE);
  });
});

describe('LAB_DIRECTIVES, OP_WORDS and INSN_WORDS', () => {
  it('name nothing that the parser does not know', () => {
    for (const { name } of LAB_DIRECTIVES) {
      const codes = parseLab(name).diagnostics.map(({ code }) => code);
      expect(codes, name).not.toContain('asm/unknown-directive');
    }
    for (const { name } of OP_WORDS) {
      const [found] = parseLab(`.cpu 0\n${name}`).diagnostics;
      expect(found?.message, name).toMatch(/^expected the name of a /);
    }
  });

  it('give forms that the parser accepts once the capitals are filled in', () => {
    const fill: Readonly<Record<string, string>> = {
      'LABEL|+N': '+1',
      LABEL: '+1',
      'rY|N': 'r2',
      'HELPER|FUNC|N': 'tail_call',
      OP: '==',
      MAP: '5',
      SRC: '1',
      TO: '0',
      FROM: '1',
      N: '5',
      rX: 'r1',
      rY: 'r2',
      wX: 'w1',
    };
    const keys = Object.keys(fill).map((key) => key.replaceAll(/[|+]/g, '\\$&'));
    const pattern = new RegExp(keys.join('|'), 'g');
    for (const { name, form } of INSN_WORDS) {
      const text = form.replaceAll(pattern, (key) => fill[key] ?? '');
      const errors = parseLab(`.prog p tc\n${text}`).diagnostics.map(({ code }) => code);
      expect(errors, text).toEqual(name === 'callx' ? ['asm/callx'] : []);
    }
  });
});
