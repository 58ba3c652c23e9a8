import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { encodeBase64url } from '../../../src/url/base64url.ts';
import { checksum } from '../../../src/url/checksum.ts';
import { createLinkCodec, type LinkFault, linkCodec } from '../../../src/url/codec.ts';
import { MAX_INFLATED_BYTES, MAX_URL_LENGTH } from '../../../src/url/limits.ts';
import { LINK_UPGRADERS, type LinkInput } from '../../../src/url/schema.ts';

const INPUT: LinkInput = {
  text: '.kernel 6.1\n\n.prog entry tc\n\tr0 = 0 // nothing else\n\texit\n',
  profile: '6.1',
  imageSum: '0badcafe',
  schedule: [33, 33, 32, 48, 33],
  policy: null,
  steered: true,
  cursor: 14,
  inside: 2,
  checks: { steps: 14, every: 8, values: 'AbC' },
  breakpoints: [{ kind: 'byte', progIdx: 0, funcIdx: 0, byteOff: 17 }],
  watches: ['[rbp-4]:4'],
  pinned: { kind: 'site', site: { progIdx: 0, pokeIdx: 1, which: 'target' } },
  syntax: 'intel',
  pane: 'bytes',
  addressing: 'address',
  bytesLayout: 'side-by-side',
  timelineView: 'events',
};

const LONG: LinkInput = {
  ...INPUT,
  text: Array.from({ length: 200 }, (_, i) => `\tr${i % 10} += ${i * 7919}\n`).join(''),
};

function pack(value: unknown, version = 3): string {
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
    expect(decoded).toMatchObject({ ok: true, value: { state: INPUT, model: 2 } });
  });

  it('gives back whatever kind of thing was pinned', () => {
    const pinned: LinkInput['pinned'][] = [
      { kind: 'desc', progIdx: 1, pokeIdx: 2 },
      { kind: 'prog', progIdx: 3 },
      { kind: 'cpu', actor: 2 },
      { kind: 'lock', lock: { kind: 'poke_mutex', mapIdx: 1 } },
      { kind: 'lock', lock: { kind: 'text_mutex' } },
    ];
    for (const one of pinned) {
      const decoded = linkCodec.decode(linkCodec.encode({ ...INPUT, pinned: one }));
      expect(decoded).toMatchObject({ ok: true, value: { state: { pinned: one } } });
    }
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
    expect(linkCodec.encode(LONG)).toMatch(/^#v5\.[A-Za-z0-9_-]+$/);
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
    expect(faultOf('#v6.anything at all')).toBe('future-version');
    expect(faultOf(pack({ v: 6, model: 1, data: {} }))).toBe('future-version');
  });

  it('tells what is no link at all', () => {
    for (const hash of ['#about', '#v.', '#v1', '#', 'vx.abc']) {
      expect(faultOf(hash)).toBe('not-a-link');
    }
  });

  it('tells a payload of another shape, and shows the text in it', () => {
    expect(faultOf(pack([1, 2, 3]))).toBe('bad-shape');
    const broken = pack({ v: 2, model: 1, data: { text: 'r0 = 0\nexit', cursor: -1 } });
    expect(faultOf(broken)).toBe('bad-shape');
    expect(recoveredFrom(broken)).toBe('r0 = 0\nexit');
  });

  it('tells a text that was changed under way, and shows it', () => {
    const data = { ...INPUT, schedule: '', text: 'r0 = 1', textSum: '00000000' };
    const link = pack({ v: 2, model: 1, data });
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

/** Version 1 as it was once written, with the sum of INPUT's text. */
const V1 = {
  text: INPUT.text,
  textSum: checksum(strToU8(INPUT.text)),
  profile: '6.1',
  imageSum: null,
  schedule: [],
  cursor: 14,
  pinned: null,
  syntax: 'att',
  pane: 'bytes',
};

describe('linkCodec with a link of version 1', () => {
  it('opens it as a run that nobody steered', () => {
    const decoded = linkCodec.decode(pack({ v: 1, model: 1, data: V1 }, 1));
    const { text, cursor } = V1;
    expect(decoded).toMatchObject({
      ok: true,
      value: {
        model: 1,
        state: { text, cursor, schedule: [], policy: 'fair', steered: false, inside: 0 },
      },
    });
    expect(decoded).toMatchObject({ value: { state: { breakpoints: [], watches: [] } } });
  });

  it('takes a payload of another shape for what it is', () => {
    for (const data of [null, 7, 'text', [], { ...V1, cursor: -1 }]) {
      expect(faultOf(pack({ v: 1, model: 1, data }, 1))).toBe('bad-shape');
    }
  });
});

describe('linkCodec with a link of version 2', () => {
  it('opens it, and leaves how panes show things to the reader', () => {
    const { addressing, bytesLayout, timelineView, ...v2 } = INPUT;
    const data = { ...v2, textSum: V1.textSum, schedule: '' };
    const decoded = linkCodec.decode(pack({ v: 2, model: 2, data }, 2));
    if (!decoded.ok) throw new Error(decoded.error.kind);
    expect(decoded.value.state).toMatchObject({ text: INPUT.text, cursor: INPUT.cursor });
    for (const view of [addressing, bytesLayout, timelineView]) {
      expect(Object.values(decoded.value.state)).not.toContain(view);
    }
  });
});

const fewNames = fc.record(
  { mapPoke: fc.string(), textPoke: fc.string(), layout: fc.string(), kernel: fc.string() },
  { requiredKeys: [] },
);
const rowOrNone = fc.option(fc.nat(), { nil: null });
const buildSide = fc.record({
  lab: fc.oneof(
    fc.record({ kind: fc.constant('page' as const) }),
    fc.record({ kind: fc.constant('builtin' as const), id: fc.string() }),
    fc.record({ kind: fc.constant('text' as const), name: fc.string(), text: fc.string() }),
  ),
  kernel: fc.string(),
  options: fc.array(fc.string(), { maxLength: 3 }),
});
const anyView: fc.Arbitrary<NonNullable<LinkInput['view']>> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('compare' as const),
      a: fewNames,
      b: fewNames,
      found: fc.record({
        of: fc.constantFrom('a' as const, 'b' as const),
        schedule: fc.array(fc.nat(4000), { maxLength: 60 }),
      }),
      cursor: rowOrNone,
    },
    { requiredKeys: ['kind', 'a', 'b', 'cursor'] },
  ),
  fc.record({
    kind: fc.constant('builds' as const),
    a: buildSide,
    b: buildSide,
    shows: fc.constantFrom('bytes' as const, 'runs' as const),
    onlyDifferences: fc.boolean(),
    group: rowOrNone,
    cursor: rowOrNone,
    chapter: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('passes' as const),
    progIdx: fc.nat(),
    funcIdx: fc.nat(),
    kernel: fc.option(fc.string(), { nil: null }),
    passIdx: rowOrNone,
    jumpIdx: rowOrNone,
  }),
);
const anyPipeline = fc.record({
  progIdx: rowOrNone,
  onlyChanged: fc.boolean(),
  passes: fc.array(fc.string(), { maxLength: 4 }),
});

