// What an environment is made from: addresses, layouts and sizes, all known before time zero.

import type { MapDef, ProgType } from '../../bpf/index.ts';
import type { RunLayout } from '../../kernel/index.ts';

/** All that is known before time zero. */
export interface EnvInput {
  readonly layout: RunLayout;
  /** `addr`: struct bpf_map; `valueAddr`: first value of an array. As the images carry them. */
  readonly maps: readonly {
    readonly def: MapDef;
    readonly addr: bigint;
    readonly valueAddr: bigint;
  }[];
  /** `progAddr`: struct bpf_prog; `funcAddr`: its bpf_func. */
  readonly progs: readonly {
    readonly type: ProgType;
    readonly progAddr: bigint;
    readonly funcAddr: bigint;
  }[];
  /** Kernel symbols: functions, thunks, per-CPU variables. */
  readonly symbols: ReadonlyMap<string, bigint>;
  /** CPUs 0 to cpus - 1. */
  readonly cpus: number;
  /** Longest packet of a run, in bytes. */
  readonly packetLen: number;
  /** Bytes of each CPU's kernel stack to keep, at most 16384. */
  readonly stackLen: number;
  /** Program in a slot of a prog array as index + 1; 0 = empty. */
  readonly slot: (words: Int32Array, mapIdx: number, key: number) => number;
}
