import { describe, expect, it } from 'vitest';
import { buildRowTable, topOf } from '../../src/ui/bytes/byte-rows.ts';
import { byteParts } from '../../src/ui/bytes/draw-overview.ts';
import { jumpsNear, jumpsOf } from '../../src/ui/bytes/jump-arcs.ts';
import { landingArcs } from '../../src/ui/bytes/landing-arcs.ts';
import { breakpointDots, cpuTags, jumpArcs, outerArcs } from '../../src/ui/bytes/margin-marks.ts';
import {
  byteAtLine,
  gridY,
  overviewMap,
  overviewSites,
  overviewY,
} from '../../src/ui/bytes/overview-map.ts';
import { bigResult, fixtureResult, fixtureView, ZERO } from './fixture.ts';
import { looksOf, sceneAt } from './grid-scene.ts';

const result = fixtureResult();
const { table, looks, rowOf } = looksOf(result);
const all = { table, first: 0, last: table.rowCount };
const P1 = rowOf(0, 1, 0x3b);
const P2 = rowOf(0, 1, 0x48);

describe('jumpArcs', () => {
  it('leaves out the bypass while its bytes are a nop', () => {
    const from = (cursor: number) =>
      jumpArcs(all, sceneAt(result, cursor), -1).map(({ yFrom }) => yFrom);
    const middle = topOf(table, P1) + 20;
    expect(from(0)).toContain(middle);
    expect(from(ZERO)).not.toContain(middle);
  });

  it('lights those of the row at hand', () => {
    const lit = jumpArcs(all, sceneAt(result, 0), P1).filter(({ style }) => style === 'lit');
    expect(lit).toHaveLength(1);
  });
});

describe('jumpsNear', () => {
  it('finds what a look at all jumps finds, in a fraction of them', () => {
    const image = buildRowTable(bigResult(4000)).sections[0]?.image;
    if (!image) throw new Error('there is an image');
    const isNear = (insn: number) => insn >= 990 && insn < 1010;
    const key = ({ from, to }: { from: number; to: number }) => `${from} ${to}`;
    const wanted = jumpsOf(image).filter(({ from, to }) => isNear(from) || isNear(to));
    expect(wanted.length).toBeGreaterThan(3);
    expect(jumpsNear(image, 990, 1010).map(key).sort()).toEqual(wanted.map(key).sort());
  });
});

describe('landingArcs', () => {
  it('leads from a filled site to the landing point in the other program', () => {
    const arcs = landingArcs(table, looks.landings, fixtureView(result, ZERO));
    expect(arcs).toEqual([{ from: P2, to: rowOf(1, 0, 0xb), isLive: true }]);
    expect(landingArcs(table, looks.landings, fixtureView(result, 0))).toEqual([]);
  });

  it('is dashed while the bypass still jumps over the site', () => {
    const armed = [...Array(ZERO).keys()].find((cursor) => {
      const desc = fixtureView(result, cursor).descs[0]?.[0];
      return desc?.state === 'armed' && desc.target.poke === null;
    });
    const arcs = outerArcs(all, sceneAt(result, armed ?? -1), looks.landings);
    expect(arcs.map(({ style }) => style)).toEqual(['armed']);
    expect(outerArcs(all, sceneAt(result, ZERO), looks.landings)[0]?.style).toBe('live');
  });
});

describe('cpuTags', () => {
  it('keeps each letter of several CPUs at one row whole', () => {
    const cpu = (actor: number) => ({ actor, name: '', letter: 'A', hue: 1, words: '' });
    const pointers = new Map([
      [5, [cpu(1), cpu(2)]],
      [9, [cpu(3), cpu(4), cpu(5)]],
    ]);
    const tags = cpuTags(table, { ...sceneAt(result, 0), pointers }, { x: 2, drop: 8 });
    const [a, b] = tags;
    expect((b?.x ?? 0) - (a?.x ?? 0)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...tags.map(({ x, width }) => x + width))).toBeLessThanOrEqual(28);
    expect(new Set(tags.slice(2).map(({ y }) => y)).size).toBe(3);
  });
});

describe('breakpointDots', () => {
  it('stand at the line that says what the row does', () => {
    const scene = sceneAt(result, 0, { breakpoints: new Set([1, P1]) });
    expect(breakpointDots(all, scene)).toEqual([topOf(table, 1) + 12, topOf(table, P1) + 20]);
    expect(breakpointDots({ table, first: 2, last: 5 }, scene)).toEqual([]);
  });
});

describe('overviewMap', () => {
  const map = overviewMap(table, 400);

  it('has a place for every byte, sixteen a line', () => {
    for (const { section, line } of map.blocks) {
      const length = section.image?.bytes.length ?? 0;
      for (let byteOff = 0; byteOff < length; byteOff++) {
        const found = byteAtLine(map, line + Math.floor(byteOff / 16), byteOff % 16);
        expect(found).toEqual({ section, byteOff });
      }
      expect(byteAtLine(map, line + Math.floor(length / 16), length % 16)).toBeNull();
    }
  });

  it('leads to the row whose byte is under the pointer, and back', () => {
    for (const row of [P1, P2, rowOf(1, 0, 0xb)]) {
      const y = overviewY(map, table, topOf(table, row));
      expect(Math.abs(gridY(map, table, y) - topOf(table, row))).toBeLessThanOrEqual(64);
    }
    expect(gridY(map, table, 0)).toBe(0);
  });

  it('fits any image into the height that there is', () => {
    const big = buildRowTable(bigResult(100_000));
    const small = overviewMap(big, 500);
    expect(small.lines * small.lineHeight).toBeLessThanOrEqual(500);
    expect(overviewY(small, big, big.height)).toBeLessThanOrEqual(500);
    expect(gridY(small, big, 499)).toBeGreaterThan(big.height * 0.98);
  });

  it('marks every poke site', () => {
    expect(overviewSites(map).map(({ which }) => which)).toEqual(['bypass', 'target']);
  });
});

describe('byteParts', () => {
  it('tells the part of each byte and the first byte of each insn', () => {
    const image = table.sections[1]?.image;
    if (!image) throw new Error('there is an image');
    const parts = byteParts(image);
    const firsts = [...parts.keys()].filter((byte) => (parts[byte] ?? 0) >= 128);
    expect(firsts).toEqual([...image.insns.byteOff]);
    expect(parts.slice(0x3b, 0x40)).toEqual(Uint8Array.of(128 + 3, 3, 3, 3, 3));
  });
});
