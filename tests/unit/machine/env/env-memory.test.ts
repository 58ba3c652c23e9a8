import { describe, expect, it } from 'vitest';
import { fixture, halves, load, PROG_ADDR, store } from './fixture.ts';

const SIZES = [1, 2, 4, 8] as const;

function stackOf(box: ReturnType<typeof fixture>): bigint {
  const region = box.env.regions().find(({ kind, cpu }) => kind === 'stack' && cpu === 0);
  if (!region) throw new Error('no stack');
  return region.base;
}

describe('EnvMemory', () => {
  it('keeps bytes as little-endian memory does, at every alignment', () => {
    const box = fixture();
    const base = stackOf(box);
    const model = new Uint8Array(64);
    const view = new DataView(model.buffer);
    let seed = 12345;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return seed % below;
    };
    for (let round = 0; round < 4000; round++) {
      const byteLen = SIZES[random(4)] ?? 1;
      const off = random(64 - byteLen);
      const value = (BigInt(random(2 ** 31)) << 33n) | (BigInt(random(2 ** 31)) << 2n) | 3n;
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
      model.set(bytes.subarray(0, byteLen), off);
      expect(store(box, base + BigInt(off), byteLen, value)).toBe(true);
      const from = random(56);
      expect(load(box, base + BigInt(from), 8)).toBe(view.getBigUint64(from, true));
      expect(load(box, base + BigInt(from), 4)).toBe(BigInt(view.getUint32(from, true)));
      expect(load(box, base + BigInt(from), 2)).toBe(BigInt(view.getUint16(from, true)));
      expect(load(box, base + BigInt(from), 1)).toBe(BigInt(view.getUint8(from)));
    }
  });

  it.each([
    [0n, 'a null pointer'],
    [0x5afe_5afe_0000_0003n, 'not a canonical address'],
    [0xffff_8123_0000_0000n, 'nothing is mapped there'],
  ])('refuses %s and says why', (addr, reason) => {
    const box = fixture();
    expect(load(box, addr, 8)).toBeNull();
    expect(box.env.memory(0).fault).toBe(reason);
    expect(box.env.memory(0).touched.kind).toBeNull();
  });

  it('refuses what lies beyond either end of a kernel stack', () => {
    const box = fixture();
    const base = stackOf(box);
    expect(load(box, base, 8)).toBe(0n);
    expect(load(box, base - 8n, 8)).toBeNull();
    expect(box.env.memory(0).fault).toMatch(/guard/);
    expect(load(box, base + 1024n, 1)).toBeNull();
    expect(load(box, base + 1020n, 8)).toBeNull();
    expect(box.env.memory(0).fault).toMatch(/beyond the end/);
  });

  it('reads slots of a prog array from the machine, and refuses to write them', () => {
    const box = fixture();
    const addr = box.mapAddr('prog_array');
    expect(load(box, addr + 0x24n, 4)).toBe(4n);
    expect(load(box, addr + 0x110n + 8n, 8)).toBe(0n);
    box.slots.set(`${box.map('prog_array')} 1`, 2);
    expect(load(box, addr + 0x110n + 8n, 8)).toBe(PROG_ADDR + 0x2000n);
    expect(box.env.memory(0).touched).toMatchObject({
      kind: 'map-slot',
      mapIdx: box.map('prog_array'),
      key: 1,
      write: false,
    });
    expect(store(box, addr + 0x110n, 8, 1n)).toBe(false);
    expect(box.env.memory(0).fault).toMatch(/read only/);
    expect(load(box, addr + 0x110n + 32n, 8)).toBeNull();
  });

  it('says which value an access hits', () => {
    const box = fixture();
    const value = box.mapAddr('array') + 0x110n;
    expect(store(box, value + 2n * 16n + 8n, 4, 7n)).toBe(true);
    expect(box.env.memory(0).touched).toMatchObject({ kind: 'map-value', key: 2, write: true });
    expect(box.env.userLookup(box.words, box.map('array'), Uint8Array.of(2, 0, 0, 0))).toEqual(
      Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0),
    );
  });

  it('refuses values that are more than is modelled, and says so', () => {
    const box = fixture('6.1', { valueSize: 100_000 });
    expect(load(box, box.mapAddr('array') + 0x110n, 8)).toBeNull();
    expect(box.env.memory(0).fault).toMatch(/more than is modelled/);
    expect(store(box, box.mapAddr('array') + 0x110n, 8, 1n)).toBe(false);
  });

  it('finds every region again at its first and its last byte', () => {
    const box = fixture();
    for (const region of box.env.regions()) {
      const memory = box.env.memory(1);
      memory.load(...halves(region.base), 1);
      expect(memory.touched.kind, region.name).toBe(region.kind);
      memory.load(...halves(region.base + BigInt(region.byteLen) - 1n), 1);
      expect(memory.touched.kind, region.name).toBe(region.kind);
    }
  });
});
