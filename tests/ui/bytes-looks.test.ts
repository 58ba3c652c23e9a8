import { describe, expect, it } from 'vitest';
import { breakpointAt, breakpointRows } from '../../src/ui/bytes/breakpoint-rows.ts';
import { buildRowTable } from '../../src/ui/bytes/byte-rows.ts';
import { changedBytes, GridMotion } from '../../src/ui/bytes/grid-motion.ts';
import { makeRowPrinter } from '../../src/ui/bytes/insn-still.ts';
import { jumpPlace } from '../../src/ui/bytes/jump-place.ts';
import { indexHighlight, NO_HIGHLIGHT } from '../../src/ui/shared/highlight-index.ts';
import { fixtureResult, ZERO } from './fixture.ts';
import { looksOf, sceneAt } from './grid-scene.ts';
import { runOf } from './run-lab.ts';

const result = fixtureResult();
const { table, looks, rowOf, insnAt } = looksOf(result);
const P1 = rowOf(0, 1, 0x3b);
const P2 = rowOf(0, 1, 0x48);

describe('createLooks', () => {
  it('gives the same object for a row as long as it looks the same', () => {
    const still = rowOf(0, 1, 0x25);
    const before = sceneAt(result, 18);
    const after = sceneAt(result, 19);
    expect(looks.at(still, after)).toBe(looks.at(still, before));
    expect(looks.at(P2, sceneAt(result, 19))).toBe(looks.at(P2, after));
    expect(looks.at(P2, after)).not.toBe(looks.at(P2, before));
  });

  it('makes a row anew when it is lit, found or stopped at', () => {
    const plain = looks.at(P1, sceneAt(result, ZERO));
    const bytes = [{ progIdx: 0, funcIdx: 1, start: 0x3b, end: 0x40 }];
    const pinned = indexHighlight({ ...NO_HIGHLIGHT, bytes });
    const lit = insnAt(P1, sceneAt(result, ZERO, { pinned }));
    const found = insnAt(P1, sceneAt(result, ZERO, { found: new Set([P1]), foundRow: P1 }));
    const stopped = insnAt(P1, sceneAt(result, ZERO, { breakpoints: new Set([P1]) }));
    expect([lit.lit, found.found, stopped.breakpoint]).toEqual(['pinned', 'current', true]);
    for (const look of [lit, found, stopped]) expect(look).not.toBe(plain);
    expect(insnAt(P1, sceneAt(result, ZERO, { found: new Set([P1]) })).found).toBe('hit');
  });

  it('says where a filled site lands, which way that is, and nothing for a nop or a poke', () => {
    const [asleep, awake, moving] = [0, ZERO, 19].map((cursor) =>
      insnAt(P2, sceneAt(result, cursor)),
    );
    expect(asleep?.site?.landing).toBeNull();
    expect(moving?.site?.landing).toBeNull();
    expect(awake?.site?.landing).toMatchObject({ name: 'target_a+0xb', arrow: '↓', progIdx: 1 });
    expect(insnAt(P1, sceneAt(result, ZERO)).site?.landing).toBeNull();
  });

  it('points to another grid when its own table lacks the program', () => {
    const own = { ...result, progs: result.progs.slice(0, 1) };
    const alone = buildRowTable(own);
    const other = looksOf(result).looks;
    const look = other.at(P2, sceneAt(result, ZERO));
    expect(jumpPlace(alone, look)?.row).toBeNull();
    expect(jumpPlace(alone, look)?.selection).toMatchObject({ kind: 'bytes', progIdx: 1 });
  });
});