describe('linkCodec with a view over the panes', () => {
  it('gives back any view and any pipeline, in links and in files', () => {
    const below = fc.constantFrom('run' as const, 'pipeline' as const);
    fc.assert(
      fc.property(anyView, anyPipeline, below, (view, pipeline, lowerView) => {
        const input = { ...INPUT, view, pipeline, lowerView };
        const state = { view, pipeline, lowerView };
        for (const decoded of [
          linkCodec.decode(linkCodec.encode(input)),
          linkCodec.decodeFile(linkCodec.encodeFile(input)),
        ]) {
          if (!decoded.ok) throw new Error(decoded.error.kind);
          expect(decoded.value.state).toMatchObject(state);
        }
      }),
      { seed: 20261123, numRuns: 200 },
    );
  });

  it('refuses a view that it does not know, and a schedule that is none', () => {
    const data = { ...INPUT, textSum: V1.textSum, schedule: '' };
    const compare = { kind: 'compare', a: {}, b: {}, cursor: null };
    const fault = (view: unknown) => faultOf(pack({ v: 5, model: 2, data: { ...data, view } }, 5));
    expect(fault(compare)).toBeNull();
    expect(fault({ ...compare, found: { of: 'b', schedule: '32,33;AB' } })).toBeNull();
    for (const view of [
      { ...compare, found: { of: 'b', schedule: '32 33' } },
      { ...compare, a: { mapPoke: 7 } },
      { kind: 'other' },
      null,
    ]) {
      expect(fault(view)).toBe('bad-shape');
    }
  });

  it('opens a link of version 4 with none, and leaves what is below to the reader', () => {
    const data = { ...INPUT, textSum: V1.textSum, schedule: '' };
    const decoded = linkCodec.decode(pack({ v: 4, model: 2, data }, 4));
    if (!decoded.ok) throw new Error(decoded.error.kind);
    expect(decoded.value.state).toMatchObject({ text: INPUT.text, addressing: 'address' });
    for (const key of ['view', 'lowerView', 'pipeline']) {
      expect(decoded.value.state).not.toHaveProperty(key);
    }
  });
});

