// What running the operations of a case needs, whoever executes the programs.

import type { MapDef } from '../../../src/core/bpf/index.ts';
import type { RunLayout } from '../../../src/core/kernel/index.ts';
import type { Env } from '../../../src/core/machine/env/env.ts';
import type { Boot, GoldenCase, GoldenOp } from '../golden.ts';
import { goldenMaps } from './xlated.ts';

const DEFAULT_LEN = 64;
/** Room for structures whose address nothing shows. */
const MAPS_NOWHERE = 0xffffffffc7000000n;
const PROGS_NOWHERE = 0xffff888d00000000n;
const NOWHERE_STEP = 0x100000n;

/**
 * Whose bytes run: ours on our machine, from the insns that the kernel's verifier left (`ours`), from those that were
 * loaded (`source`), from those with their constants blinded (`blinded`) or loaded without CAP_BPF (`unprivileged`), or no bytes: the insns are interpreted
 * (`interpreted`); or the kernel's, as dumped, on one bare CPU.
 */
export type Bytes = 'ours' | 'source' | 'blinded' | 'interpreted' | 'unprivileged' | 'kernel';

/** What came of an operation. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly reason: string }
  /** `timed`: how long a loop went on was up to the clock. */
  | { readonly kind: 'returned'; readonly retval: number; readonly timed: boolean }
  | { readonly kind: 'refused'; readonly errno: number }
  /** A run of bytes that no dump shows. */
  | { readonly kind: 'unseen' };

export const DONE: Outcome = { kind: 'done' };

/** Performs the operations of a case in order; maps of values are reached through `env`. */
export interface CaseRunner {
  readonly env: Env;
  readonly words: Int32Array;
  apply(op: GoldenOp, opIdx: number): Outcome;
}

/** A map, struct bpf_map and first value. */
interface PlacedMap {
  readonly def: MapDef;
  readonly addr: bigint;
  readonly valueAddr: bigint;
}

/** Maps where the images have them; where no image says, somewhere. */
export function placedMaps(golden: GoldenCase, layout: RunLayout): PlacedMap[] {
  const valueOff = BigInt(layout.arrayValue);
  return goldenMaps(golden).map((def, mapIdx) => {
    const { addr_ptr, addr_value } = golden.maps[mapIdx] ?? {};
    const shown = addr_value === undefined ? undefined : BigInt(`0x${addr_value}`);
    const guess = MAPS_NOWHERE + BigInt(mapIdx) * NOWHERE_STEP;
    const derived = shown === undefined ? guess : shown - valueOff;
    const addr = addr_ptr === undefined ? derived : BigInt(`0x${addr_ptr}`);
    return { def, addr, valueAddr: shown ?? addr + valueOff };
  });
}

/** struct bpf_prog of a load; no golden file says where it was. */
export function progStructAddr(loadIdx: number): bigint {
  return PROGS_NOWHERE + BigInt(loadIdx) * NOWHERE_STEP;
}

/** Longest packet of a case's runs, in bytes. */
export function longestPacket(golden: GoldenCase): number {
  return Math.max(
    DEFAULT_LEN,
    ...golden.ops.map((op) => (op.op === 'run' ? (op.len ?? DEFAULT_LEN) : 0)),
  );
}

const symbolTables = new WeakMap<Boot, ReadonlyMap<string, bigint>>();

/** Kernel symbols of a boot by name. */
export function symbolsOf(boot: Boot): ReadonlyMap<string, bigint> {
  const known = symbolTables.get(boot);
  if (known !== undefined) return known;
  const table = new Map(
    Object.entries(boot.symbols).map(([name, hex]) => [name, BigInt(`0x${hex}`)]),
  );
  symbolTables.set(boot, table);
  return table;
}
