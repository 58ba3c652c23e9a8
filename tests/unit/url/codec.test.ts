import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { encodeBase64url } from '../../../src/url/base64url.ts';
import { createLinkCodec, type LinkFault, linkCodec } from '../../../src/url/codec.ts';
import { MAX_INFLATED_BYTES, MAX_URL_LENGTH } from '../../../src/url/limits.ts';
import { type LinkInput, linkSchema } from '../../../src/url/schema.ts';

const INPUT: LinkInput = {
  text: '.kernel 6.1\n\n.prog entry tc\n\tr0 = 0 // nothing else\n\texit\n',
  profile: '6.1',
  imageSum: '0badcafe',
  schedule: [],
  cursor: 14,
  pinned: { kind: 'site', site: { progIdx: 0, pokeIdx: 1, which: 'target' } },
  syntax: 'intel',
  pane: 'bytes',
};

const LONG: LinkInput = {
  ...INPUT,
  text: Array.from({ length: 200 }, (_, i) => `\tr${i % 10} += ${i * 7919}\n`).join(''),
};

function pack(value: unknown, version = 1): string {
  return `#v${version}.${encodeBase64url(deflateSync(strToU8(JSON.stringify(value))))}`;
}

function faultOf(fragment: string): LinkFault | null {
  const decoded = linkCodec.decode(fragment);
  return decoded.ok ? null : decoded.error.kind;
}

function recoveredFrom(fragment: string): string | null {
  const decoded = linkCodec.decode(fragment);
  return decoded.ok ? null : decoded.error.recovered;
}

describe('linkCodec', () => {
  it('gives back what was shared', () => {
    const decoded = linkCodec.decode(linkCodec.encode(INPUT));
    expect(decoded).toMatchObject({ ok: true, value: { state: INPUT, model: 1 } });
  });

  it('gives back any text, lone surrogates and controls included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.nat(), (text, cursor) => {
        const decoded = linkCodec.decode(linkCodec.encode({ ...INPUT, text, cursor }));
        expect(decoded).toMatchObject({ ok: true, value: { state: { text, cursor } } });
      }),
      { seed: 20200714, numRuns: 100 },
    );
  });

  it('uses no character that an address must escape', () => {
    expect(linkCodec.encode(LONG)).toMatch(/^#v1\.[A-Za-z0-9_-]+$/);
  });

  it('reads the fragment with or without its number sign', () => {
    expect(linkCodec.decode(linkCodec.encode(INPUT).slice(1)).ok).toBe(true);
  });

  it('ignores punctuation that a mail reader swept into the address', () => {
    for (const tail of ['.', ').', '>', '"', ', ']) {
      expect(linkCodec.decode(linkCodec.encode(INPUT) + tail).ok).toBe(true);
    }
  });

  it('keeps a lab of 4 kB under the length that tools cut off', () => {
    const line = '        r2 = jmp_table ll           // one map, one constant key: direct\n';
    const text = Array.from({ length: 56 }, (_, i) => line.replace('r2', `r${i % 10}`)).join('');
    expect(text.length).toBeGreaterThan(4000);
    expect(linkCodec.encode({ ...INPUT, text }).length).toBeLessThan(2048);
  });
});

