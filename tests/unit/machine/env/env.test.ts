import { describe, expect, it } from 'vitest';
import type { MapType } from '../../../../src/core/bpf/index.ts';
import {
  type Fixture,
  FUNC_ADDR,
  fixture,
  halves,
  layoutOf,
  le,
  load,
  PROG_ADDR,
  REG_BASE,
  reg,
  setReg,
  store,
} from './fixture.ts';

const [RAX, RCX, RDX, RBX, RSP, RSI, RDI, R8, R12] = [0, 1, 2, 3, 4, 6, 7, 8, 12];
const ENTRY = 0xffff_ffff_c000_0000n;

function begin(box: Fixture, progIdx: number, len: number | null = null): void {
  box.env.beginRun(box.words, 0, REG_BASE, { progIdx, len, entry: ENTRY });
}

describe('Env.beginRun', () => {
  it('gives a socket filter its packet without the Ethernet header', () => {
    const box = fixture();
    begin(box, 0);
    const { skb } = layoutOf('6.1');
    const ctx = reg(box.words, RDI);
    expect(load(box, ctx + BigInt(skb.len), 4)).toBe(50n);
    const data = load(box, ctx + BigInt(skb.data), 8) ?? 0n;
    expect(load(box, data, 1)).toBe(BigInt((14 * 7 + 3) & 255));
    expect(load(box, ctx + BigInt(skb.dataEnd), 8)).toBe(0n);
  });

  it('gives an xdp program its whole packet, as long as asked for', () => {
    const box = fixture();
    begin(box, 1, 100);
    const ctx = reg(box.words, RDI);
    const data = load(box, ctx, 8) ?? 0n;
    expect(load(box, ctx + 8n, 8)).toBe(data + 100n);
    expect(load(box, data + 99n, 1)).toBe(BigInt((99 * 7 + 3) & 255));
    const rxq = load(box, ctx + 32n, 8) ?? 0n;
    const dev = load(box, rxq, 8) ?? 0n;
    expect(load(box, dev + BigInt(layoutOf('6.1').devIfindex), 4)).toBe(1n);
  });

  it('returns to where `call` says that the run is over', () => {
    const box = fixture();
    begin(box, 0);
    const back = load(box, reg(box.words, RSP), 8) ?? 0n;
    expect(box.env.call(...halves(back))).toEqual({ kind: 'run-return' });
    expect(box.words[REG_BASE + 32]).toBe(Number(BigInt.asIntN(32, ENTRY)));
  });

  it('forgets the run before', () => {
    const box = fixture();
    begin(box, 1, 100);
    store(box, reg(box.words, RSP) - 64n, 8, 99n);
    begin(box, 0);
    const once = box.words.slice();
    begin(box, 0);
    expect(box.words).toEqual(once);
    expect(load(box, reg(box.words, RSP) - 64n, 8)).toBe(0n);
  });
});

describe('Env.brokenRegisters', () => {
  it('is empty after a plain ret, and names what a run did not restore', () => {
    const box = fixture();
    begin(box, 0);
    expect(box.env.brokenRegisters(box.words, 0, REG_BASE)).toEqual(['rsp']);
    setReg(box.words, RSP, reg(box.words, RSP) + 8n);
    expect(box.env.brokenRegisters(box.words, 0, REG_BASE)).toEqual([]);
    setReg(box.words, RCX, 1n);
    setReg(box.words, RBX, 1n);
    setReg(box.words, R12, 1n);
    expect(box.env.brokenRegisters(box.words, 0, REG_BASE)).toEqual(['rbx', 'r12']);
  });
});

describe('Env.call', () => {
  it('knows functions, thunks and the way back by their addresses alone', () => {
    const box = fixture();
    const at = (name: string) => box.env.call(...halves(box.symbol(name)));
    expect(at('bpf_ktime_get_ns')).toMatchObject({ kind: 'helper', name: 'bpf_ktime_get_ns' });
    expect(at('bpf_trace_printk')).toMatchObject({ kind: 'helper', name: 'bpf_trace_printk' });
    expect(at('__x86_indirect_thunk_rcx')).toEqual({ kind: 'indirect-thunk', reg: RCX });
    expect(at('srso_return_thunk')).toEqual({ kind: 'return-thunk' });
    expect(box.env.call(...halves(box.symbol('srso_return_thunk') + 1n))).toBeNull();
    expect(box.env.call(0x19168, 0)).toBeNull();
  });
});

describe('struct bpf_prog', () => {
  it('has the function where an indirect tail call looks for it', () => {
    const box = fixture();
    expect(load(box, PROG_ADDR + 0x2000n + 0x30n, 8)).toBe(FUNC_ADDR + 0x100n);
  });
});

