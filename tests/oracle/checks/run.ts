// Check `run`: every test run returns what it returned on the kernel, and what programs left in maps
// is what the kernel's user space read.
// Kernels whose JIT we have run our bytes; the others run their own, as dumped.

import { hexToBytes } from '../../../src/core/base/index.ts';
import { type RunLayout, runLayout } from '../../../src/core/kernel/index.ts';
import type { EnvInput } from '../../../src/core/machine/env/env.ts';
import type { Boot, GoldenCase, GoldenOp, Verdict } from '../golden.ts';
import { profileForGolden } from '../profile.ts';
import { CaseLoads } from './case-loads.ts';
import { RunCpu } from './run-cpu.ts';
import { type CaseImages, goldenImages, ownImages } from './run-images.ts';
import { goldenMaps } from './xlated.ts';

const EBADF = 9;
const DEFAULT_LEN = 64;
const STACK_LEN = 16384;
/** Room for structures whose address nothing shows. */
const MAPS_NOWHERE = 0xffffffffc7000000n;
const PROGS_NOWHERE = 0xffff888d00000000n;
const NOWHERE_STEP = 0x100000n;
/** What user space wrote where a case says `@V`. */
const VALUES = [
  0x123456789abcdef0n,
  0xfedcba9876543210n,
  0x80000001n,
  7n,
  0xffffffffffffffffn,
  0x8000000000000000n,
  0x7fffffffn,
  0xffffffffn,
  0x5555aaaa33337777n,
  3n,
];
/** Rounds of a timed loop between two looks at the clock (BPF_MAX_TIMED_LOOPS). */
const TIMED_ROUNDS = 0xffff;

type RunOp = Extract<GoldenOp, { op: 'run' }>;
type MapOp = Extract<GoldenOp, { op: 'set' | 'get' }>;

/** How a check looks at a case; tests spoil one of them. */
export interface RunSetup {
  readonly layout: RunLayout | undefined;
}

/** The version in a profile's name. */
function versionOf(profile: string): string {
  return profile.split('-')[0] ?? '';
}

export function checkRun(golden: GoldenCase, boot: Boot): Verdict {
  return checkRunWith(golden, boot, { layout: runLayout(versionOf(golden.profile)) });
}

export function checkRunWith(golden: GoldenCase, boot: Boot, { layout }: RunSetup): Verdict {
  if (!golden.ops.some((op) => op.op === 'run')) return { kind: 'none' };
  if (layout === undefined) return fail(`no layout of kernel structures for ${golden.profile}`);
  const loads = new CaseLoads(golden);
  const modelled = profileForGolden(golden.profile) !== undefined;
  const images = modelled ? ownImages(golden, boot, loads) : goldenImages(golden, loads);
  if (typeof images === 'string') return fail(images);
  const runner = new CaseRunner(golden, boot, layout, loads, images);
  for (const [opIdx, op] of golden.ops.entries()) {
    const problem = images.advance(op, opIdx) ?? runner.apply(op, opIdx);
    if (problem !== null) return fail(`op ${opIdx} (${op.op}): ${problem}`);
  }
  return { kind: 'pass' };
}

function fail(detail: string): Verdict {
  return { kind: 'fail', detail };
}

class CaseRunner {
  private readonly loads: CaseLoads;
  private readonly images: CaseImages;
  private readonly cpu: RunCpu;
  /** Loads whose file descriptor user space has. */
  private readonly open = new Set<number>();
  /** Load in each filled slot, `map key`, as index + 1. */
  private readonly slots = new Map<string, number>();

  constructor(
    golden: GoldenCase,
    boot: Boot,
    layout: RunLayout,
    loads: CaseLoads,
    images: CaseImages,
  ) {
    this.loads = loads;
    this.images = images;
    const lens = golden.ops.map((op) => (op.op === 'run' ? (op.len ?? DEFAULT_LEN) : DEFAULT_LEN));
    this.cpu = new RunCpu({
      layout,
      maps: placedMaps(golden, layout),
      progs: loads.loads.map(({ prog }, loadIdx) => ({
        type: golden.progs[prog]?.type ?? 'socket_filter',
        progAddr: PROGS_NOWHERE + BigInt(loadIdx) * NOWHERE_STEP,
        funcAddr: images.entry(loadIdx) ?? 0n,
      })),
      symbols: symbolsOf(boot),
      cpus: 1,
      packetLen: Math.max(...lens),
      stackLen: STACK_LEN,
      slot: (_words, mapIdx, key) => this.slots.get(`${mapIdx} ${key}`) ?? 0,
    });
  }

