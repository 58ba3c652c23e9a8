// The loads of a golden case and where their images were. The same program may be loaded again, at
// another address, so each load counts as a program of its own. A dump says where an image is; a
// program that was unloaded before any dump is found through the first jmp to it, from a filled
// site of a dumped caller. That one site proves nothing about the address; every later one does.

import { hexToBytes } from '../../../src/core/base/index.ts';
import type { PokeDescriptor } from '../../../src/core/jit/index.ts';
import type { AddressMap } from '../../../src/core/kernel/index.ts';
import { goldenAddresses } from '../addresses.ts';
import type { Boot, GoldenCase, GoldenDump } from '../golden.ts';

/** Room for images and maps whose address nothing shows. */
const NOWHERE = 0xffffffffc7000000n;
const NOWHERE_STEP = 0x100000n;

interface Load {
  /** Index in the case's list of programs. */
  readonly prog: number;
  /** Addresses of its functions; empty if no dump shows it. */
  addrs: readonly bigint[];
}

export class CaseLoads {
  /** In order of their `load` operations, then the programs that were never loaded. */
  readonly loads: readonly Load[];
  /** For each operation: the load that a program's number means from then on. */
  private readonly current: readonly ReadonlyMap<number, number>[];
  private readonly golden: GoldenCase;
  /** Stands in for programs that an operation names before any load. */
  private readonly unloaded: ReadonlyMap<number, number>;

  constructor(golden: GoldenCase) {
    this.golden = golden;
    const loads: Load[] = [];
    const latest = new Map<number, number>();
    const begin = (prog: number): void => {
      latest.set(prog, loads.length);
      loads.push({ prog, addrs: [] });
    };
    const loaded = new Set(golden.ops.flatMap((op) => (op.op === 'load' ? [op.p] : [])));
    this.current = golden.ops.map((op) => {
      if (op.op === 'load') begin(op.p);
      return new Map(latest);
    });
    this.loads = loads;
    for (const prog of golden.progs.keys()) if (!loaded.has(prog)) begin(prog);
    this.unloaded = latest;
    for (const [opIdx, dump] of this.dumps()) {
      const load = this.loads[this.loadAt(opIdx, dump.p)];
      if (!load || !dump.jited || load.addrs.length > 0) continue;
      load.addrs = dump.jited.map((func) => BigInt(`0x${func.addr}`));
    }
  }

  /** The load that program `prog` means at operation `opIdx`. */
  loadAt(opIdx: number, prog: number): number {
    return this.current[opIdx]?.get(prog) ?? this.unloaded.get(prog) ?? 0;
  }

  isDumped(loadIdx: number): boolean {
    return (this.loads[loadIdx]?.addrs.length ?? 0) > 0;
  }

  /** The case's addresses by load; `bases` adds main images that no dump shows. */
  addresses(boot: Boot, bases: ReadonlyMap<number, bigint>): AddressMap {
    const { golden } = this;
    const known = goldenAddresses(golden, boot);
    const nowhere = (idx: number): bigint => NOWHERE + BigInt(idx) * NOWHERE_STEP;
    return {
      image: (loadIdx, funcIdx) =>
        this.loads[loadIdx]?.addrs[funcIdx] ??
        (bases.get(loadIdx) ?? nowhere(loadIdx)) + BigInt(funcIdx) * 0x10000n,
      map: (mapIdx) =>
        golden.maps[mapIdx]?.addr_ptr === undefined ? nowhere(mapIdx) : known.map(mapIdx),
      mapValue: (mapIdx) =>
        golden.maps[mapIdx]?.addr_value === undefined ? nowhere(mapIdx) : known.mapValue(mapIdx),
      symbol: (name) => known.symbol(name),
    };
  }

  /** Bases of loads without a dump, from the jmps that lead to them. */
  basesFromSites(pokeTab: (loadIdx: number) => readonly PokeDescriptor[]): Map<number, bigint> {
    const bases = new Map<number, bigint>();
    for (const [opIdx, dump] of this.dumps()) {
      const slots = this.slotsAt(opIdx);
      for (const desc of pokeTab(this.loadAt(opIdx, dump.p))) {
        const callee = slots.get(`${desc.mapIdx} ${desc.key}`);
        if (callee === undefined || bases.has(callee) || this.isDumped(callee)) continue;
        const landing = jumpTarget(hexToBytes(dump.jited?.[desc.funcIdx]?.bytes ?? ''), desc);
        if (landing !== null) bases.set(callee, landing - BigInt(desc.adjOff));
      }
    }
    return bases;
  }

  /** Load in each filled slot when operation `opIdx` ran. */
  private slotsAt(opIdx: number): Map<string, number> {
    const slots = new Map<string, number>();
    for (const [idx, op] of this.golden.ops.slice(0, opIdx).entries()) {
      if (op.op === 'del') slots.delete(`${op.m} ${op.k}`);
      if (op.op !== 'upd' || op.result.errno !== 0) continue;
      slots.set(`${op.m} ${op.k}`, this.loadAt(idx, op.p));
    }
    return slots;
  }

  private dumps(): [number, GoldenDump][] {
    return this.golden.ops.flatMap((op, opIdx): [number, GoldenDump][] => {
      if (op.op === 'dump') return [[opIdx, { p: op.p, ...op.result }]];
      return op.op === 'dumpall' ? op.result.map((dump) => [opIdx, dump]) : [];
    });
  }
}

function jumpTarget(bytes: Uint8Array, desc: PokeDescriptor): bigint | null {
  if (bytes[desc.targetOff] !== 0xe9) return null;
  const disp = new DataView(bytes.buffer, bytes.byteOffset).getInt32(desc.targetOff + 1, true);
  return desc.tailcallTarget + 5n + BigInt(disp);
}