describe('per-CPU areas', () => {
  it('differ between CPUs, and lead to themselves', () => {
    const box = fixture();
    for (const cpu of [0, 1]) {
      const gs = box.env.gsBase(cpu);
      expect(load(box, gs + 0x19168n, 8, cpu)).toBe(gs);
      expect(load(box, gs + 0x19160n, 4, cpu)).toBe(BigInt(cpu));
    }
    expect(box.env.gsBase(0)).not.toBe(box.env.gsBase(1));
  });

  it('have a call depth of their own in kernels that count it', () => {
    const box = fixture('6.12');
    const place = (cpu: number): bigint => box.env.gsBase(cpu) + 0x35010n;
    expect(store(box, place(0), 8, 0x1234_5678_9abc_def0n)).toBe(true);
    expect(load(box, place(0), 8)).toBe(0x1234_5678_9abc_def0n);
    expect(load(box, place(1), 8)).toBe(0n);
  });
});

/** Calls a function with a map, a key and a value on the stack; the answer as a signed number. */
function callMap(
  box: Fixture,
  name: string,
  type: MapType,
  args: { key: Uint8Array; value?: Uint8Array; flags?: number; cpu?: number },
): bigint {
  begin(box, 0);
  const top = reg(box.words, RSP);
  const put = (off: bigint, bytes: Uint8Array): void => {
    for (const [idx, byte] of bytes.entries()) {
      store(box, top - off + BigInt(idx), 1, BigInt(byte));
    }
  };
  put(64n, args.key);
  put(48n, args.value ?? new Uint8Array(0));
  setReg(box.words, RDI, box.mapAddr(type));
  setReg(box.words, RSI, top - 64n);
  setReg(box.words, RDX, top - 48n);
  setReg(box.words, RCX, BigInt(args.flags ?? 0));
  const call = box.env.call(...halves(box.symbol(name)));
  if (call?.kind !== 'helper') throw new Error(`${name} is no function`);
  const event = box.env.runHelper(box.words, args.cpu ?? 0, REG_BASE, call.id);
  expect(event).toMatchObject({ name, modelled: true, fault: null });
  expect(reg(box.words, RAX)).toBe(event.result);
  return BigInt.asIntN(64, event.result);
}

const BPF_NOEXIST = 1;
const BPF_EXIST = 2;

describe('Env.runHelper on maps', () => {
  it('updates an array, and refuses as the kernel does', () => {
    const box = fixture();
    const update = (key: number, flags = 0): bigint =>
      callMap(box, 'array_map_update_elem', 'array', { key: le(key), value: le(77, 12), flags });
    expect(update(3)).toBe(0n);
    expect(update(4)).toBe(-7n);
    expect(update(1, BPF_NOEXIST)).toBe(-17n);
    expect(update(1, 8)).toBe(-22n);
    expect(callMap(box, 'array_map_delete_elem', 'array', { key: le(1) })).toBe(-22n);
    const addr = callMap(box, 'array_map_lookup_elem', 'array', { key: le(3) });
    expect(load(box, BigInt.asUintN(64, addr), 4)).toBe(77n);
    expect(callMap(box, 'array_map_lookup_elem', 'array', { key: le(4) })).toBe(0n);
  });

  it('inserts, finds and deletes in a hash, until it is full', () => {
    const box = fixture();
    const update = (key: number, flags = 0): bigint =>
      callMap(box, 'htab_map_update_elem', 'hash', { key: le(key), value: le(key, 12), flags });
    const lookup = (key: number): bigint =>
      BigInt.asUintN(64, callMap(box, 'htab_map_lookup_elem', 'hash', { key: le(key) }));
    expect(update(100, BPF_EXIST)).toBe(-2n);
    expect([100, 200, 300, 400].map((key) => update(key))).toEqual([0n, 0n, 0n, 0n]);
    expect(update(500)).toBe(-7n);
    expect(update(200, BPF_NOEXIST)).toBe(-17n);
    expect(load(box, lookup(300), 4)).toBe(300n);
    const elem = callMap(box, '__htab_map_lookup_elem', 'hash', { key: le(300) });
    expect(lookup(300)).toBe(BigInt.asUintN(64, elem) + 48n + 8n);
    expect(callMap(box, 'htab_map_delete_elem', 'hash', { key: le(300) })).toBe(0n);
    expect(callMap(box, 'htab_map_delete_elem', 'hash', { key: le(300) })).toBe(-2n);
    expect(lookup(300)).toBe(0n);
    expect(update(500)).toBe(0n);
  });

  it('drops the oldest element of a full lru hash', () => {
    const box = fixture();
    for (const key of [1, 2, 3, 4, 5]) {
      const args = { key: le(key), value: le(key, 12) };
      expect(callMap(box, 'htab_lru_map_update_elem', 'lru_hash', args)).toBe(0n);
    }
    const { words, env } = box;
    expect(env.userLookup(words, box.map('lru_hash'), le(1))).toBeNull();
    expect(env.userLookup(words, box.map('lru_hash'), le(5))).toEqual(le(5, 12));
  });

  it.each([
    ['percpu_array', 'array_map_update_elem', 'percpu_array_map_lookup_elem'],
    ['percpu_hash', 'htab_percpu_map_update_elem', 'htab_percpu_map_lookup_elem'],
  ] as const)('keeps a value for each CPU in a %s', (type, update, lookup) => {
    const box = fixture();
    for (const cpu of [0, 1]) {
      callMap(box, update, type, { key: le(2), value: le(50 + cpu, 12), cpu });
    }
    const [first, second] = [0, 1].map((cpu) => callMap(box, lookup, type, { key: le(2), cpu }));
    expect(load(box, BigInt.asUintN(64, first ?? 0n), 4)).toBe(50n);
    expect(load(box, BigInt.asUintN(64, second ?? 0n), 4)).toBe(51n);
    const all = box.env.userLookup(box.words, box.map(type), le(2));
    expect(all).toEqual(Uint8Array.from([...le(50, 16), ...le(51, 16)]));
  });

  it('leads to the same per-CPU value through pointers in the map', () => {
    const box = fixture('7.1');
    const addr = BigInt.asUintN(
      64,
      callMap(box, 'percpu_array_map_lookup_elem', 'percpu_array', { key: le(3), cpu: 1 }),
    );
    const pointer = load(box, box.mapAddr('percpu_array') + 0x120n + 24n, 8) ?? 0n;
    expect(BigInt.asUintN(64, pointer + box.env.gsBase(1))).toBe(addr);
  });

  it('finds the longest prefix in a trie', () => {
    const box = fixture();
    const put = (bits: number, data: number): void => {
      const key = Uint8Array.from([...le(bits), 10, data, 0, 0]);
      const args = { key, value: le(bits, 12) };
      expect(callMap(box, 'trie_update_elem', 'lpm_trie', args)).toBe(0n);
    };
    put(8, 0);
    put(16, 1);
    const get = (bits: number, data: number): bigint | null => {
      const key = Uint8Array.from([...le(bits), 10, data, 9, 9]);
      const addr = callMap(box, 'trie_lookup_elem', 'lpm_trie', { key });
      return load(box, BigInt.asUintN(64, addr), 4);
    };
    expect(get(32, 1)).toBe(16n);
    expect(get(32, 2)).toBe(8n);
    expect(get(12, 1)).toBe(8n);
    expect(get(4, 1)).toBeNull();
  });
});

