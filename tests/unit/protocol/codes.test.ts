import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/core/pipeline/index.ts';
import {
  LAYOUT_PIECES,
  PROTOCOL_CODES,
  type ProtocolRole,
  parseLayoutOrder,
  parseProtocol,
} from '../../../src/core/protocol/index.ts';

const codesOf = (text: string, role: ProtocolRole = 'map_poke'): string[] =>
  parseProtocol(role, 'test', text).diagnostics.map(({ code }) => code);

const loop = (body: string): string => `for_each_poke(map, key) { ${body} }`;

const LAB = `.kernel 6.1
.map t prog_array max_entries=1
.prog a socket
  r0 = 0
  exit
`;
const labCodes = (text: string): string[] =>
  compile(LAB + text).diagnostics.map(({ code }) => code);

/** For each code a text that gets it. */
const TEXTS: Readonly<Record<string, () => readonly string[]>> = {
  'protocol/arguments': () => codesOf('lock();'),
  'protocol/assign-to-name': () => codesOf('old = new;'),
  'protocol/call-in-expression': () => codesOf(loop('if (text_poke(ip, nop, nop)) BUG();')),
  'protocol/declared-twice': () => codesOf('int x; int x;'),
  'protocol/expected': () => codesOf('int x'),
  'protocol/fixup-place': () => codesOf('fixup { } fixup { }'),
  'protocol/in-deferred': () => codesOf('call_rcu { call_rcu { } }'),
  'protocol/length': () => codesOf('store(site[0..1], new[0]);', 'text_poke'),
  'protocol/nested-loop': () => codesOf(loop(loop(';'))),
  'protocol/no-effect': () => codesOf(loop('READ_ONCE(ip);')),
  'protocol/no-lock-place': () => codesOf('lock(text_mutex); no_lock(text_mutex);'),
  'protocol/no-such-site': () => labCodes('.layout v5_9\n.protocol map_poke v6_1\n'),
  'protocol/not-modelled': () => codesOf('goto out;'),
  'protocol/outside-loop': () => codesOf('x = READ_ONCE(ip);'),
  'protocol/range': () => codesOf('store(site[5], 1);', 'text_poke'),
  'protocol/stray-character': () => codesOf('x = 1 + 1;'),
  'protocol/too-deep': () => codesOf(`x = ${'('.repeat(50)}1`),
  'protocol/too-long': () => codesOf(' '.repeat(20_001)),
  'protocol/type': () => codesOf('insn x = 1;'),
  'protocol/unassigned': () => codesOf('int x; if (x) BUG();'),
  'protocol/unknown-lock': () => codesOf('no_lock(big_kernel_lock);'),
  'protocol/unknown-name': () => codesOf('WARN_ON(1);'),
  'protocol/wrong-role': () => codesOf('fixup { }', 'text_poke'),
  'layout/behind-target': () => labCodes('.layout check target unwind\n'),
  'layout/count-before-check': () => labCodes('.layout count check target\n'),
  'layout/missing-piece': () => labCodes('.layout target\n'),
  'layout/other-frame': otherFrames,
  'layout/rewind-alone': () => labCodes('.layout check target rewind\n'),
  'layout/rewind-before-target': () => labCodes('.layout check unwind rewind target\n'),
  'layout/unknown-name': () => labCodes('.layout v5_11\n'),
  'layout/unwind-before-count': () => labCodes('.layout check unwind count target\n'),
};

function otherFrames(): string[] {
  const found = ['5.9', '6.12'].map((kernel) =>
    compile(LAB, { override: { kernel, layout: 't1_pop_nop_push' } }).diagnostics.map(
      ({ code }) => code,
    ),
  );
  expect(found).toEqual([['layout/other-frame'], ['layout/other-frame']]);
  return found.flat();
}

describe('PROTOCOL_CODES', () => {
  it.each(PROTOCOL_CODES)('has a text that gets $code', ({ code, meaning }) => {
    expect(TEXTS[code]?.()).toContain(code);
    expect(meaning).toMatch(/^[A-Za-z][^\n]+\.$/);
  });

  it('lists no code twice', () => {
    expect(new Set(PROTOCOL_CODES.map(({ code }) => code)).size).toBe(PROTOCOL_CODES.length);
    expect(Object.keys(TEXTS).toSorted()).toEqual(
      PROTOCOL_CODES.map(({ code }) => code).toSorted(),
    );
  });
});

describe('parseLayoutOrder', () => {
  const HOME = ['check', 'count', 'bypass', 'unwind', 'target'] as const;
  const parse = (text: string) => parseLayoutOrder(text, HOME, { start: 0, end: 0 });

  it.each([
    'check target',
    'check count bypass unwind target',
    'bypass check count unwind target',
    'check count unwind bypass target',
    'check count bypass unwind target rewind',
  ])('takes %s', (text) => {
    expect(parse(text).ok).toBe(true);
  });

  it('refuses an order in which the count would land behind unwind, as on 6.12', () => {
    const home = ['check', 'bypass', 'count', 'unwind', 'target'] as const;
    const order = (text: string) => parseLayoutOrder(text, home, { start: 0, end: 0 });
    expect(order('check unwind bypass target')).toMatchObject({
      ok: false,
      error: { code: 'layout/unwind-before-count' },
    });
    expect(order('check count unwind bypass target').ok).toBe(true);
    expect(parse('check unwind bypass target').ok).toBe(true);
  });

  it('refuses most orders of all six pieces, each for one reason', () => {
    const orders = (pieces: readonly string[]): string[][] =>
      pieces.length === 0
        ? [[]]
        : pieces.flatMap((piece) =>
            orders(pieces.filter((other) => other !== piece)).map((rest) => [piece, ...rest]),
          );
    const all = orders(LAYOUT_PIECES).map((order) => order.join(' '));
    expect(all.filter((order) => parse(order).ok)).toEqual([
      'check count bypass unwind target rewind',
      'check count unwind bypass target rewind',
      'check bypass count unwind target rewind',
      'bypass check count unwind target rewind',
    ]);
  });
});
