import { describe, expect, it } from 'vitest';
import { HELPERS, type MapDef } from '../../../src/core/bpf/index.ts';
import {
  type FakeKernel,
  type FakeProg,
  fakeAddressMap,
  fakeSymbol,
  HASH_LOOKUP_SYMBOL,
  helperSymbol,
  resolveProfile,
  SKB_LOAD_SYMBOLS,
} from '../../../src/core/kernel/index.ts';

const resolved = resolveProfile('6.1', []);
if (!resolved.ok) throw new Error(resolved.error.message);
const profile = resolved.value;

function progArray(name: string, maxEntries: number): MapDef {
  return { name, type: 'prog_array', keySize: 4, valueSize: 4, maxEntries };
}

function prog(name: string, ...funcSizes: number[]): FakeProg {
  return { name, insnCount: 20, funcSizes };
}

const KERNEL: FakeKernel = {
  profile,
  maps: [progArray('jmp_table', 2), progArray('other', 16), progArray('huge', 100_000)],
  progs: [prog('entry', 200, 31), prog('target_a', 19), null, prog('target_b', 64)],
};

describe('fakeSymbol', () => {
  const mapTypes = [
    'array',
    'percpu_array',
    'hash',
    'lru_hash',
    'percpu_hash',
    'lpm_trie',
  ] as const;
  const called = HELPERS.flatMap(({ id }) =>
    [null, ...mapTypes].flatMap((mapType) => [
      helperSymbol(id, 'socket_filter', mapType),
      helperSymbol(id, 'xdp', mapType),
    ]),
  );
  const names = [
    ...new Set([
      '__bpf_call_base',
      'srso_return_thunk',
      '__x86_indirect_thunk_rcx',
      HASH_LOOKUP_SYMBOL,
      ...Object.values(SKB_LOAD_SYMBOLS),
      ...called.filter((name) => name !== null),
      ...HELPERS.map((helper) => `bpf_${helper.name}`),
    ]),
  ];

  it('puts every helper within reach of __bpf_call_base', () => {
    const callBase = fakeSymbol('__bpf_call_base') ?? 0n;
    for (const name of names.slice(1)) {
      const distance = (fakeSymbol(name) ?? 0n) - callBase;
      expect(distance).toBe(BigInt.asIntN(32, distance));
      expect(distance).not.toBe(0n);
    }
  });

  it('gives no two of them the same address', () => {
    expect(new Set(names.map(fakeSymbol)).size).toBe(names.length);
  });

  it('aligns functions in kernel text', () => {
    for (const name of names) {
      const addr = fakeSymbol(name) ?? 0n;
      expect(addr >> 24n).toBe(0xffffffff81n);
      expect(addr % 16n).toBe(0n);
    }
  });

  it('knows nothing that cannot be a symbol', () => {
    expect(fakeSymbol('')).toBeUndefined();
    expect(fakeSymbol('no such thing')).toBeUndefined();
  });
});

describe('fakeAddressMap', () => {
  const addrs = fakeAddressMap(KERNEL);

  it('gives every image its own 64-byte chunks, behind a header and a hole', () => {
    const images = [
      [addrs.image(0, 0), 200],
      [addrs.image(0, 1), 31],
      [addrs.image(1, 0), 19],
      [addrs.image(3, 0), 64],
    ] as const;
    let chunk = 0xffffffffc0000000n;
    for (const [addr, size] of images) {
      const start = addr - chunk;
      expect(start).toBeGreaterThanOrEqual(8n);
      expect(start % 4n).toBe(0n);
      const end = chunk + BigInt(Math.ceil((size + 24) / 64) * 64);
      expect(addr + BigInt(size)).toBeLessThanOrEqual(end);
      chunk = end;
    }
  });

  it('throws for what has no image', () => {
    expect(() => addrs.image(2, 0)).toThrow('program 2');
    expect(() => addrs.image(0, 2)).toThrow('function 2');
    expect(() => addrs.map(3)).toThrow('index 3');
  });

  it('puts values and program pointers of an array behind its head', () => {
    expect(addrs.mapValue(0) - addrs.map(0)).toBe(0x110n);
  });

  it('puts small maps into the direct map and large ones into vmalloc space', () => {
    expect(addrs.map(0) >> 32n).toBe(0xffff8881n);
    expect(addrs.map(2) >> 32n).toBe(0xffffc900n);
    expect(addrs.prog(0) >> 32n).toBe(0xffffc900n);
    expect(addrs.prog(0) % 4096n).toBe(0n);
  });

  it('is the same every time', () => {
    const again = fakeAddressMap(structuredClone(KERNEL));
    expect(again.image(3, 0)).toBe(addrs.image(3, 0));
    expect(again.map(1)).toBe(addrs.map(1));
  });

  it('keeps images where they are while an edit stays within its chunks', () => {
    const edited = fakeAddressMap({
      ...KERNEL,
      progs: [prog('entry', 190, 31), ...KERNEL.progs.slice(1)],
    });
    expect(edited.image(0, 1)).toBe(addrs.image(0, 1));
    expect(edited.image(3, 0)).toBe(addrs.image(3, 0));
  });

  it('keeps maps where they are when another map is resized', () => {
    const edited = fakeAddressMap({
      ...KERNEL,
      maps: [progArray('jmp_table', 900), ...KERNEL.maps.slice(1)],
    });
    expect(edited.map(1)).toBe(addrs.map(1));
    expect(edited.map(2)).toBe(addrs.map(2));
  });
});