  /** What is wrong with an operation's outcome, or null. */
  apply(op: GoldenOp, opIdx: number): string | null {
    switch (op.op) {
      case 'load':
        if (op.result.ok) this.open.add(this.loads.loadAt(opIdx, op.p));
        return null;
      case 'unload':
        this.open.delete(this.loads.loadAt(opIdx, op.p));
        return null;
      case 'upd':
        if (op.result.errno === 0)
          this.slots.set(`${op.m} ${op.k}`, this.loads.loadAt(opIdx, op.p) + 1);
        return null;
      case 'del':
        this.slots.delete(`${op.m} ${op.k}`);
        return null;
      case 'set':
        return this.setValue(op);
      case 'get':
        return this.getValue(op);
      case 'run':
        return this.run(op, this.loads.loadAt(opIdx, op.p));
      default:
        return null;
    }
  }

  private run(op: RunOp, loadIdx: number): string | null {
    const { errno, retval } = op.result;
    const entry = this.images.entry(loadIdx);
    if (!this.open.has(loadIdx)) {
      return errno === EBADF ? null : `EBADF, kernel ${JSON.stringify(op.result)}`;
    }
    if (entry === undefined) return 'no dump shows the program';
    const end = this.cpu.run(this.images.text(), {
      progIdx: loadIdx,
      len: op.len ?? null,
      entry,
    });
    if (end.kind === 'lost' && this.isUnseen(end.rip)) return null;
    if (end.kind === 'lost') return `rip ${end.rip.toString(16)} is in no image`;
    if (end.kind === 'failed') return end.reason;
    const same = end.timed
      ? (end.retval - (retval ?? 0)) % TIMED_ROUNDS === 0
      : end.retval === (retval ?? -1) >>> 0;
    return same && errno === undefined
      ? null
      : `returned ${end.retval}, kernel ${JSON.stringify(op.result)}`;
  }

  /** True where a slot holds a program whose image no dump shows: its bytes cannot be known. */
  private isUnseen(_rip: bigint): boolean {
    return [...this.slots.values()].some((slot) => this.images.entry(slot - 1) === undefined);
  }

  private setValue(op: MapOp): string | null {
    const [key, value] = [hexOf(op['key']), hexOf(op['val'])];
    const errno = this.cpu.env.userUpdate(this.cpu.words, op.m, key, value);
    return sameResult(errno, null, op['result']);
  }

  private getValue(op: MapOp): string | null {
    const value = this.cpu.env.userLookup(this.cpu.words, op.m, hexOf(op['key']));
    return sameResult(value === null ? 2 : 0, value, op['result']);
  }
}

function hexOf(field: unknown): Uint8Array {
  if (field !== '@V') return hexToBytes(String(field));
  const bytes = new Uint8Array(8 * VALUES.length);
  const view = new DataView(bytes.buffer);
  for (const [idx, value] of VALUES.entries()) view.setBigUint64(8 * idx, value, true);
  return bytes;
}

function sameResult(errno: number, value: Uint8Array | null, kernel: unknown): string | null {
  const { errno: wanted, v } = kernel as { errno: number; v?: string };
  if (errno !== wanted) return `errno ${errno}, kernel ${wanted}`;
  if (value === null || v === undefined) return null;
  const ours = [...value].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return ours === v ? null : `value ${ours}, kernel ${v}`;
}

function placedMaps(golden: GoldenCase, layout: RunLayout): EnvInput['maps'] {
  return goldenMaps(golden).map((def, mapIdx) => {
    const { addr_ptr, addr_value } = golden.maps[mapIdx] ?? {};
    const valueOff = BigInt(layout.arrayValue);
    const shown = addr_value === undefined ? undefined : BigInt(`0x${addr_value}`);
    const nowhere = MAPS_NOWHERE + BigInt(mapIdx) * NOWHERE_STEP;
    const addr =
      addr_ptr === undefined
        ? shown === undefined
          ? nowhere
          : shown - valueOff
        : BigInt(`0x${addr_ptr}`);
    return { def, addr, valueAddr: shown ?? addr + valueOff };
  });
}

const symbolTables = new WeakMap<Boot, ReadonlyMap<string, bigint>>();

function symbolsOf(boot: Boot): ReadonlyMap<string, bigint> {
  const known = symbolTables.get(boot);
  if (known !== undefined) return known;
  const table = new Map(
    Object.entries(boot.symbols).map(([name, hex]) => [name, BigInt(`0x${hex}`)]),
  );
  symbolTables.set(boot, table);
  return table;
}
