// Reading golden files: what real kernels did, one case a line (format: tests/oracle/README.md).

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { MapType, ProgType } from '../../src/core/bpf/index.ts';

export interface GoldenProg {
  readonly name: string;
  readonly type: ProgType;
  /** Hex of the insns given to BPF_PROG_LOAD; map ld_imm64 hold the map's index in this case. */
  readonly insns: string;
}

export interface GoldenMap {
  readonly type: MapType;
  readonly key: number;
  readonly value: number;
  readonly max: number;
  readonly addr_ptr?: string;
  readonly addr_value?: string;
}

export interface GoldenFunc {
  readonly addr: string;
  readonly len: number;
  readonly bytes: string;
}

export interface GoldenDump {
  readonly p: number;
  readonly xlated?: string;
  readonly jited?: readonly GoldenFunc[];
  readonly same?: 1;
}

/** A probe that fired; the fields depend on `ev`. */
export interface TraceEvent {
  readonly ts: number;
  readonly cpu: number;
  readonly ev: string;
  readonly [field: string]: string | number;
}

interface LoadResult {
  readonly ok?: 1;
  readonly errno?: number;
  readonly log?: string;
}
interface ErrnoResult {
  readonly errno: number;
}

export type GoldenOp =
  | { readonly op: 'load'; readonly p: number; readonly result: LoadResult }
  | { readonly op: 'unload'; readonly p: number; readonly result?: unknown }
  | {
      readonly op: 'upd';
      readonly m: number;
      readonly k: number;
      readonly p: number;
      readonly result: ErrnoResult;
    }
  | { readonly op: 'del'; readonly m: number; readonly k: number; readonly result: ErrnoResult }
  | { readonly op: 'set' | 'get'; readonly m: number; readonly [field: string]: unknown }
  | {
      readonly op: 'run';
      readonly p: number;
      readonly len?: number;
      readonly result: { readonly retval?: number; readonly errno?: number };
    }
  | { readonly op: 'dump'; readonly p: number; readonly result: Omit<GoldenDump, 'p'> }
  | { readonly op: 'dumpall'; readonly result: readonly GoldenDump[] }
  | { readonly op: 'tsetup'; readonly sites: readonly string[]; readonly note?: string }
  | { readonly op: 'tread'; readonly result: readonly TraceEvent[] }
  | { readonly op: 'tstop'; readonly result?: unknown };

export interface GoldenCase {
  readonly name: string;
  readonly profile: string;
  readonly progs: readonly GoldenProg[];
  readonly maps: readonly GoldenMap[];
  readonly ops: readonly GoldenOp[];
}

/** The parts of boot.json that the checks need. */
export interface Boot {
  readonly profile: string;
  readonly symbols: Readonly<Record<string, string>>;
  readonly cpu_flags: readonly string[];
  readonly config: readonly string[];
}

/** Outcome of one check on one case. `none`: the case holds nothing for this check. `pass`: the kernel function at fault. */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'none' }
  | { readonly kind: 'fail'; readonly detail: string; readonly pass?: string | undefined };

/** One check; `detail` of a failure shows the first mismatch in context, over several lines. */
export type Check = (golden: GoldenCase, boot: Boot) => Verdict;

/** Reads a `.jsonl` or `.jsonl.gz` file, one parsed value a line. */
export function readJsonLines<T>(file: string): T[] {
  const raw = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(raw) : raw).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

export function readBootFile(file: string): Boot {
  return JSON.parse(readFileSync(file, 'utf8')) as Boot;
}

/** The boot.json that lies beside a golden file. */
export function readBoot(goldenFile: string): Boot {
  return readBootFile(join(dirname(goldenFile), 'boot.json'));
}
