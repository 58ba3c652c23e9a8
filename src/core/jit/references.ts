// Addresses as one image needs them: words for movabs, distances for rel32.

import { type Addr, s64 } from '../base/index.ts';
import type { AddressMap } from '../kernel/index.ts';

/** What an image refers to. Distances are bytes from the image base, null if the symbol is unknown. */
export interface References {
  mapAddr(mapIdx: number): Addr;
  mapValueAddr(mapIdx: number): Addr;
  /** To `__bpf_call_base`, from which helper calls count. */
  callBase(): number | null;
  func(funcIdx: number): number;
  symbol(name: string): number | null;
  /** Where a symbol is, and not how far. */
  symbolAddr(name: string): Addr | null;
}

/**
 * Stand-ins while only lengths matter. They are so far away, or so near, that every insn gets the
 * length that it will have with any kernel's addresses.
 */
export const NO_REFERENCES: References = {
  mapAddr: () => 0xffff_8880_0000_0000n,
  mapValueAddr: () => 0xffff_8880_0000_0000n,
  callBase: () => 0,
  func: () => 0,
  symbol: () => 0,
  symbolAddr: () => 0n,
};

// Kernel addresses lie within 2^47 of each other, so a distance is exact as a number; any other
// address is too far for rel32 either way.
function distance(from: Addr, to: Addr): number {
  return Number(s64(to - from));
}

function once<T>(derive: (key: number) => T): (key: number) => T {
  const known = new Map<number, T>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) {
      value = derive(key);
      known.set(key, value);
    }
    return value;
  };
}

/** References of the image of `funcIdx` in `progIdx`. */
export function referencesOf(addrs: AddressMap, progIdx: number, funcIdx: number): References {
  const base = addrs.image(progIdx, funcIdx);
  const symbolDistance = (name: string): number | null => {
    const addr = addrs.symbol(name);
    return addr === undefined ? null : distance(base, addr);
  };
  const callBase = symbolDistance('__bpf_call_base');
  return {
    mapAddr: once((mapIdx) => addrs.map(mapIdx)),
    mapValueAddr: once((mapIdx) => addrs.mapValue(mapIdx)),
    callBase: () => callBase,
    func: once((target) => distance(base, addrs.image(progIdx, target))),
    symbol: symbolDistance,
    symbolAddr: (name) => addrs.symbol(name) ?? null,
  };
}