describe('linkCodec with a link that is not right', () => {
  it('tells a cut link and shows the text up to the cut', () => {
    const link = linkCodec.encode(LONG);
    const cut = link.slice(0, Math.floor(link.length * 0.6));
    expect(faultOf(cut)).toBe('truncated');
    const recovered = recoveredFrom(cut) ?? '';
    expect(recovered.length).toBeGreaterThan(500);
    expect(LONG.text.startsWith(recovered)).toBe(true);
  });

  it('tells every cut from a whole link, wherever it is', () => {
    const link = linkCodec.encode(INPUT);
    for (let end = 4; end < link.length - 1; end++) {
      expect(linkCodec.decode(link.slice(0, end)).ok, `cut at ${end}`).toBe(false);
    }
  });

  it('tells a link with a foreign character', () => {
    expect(faultOf('#v1.abc%def')).toBe('bad-character');
  });

  it('tells a link that does not unpack', () => {
    expect(faultOf('#v1.____________')).toBe('corrupt');
  });

  it('tells a link of a newer page, without looking into it', () => {
    expect(faultOf('#v2.anything at all')).toBe('future-version');
    expect(faultOf(pack({ v: 2, model: 1, data: {} }))).toBe('future-version');
  });

  it('tells what is no link at all', () => {
    for (const hash of ['#about', '#v.', '#v1', '#', 'vx.abc']) {
      expect(faultOf(hash)).toBe('not-a-link');
    }
  });

  it('tells a payload of another shape, and shows the text in it', () => {
    expect(faultOf(pack([1, 2, 3]))).toBe('bad-shape');
    const broken = pack({ v: 1, model: 1, data: { text: 'r0 = 0\nexit', cursor: -1 } });
    expect(faultOf(broken)).toBe('bad-shape');
    expect(recoveredFrom(broken)).toBe('r0 = 0\nexit');
  });

  it('tells a text that was changed under way, and shows it', () => {
    const data = { ...INPUT, text: 'r0 = 1', textSum: '00000000' };
    const link = pack({ v: 1, model: 1, data });
    expect(faultOf(link)).toBe('text-mismatch');
    expect(recoveredFrom(link)).toBe('r0 = 1');
  });

  it('refuses an address beyond the stated limit', () => {
    expect(faultOf(`#v1.${'A'.repeat(MAX_URL_LENGTH)}`)).toBe('too-long');
  });

  it('stops unpacking a bomb at the stated limit', () => {
    const bomb = encodeBase64url(deflateSync(new Uint8Array(8 * 1024 * 1024), { level: 9 }));
    expect(bomb.length).toBeLessThan(MAX_URL_LENGTH);
    expect(faultOf(`#v1.${bomb}`)).toBe('too-large');
    const atLimit = encodeBase64url(deflateSync(new Uint8Array(MAX_INFLATED_BYTES), { level: 9 }));
    expect(faultOf(`#v1.${atLimit}`)).toBe('bad-shape');
  });

  it('never throws, whatever the fragment', () => {
    const link = linkCodec.encode(INPUT);
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80 }),
        fc.nat(link.length),
        fc.nat(9),
        (junk, at, drop) => {
          linkCodec.decode(junk);
          linkCodec.decode(`#v1.${junk}`);
          linkCodec.decode(link.slice(0, at) + junk + link.slice(at + drop));
        },
      ),
      { seed: 61, numRuns: 500 },
    );
  });
});

describe('linkCodec files', () => {
  it('carry the same state', () => {
    const decoded = linkCodec.decodeFile(linkCodec.encodeFile(LONG));
    expect(decoded).toMatchObject({ ok: true, value: { state: LONG } });
  });

  it('are told from a plain lab text', () => {
    const decoded = linkCodec.decodeFile(INPUT.text);
    expect(decoded).toMatchObject({ ok: false, error: { kind: 'not-a-link' } });
  });
});

/** A page two formats on: 1 -> 2 renamed `text`, 2 -> 3 renamed it back and counted from one. */
const LATER = {
  version: 3,
  model: 4,
  upgraders: {
    1: (data: unknown) => {
      const { text, ...rest } = v.parse(linkSchema, data);
      return { source: text, ...rest };
    },
    2: (data: unknown) => {
      const { source, ...rest } = v.parse(v.looseObject({ source: v.string() }), data);
      return { text: source, ...rest, cursor: Number(rest['cursor']) + 1 };
    },
  },
};

describe('createLinkCodec', () => {
  it('walks an old link through every step up to its own version', () => {
    const decoded = createLinkCodec(LATER).decode(linkCodec.encode(INPUT));
    expect(decoded).toMatchObject({
      ok: true,
      value: { model: 1, state: { text: INPUT.text, cursor: INPUT.cursor + 1 } },
    });
  });

  it('enters the steps at the version of the link', () => {
    const { text, ...rest } = INPUT;
    const whole = linkCodec.decode(linkCodec.encode(INPUT));
    const textSum = whole.ok ? whole.value.state.textSum : '';
    const link = pack({ v: 2, model: 2, data: { source: text, textSum, ...rest, cursor: 5 } }, 2);
    expect(createLinkCodec(LATER).decode(link)).toMatchObject({
      ok: true,
      value: { model: 2, state: { cursor: 6 } },
    });
  });

  it('does not load with a missing step', () => {
    expect(() => createLinkCodec({ ...LATER, upgraders: { 1: LATER.upgraders[1] } })).toThrow(
      'no upgrader from link version 2 to 3',
    );
  });

  it('does not load with a step too many', () => {
    expect(() => createLinkCodec({ ...LATER, version: 2 })).toThrow('2 upgraders');
  });

  it('takes a step that throws for a payload of another shape', () => {
    const decoded = createLinkCodec(LATER).decode(pack({ v: 1, model: 1, data: { text: 'x' } }));
    expect(decoded).toMatchObject({ ok: false, error: { kind: 'bad-shape', recovered: 'x' } });
  });
});