describe('linkCodec with a run that was steered', () => {
  const choice = fc.integer({ min: 0, max: 4000 });
  const schedules = fc.oneof(
    fc.array(choice, { maxLength: 300, size: 'max' }),
    fc.array(fc.constantFrom(32, 33, 40, 48, 64), { maxLength: 900, size: 'max' }),
  );

  it('gives back any schedule, policy and place inside of a step', () => {
    const policies = fc.constantFrom<LinkInput['policy']>(null, 'fair', 'in-turn', 7, 123456789);
    fc.assert(
      fc.property(schedules, policies, fc.nat(), (schedule, policy, inside) => {
        const input = { ...INPUT, schedule, policy, inside };
        const decoded = linkCodec.decode(linkCodec.encode(input));
        expect(decoded).toMatchObject({ ok: true, value: { state: input } });
      }),
      { seed: 20260101, numRuns: 100 },
    );
  });

  it('refuses what is no schedule', () => {
    const link = (schedule: string) => pack({ v: 2, model: 2, data: { ...V2, schedule } });
    const { schedule: _, ...rest } = INPUT;
    const V2 = { ...rest, textSum: V1.textSum };
    expect(faultOf(link('32,33;AB'))).toBeNull();
    for (const bad of ['32,33;ABC', 'x;A', '32', ';A', '32;A A']) {
      expect(faultOf(link(bad)), bad).toBe('bad-shape');
    }
  });

  it('keeps 500 choices and their check values within 2 kB of a link', () => {
    const random = fc.sample(
      fc.array(fc.constantFrom(32, 33, 40, 48, 49, 64), {
        minLength: 500,
        maxLength: 500,
      }),
      { seed: 5, numRuns: 1 },
    );
    const values = encodeBase64url(Uint8Array.from({ length: 65 }, (_, i) => (i * i * 167) & 255));
    const bare = linkCodec.encode({ ...INPUT, schedule: [] }).length;
    const checks = { steps: 520, every: 8, values };
    const whole = linkCodec.encode({ ...INPUT, schedule: random[0] ?? [], checks }).length;
    expect(whole - bare).toBeLessThan(500);
  });
});

/** A page two formats on: 5 -> 6 renamed `text`, 6 -> 7 renamed it back and counted from one. */
const loose = v.looseObject({});
const LATER = {
  version: 7,
  model: 5,
  upgraders: {
    ...LINK_UPGRADERS,
    5: (data: unknown) => {
      const { text, ...rest } = v.parse(loose, data);
      return { source: text, ...rest };
    },
    6: (data: unknown) => {
      const { source, ...rest } = v.parse(loose, data);
      return { text: source, ...rest, cursor: Number(rest['cursor']) + 1 };
    },
  },
};

describe('createLinkCodec', () => {
  it('walks an old link through every step up to its own version', () => {
    const decoded = createLinkCodec(LATER).decode(linkCodec.encode(INPUT));
    expect(decoded).toMatchObject({
      ok: true,
      value: { model: 2, state: { text: INPUT.text, cursor: INPUT.cursor + 1 } },
    });
    const oldest = createLinkCodec(LATER).decode(pack({ v: 1, model: 1, data: V1 }, 1));
    expect(oldest).toMatchObject({ ok: true, value: { state: { text: V1.text, cursor: 15 } } });
  });

  it('enters the steps at the version of the link', () => {
    const { text, ...rest } = V1;
    const source = { ...rest, source: text, schedule: '', policy: null, steered: true, inside: 0 };
    const checks = { steps: 0, every: 8, values: '' };
    const link = pack({ v: 6, model: 3, data: { ...source, checks, cursor: 5 } }, 6);
    expect(createLinkCodec(LATER).decode(link)).toMatchObject({
      ok: true,
      value: { model: 3, state: { cursor: 6 } },
    });
  });

  it('does not load with a missing step', () => {
    const { 6: _, ...upgraders } = LATER.upgraders;
    expect(() => createLinkCodec({ ...LATER, upgraders })).toThrow(
      'no upgrader from link version 6 to 7',
    );
  });

  it('does not load with a step too many', () => {
    expect(() => createLinkCodec({ ...LATER, version: 6 })).toThrow('6 upgraders');
  });

  it('takes a step that throws for a payload of another shape', () => {
    const upgraders = {
      ...LATER.upgraders,
      2: () => {
        throw new Error('no');
      },
    };
    const decoded = createLinkCodec({ ...LATER, upgraders }).decode(
      pack({ v: 2, model: 1, data: { text: 'x' } }),
    );
    expect(decoded).toMatchObject({ ok: false, error: { kind: 'bad-shape', recovered: 'x' } });
  });
});
