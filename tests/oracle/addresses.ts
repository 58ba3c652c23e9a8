// The addresses that a real kernel had when a golden case was recorded.

import type { AddressMap } from '../../src/core/kernel/index.ts';
import type { Boot, GoldenCase, GoldenDump } from './golden.ts';

export function addrOf(hex: string): bigint {
  return BigInt(`0x${hex}`);
}

/** Every dump of a case in the order in which they were made. */
export function dumpsOf(golden: GoldenCase): GoldenDump[] {
  return golden.ops.flatMap((op) => {
    if (op.op === 'dump') return [{ p: op.p, ...op.result }];
    return op.op === 'dumpall' ? op.result : [];
  });
}

/** A JIT up to 5.11 may give a program up; its dump then has no bytes, and the kernel interprets it. */
export function isInterpreted(golden: GoldenCase): boolean {
  return dumpsOf(golden).some(({ jited }) => jited?.some(({ len }) => len === 0));
}

/** Image bases of the functions of a program; undefined if it was never dumped. */
export type ImageBases = (progIdx: number) => readonly bigint[] | undefined;

/** From the first dump of each program: images do not move. */
function firstBases(golden: GoldenCase): ImageBases {
  const bases = new Map<number, readonly bigint[]>();
  for (const dump of dumpsOf(golden)) {
    if (dump.jited !== undefined && !bases.has(dump.p)) {
      bases.set(
        dump.p,
        dump.jited.map((func) => addrOf(func.addr)),
      );
    }
  }
  return (progIdx) => bases.get(progIdx);
}

function known(addr: bigint | undefined, what: string): bigint {
  if (addr === undefined) throw new Error(`the golden case does not say where ${what} is`);
  return addr;
}

function mapAddr(golden: GoldenCase, mapIdx: number, field: 'addr_ptr' | 'addr_value'): bigint {
  const hex = golden.maps[mapIdx]?.[field];
  return known(hex === undefined ? undefined : addrOf(hex), `map ${mapIdx} (${field})`);
}

/**
 * Dumps give the images, maps their own addresses, `boot` the kernel's symbols. Pass `bases` where
 * a program is loaded more than once.
 */
export function goldenAddresses(
  golden: GoldenCase,
  boot: Boot,
  bases: ImageBases = firstBases(golden),
): AddressMap {
  return {
    image: (progIdx, funcIdx) =>
      known(bases(progIdx)?.[funcIdx], `function ${funcIdx} of program ${progIdx}`),
    map: (mapIdx) => mapAddr(golden, mapIdx, 'addr_ptr'),
    mapValue: (mapIdx) => mapAddr(golden, mapIdx, 'addr_value'),
    symbol: (name) => {
      const hex = boot.symbols[name];
      return hex === undefined ? undefined : addrOf(hex);
    },
  };
}