describe('makeRowPrinter', () => {
  const stale = runOf('stale-fetch');
  const rows = buildRowTable(stale.result);
  const wording = { result: stale.result, syntax: 'att', addressing: 'offset' } as const;

  it('names the line of the lab once for all rows that come of it', () => {
    const printed = looksOf(stale.result, stale.text);
    const scene = { ...sceneAt(result, null), pointers: new Map() };
    const sources = Array.from({ length: rows.rowCount }, (_, row) => printed.looks.at(row, scene))
      .filter((look) => look?.kind === 'insn')
      .map((look) => (look?.kind === 'insn' ? look.source : ''))
      .filter((source) => source !== '');
    expect(sources.slice(0, 4)).toEqual([
      'r2 = jmp_table ll',
      'r3 = 0',
      'call tail_call',
      'r0 = 10',
    ]);
  });

  it('shows kernel addresses, in full or their low half', () => {
    const section = rows.sections[0];
    const look = looksOf(stale.result).looks.at(1, { ...sceneAt(result, null) });
    if (look?.kind !== 'insn' || !section?.image) throw new Error('there is an instruction');
    const { addr } = section.image;
    const text = (longAddress: boolean) =>
      makeRowPrinter({ ...wording, addressing: 'address', longAddress, text: '' }).still(look.row);
    expect(text(true).off).toBe(addr.toString(16));
    expect(text(false).off).toBe(`…${addr.toString(16).slice(-8)}`);
  });
});

describe('breakpointRows', () => {
  it('finds the rows of bytes and of BPF insns, and no others', () => {
    const rows = breakpointRows(table, [
      { kind: 'byte', progIdx: 0, funcIdx: 1, byteOff: 0x3d },
      { kind: 'insn', progIdx: 0, insnIdx: 9 },
      { kind: 'insn', progIdx: 0, insnIdx: 8 },
      { kind: 'event', event: 'store' },
    ]);
    expect([...rows.keys()]).toEqual([P1, rowOf(0, 1, 0x25)]);
  });

  it('toggles the breakpoint that is there, or one at the first byte', () => {
    const there = { kind: 'byte', progIdx: 0, funcIdx: 1, byteOff: 0x3d } as const;
    expect(breakpointAt(table, breakpointRows(table, [there]), P1)).toBe(there);
    expect(breakpointAt(table, new Map(), P1)).toEqual({ ...there, byteOff: 0x3b });
    expect(breakpointAt(table, new Map(), 0)).toBeNull();
  });
});

describe('jumpPlace', () => {
  it('follows jumps inside of a function and those of filled sites', () => {
    const scene = sceneAt(result, ZERO);
    const jae = looks.at(rowOf(0, 1, 0x30), scene);
    expect(jumpPlace(table, jae)?.row).toBe(rowOf(0, 1, 0x4d));
    expect(jumpPlace(table, looks.at(P2, scene))?.row).toBe(rowOf(1, 0, 0xb));
    expect(jumpPlace(table, looks.at(rowOf(0, 1, 0x25), scene))).toBeNull();
  });
});

describe('changedBytes', () => {
  it('holds what was where a byte is another, and null elsewhere', () => {
    const [before, after] = [18, 19].map((cursor) => insnAt(P2, sceneAt(result, cursor)));
    if (!before || !after) throw new Error('there are two looks');
    expect(changedBytes(before, after)).toEqual(['0f', null, null, null, null]);
    expect(changedBytes(after, after)).toBeNull();
  });
});

describe('GridMotion', () => {
  const tag = { actor: 1, letter: 'A', hue: 1, x: 0, y: 100, width: 22, height: 16 };

  it('turns a byte and slides a tag from what was to what is, then rests', () => {
    const motion = new GridMotion(200);
    motion.turn(3, [null, 'cc'], 1000);
    motion.slide(1, 40, 1000);
    expect(motion.flip(3, 1, 1000)).toEqual({ was: 'cc', share: 0 });
    expect(motion.flip(3, 0, 1100)).toBeNull();
    expect(motion.yOf(tag, 1000)).toBe(40);
    expect(motion.yOf(tag, 1100)).toBe(70);
    expect(motion.settle(1100)).toEqual([]);
    expect(motion.settle(1200)).toEqual([3]);
    expect(motion.isStill).toBe(true);
    expect(motion.yOf(tag, 1300)).toBe(100);
  });

  it('moves nothing where nothing may move', () => {
    const motion = new GridMotion(0);
    motion.turn(3, ['cc'], 0);
    motion.slide(1, 40, 0);
    expect(motion.isStill).toBe(true);
  });
});