describe('Env.runHelper', () => {
  const run = (box: Fixture, name: string, cpu = 0) => {
    const call = box.env.call(...halves(box.symbol(name)));
    if (call?.kind !== 'helper') throw new Error(`${name} is no function`);
    return box.env.runHelper(box.words, cpu, REG_BASE, call.id);
  };

  it('gives the same times and random numbers to the same state', () => {
    const answers = (box: Fixture) =>
      [0, 1, 2].flatMap(() => [
        run(box, 'bpf_ktime_get_ns').result,
        run(box, 'bpf_user_rnd_u32', 1).result,
      ]);
    expect(answers(fixture())).toEqual(answers(fixture()));
    expect(new Set(answers(fixture())).size).toBe(6);
  });

  it('answers the number of the CPU', () => {
    expect(run(fixture(), 'bpf_get_smp_processor_id', 1).result).toBe(1n);
  });

  it('copies packet bytes, and zeroes when they are not all there', () => {
    const box = fixture();
    begin(box, 0);
    const to = reg(box.words, RSP) - 64n;
    const ctx = reg(box.words, RDI);
    const copy = (off: number): bigint => {
      setReg(box.words, RDI, ctx);
      setReg(box.words, RSI, BigInt(off));
      setReg(box.words, RDX, to);
      setReg(box.words, RCX, 4n);
      return BigInt.asIntN(64, run(box, 'bpf_skb_load_bytes').result);
    };
    expect(copy(46)).toBe(0n);
    expect(load(box, to, 1)).toBe(BigInt(((14 + 46) * 7 + 3) & 255));
    expect(copy(47)).toBe(-14n);
    expect(load(box, to, 4)).toBe(0n);
  });

  it('leaves caller-saved registers changed and callee-saved ones alone', () => {
    const box = fixture();
    begin(box, 0);
    setReg(box.words, R8, 5n);
    run(box, 'bpf_ktime_get_ns');
    expect(reg(box.words, R8)).not.toBe(5n);
    setReg(box.words, RSP, reg(box.words, RSP) + 8n);
    expect(box.env.brokenRegisters(box.words, 0, REG_BASE)).toEqual([]);
  });

  it('says that a function is not modelled, and answers 0', () => {
    const event = run(fixture(), 'bpf_trace_printk');
    expect(event).toMatchObject({ modelled: false, name: 'bpf_trace_printk', result: 0n });
  });

  it('says what the kernel would have died of', () => {
    const box = fixture();
    setReg(box.words, RDI, 0x1000n);
    expect(run(box, 'array_map_lookup_elem').fault).toBe('the first argument is no map');
  });
});
