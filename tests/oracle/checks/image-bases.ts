// Where the images of a golden case were. A dump says so itself; a program that was unloaded
// before any dump is found through the first jmp to it: a filled site of a dumped caller.
// That one site then proves nothing about the callee's address; every later one does.

import { hexToBytes } from '../../../src/core/base/index.ts';
import type { PokeDescriptor } from '../../../src/core/jit/index.ts';
import type { AddressMap } from '../../../src/core/kernel/index.ts';
import { dumpsOf, goldenAddresses } from '../addresses.ts';
import type { Boot, GoldenCase, GoldenDump } from '../golden.ts';

/** Room for programs and maps whose address nothing shows. */
const NOWHERE = 0xffffffffc7000000n;
const NOWHERE_STEP = 0x100000n;

export function isDumped(golden: GoldenCase, progIdx: number): boolean {
  return dumpsOf(golden).some((dump) => dump.p === progIdx && dump.jited !== undefined);
}

/** The case's addresses; `bases` adds main images that no dump shows. */
export function caseAddresses(
  golden: GoldenCase,
  boot: Boot,
  bases: ReadonlyMap<number, bigint>,
): AddressMap {
  const known = goldenAddresses(golden, boot);
  const nowhere = (progIdx: number): bigint => NOWHERE + BigInt(progIdx) * NOWHERE_STEP;
  return {
    image: (progIdx, funcIdx) => {
      if (isDumped(golden, progIdx)) return known.image(progIdx, funcIdx);
      const base = bases.get(progIdx) ?? nowhere(progIdx);
      return base + BigInt(funcIdx) * 0x10000n;
    },
    map: (mapIdx) =>
      golden.maps[mapIdx]?.addr_ptr === undefined ? nowhere(mapIdx) : known.map(mapIdx),
    mapValue: (mapIdx) =>
      golden.maps[mapIdx]?.addr_value === undefined ? nowhere(mapIdx) : known.mapValue(mapIdx),
    symbol: (name) => known.symbol(name),
  };
}

/** Bases of programs without a dump, from the jmps that lead to them. */
export function basesFromSites(
  golden: GoldenCase,
  pokeTab: (progIdx: number) => readonly PokeDescriptor[],
): Map<number, bigint> {
  const bases = new Map<number, bigint>();
  const slots = new Map<string, number>();
  const learn = (dump: GoldenDump): void => {
    if (!dump.jited) return;
    for (const desc of pokeTab(dump.p)) {
      const callee = slots.get(`${desc.mapIdx} ${desc.key}`);
      if (callee === undefined || bases.has(callee) || isDumped(golden, callee)) continue;
      const bytes = hexToBytes(dump.jited[desc.funcIdx]?.bytes ?? '');
      const landing = jumpTarget(bytes, desc);
      if (landing !== null) bases.set(callee, landing - BigInt(desc.adjOff));
    }
  };
  for (const op of golden.ops) {
    if (op.op === 'upd' && op.result.errno === 0) slots.set(`${op.m} ${op.k}`, op.p);
    if (op.op === 'del') slots.delete(`${op.m} ${op.k}`);
    if (op.op === 'dump') learn({ p: op.p, ...op.result });
    if (op.op === 'dumpall') op.result.forEach(learn);
  }
  return bases;
}

function jumpTarget(bytes: Uint8Array, desc: PokeDescriptor): bigint | null {
  if (bytes[desc.targetOff] !== 0xe9) return null;
  const disp = new DataView(bytes.buffer, bytes.byteOffset).getInt32(desc.targetOff + 1, true);
  return desc.tailcallTarget + 5n + BigInt(disp);
}
