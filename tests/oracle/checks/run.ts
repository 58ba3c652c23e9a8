// Check `run`: every test run returns what it returned on the kernel, and what programs left in maps
// is what the kernel's user space read.
// Kernels whose JIT we have run our bytes; the others run their own, as dumped. A program that no dump
// shows, and one that the kernel left to its interpreter, cannot run here and is left out.

import { bytesToHex, hexAddr, hexToBytes } from '../../../src/core/base/index.ts';
import { type RunLayout, runLayout } from '../../../src/core/kernel/index.ts';
import type { EnvInput } from '../../../src/core/machine/env/env-input.ts';
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
const KERNEL_TEXT_START = 0xffffffff81000000n;
const KERNEL_TEXT_END = 0xffffffffa0000000n;
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

/** What running a case showed. */
export interface RunReport {
  /** The first operation that came out differently, in words. */
  readonly problem: string | null;
  /** Runs that were compared, and runs whose bytes no dump shows. */
  readonly compared: number;
  readonly left: number;
}

/** The version in a profile's name. */
function versionOf(profile: string): string {
  return profile.split('-')[0] ?? '';
}

export function checkRun(golden: GoldenCase, boot: Boot): Verdict {
  const layout = runLayout(versionOf(golden.profile));
  if (layout === undefined) {
    return { kind: 'fail', detail: `no layout of kernel structures for ${golden.profile}` };
  }
  const { problem, compared } = runCase(golden, boot, layout);
  if (problem !== null) return { kind: 'fail', detail: problem };
  return { kind: compared > 0 ? 'pass' : 'none' };
}

/** Goes through the operations of a case, up to the first that comes out differently. */
export function runCase(golden: GoldenCase, boot: Boot, layout: RunLayout): RunReport {
  const nothing = { compared: 0, left: 0 };
  if (!golden.ops.some((op) => op.op === 'run')) return { problem: null, ...nothing };
  const loads = new CaseLoads(golden);
  const modelled = profileForGolden(golden.profile) !== undefined;
  const images = modelled ? ownImages(golden, boot, loads) : goldenImages(golden, loads);
  if (typeof images === 'string') return { problem: images, ...nothing };
  const runner = new CaseRunner(golden, boot, layout, loads, images);
  const outcome = (problem: string | null): RunReport => ({
    problem,
    compared: runner.compared,
    left: runner.left,
  });
  for (const [opIdx, op] of golden.ops.entries()) {
    const problem = images.advance(op, opIdx) ?? runner.apply(op, opIdx);
    if (problem !== null) return outcome(`op ${opIdx} (${op.op}): ${problem}`);
  }
  return outcome(null);
}

class CaseRunner {
  compared = 0;
  left = 0;
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
    const kernel = JSON.stringify(op.result);
    if (!this.open.has(loadIdx)) {
      this.compared++;
      return errno === EBADF ? null : `errno ${EBADF}, kernel ${kernel}`;
    }
    const entry = this.images.entry(loadIdx);
    if (entry === undefined) return this.leave();
    const run = { progIdx: loadIdx, len: op.len ?? null, entry };
    const end = this.cpu.run(this.images.text(), run);
    if (end.kind === 'lost' && this.isUnseen(end.rip)) return this.leave();
    this.compared++;
    if (end.kind === 'lost') return `rip ${hexAddr(end.rip)} is in no image`;
    if (end.kind === 'failed') return end.reason;
    if (errno !== undefined) return `returned ${end.retval}, kernel ${kernel}`;
    return sameRetval(end.retval, retval ?? 0, end.timed)
      ? null
      : `returned ${end.retval}, kernel ${kernel}`;
  }

  /** No dump shows the bytes that would run. */
  private leave(): null {
    this.left++;
    return null;
  }

  /** True where rip may have followed a slot to a program that no dump shows. */
  private isUnseen(rip: bigint): boolean {
    if (rip >= KERNEL_TEXT_START && rip < KERNEL_TEXT_END) return false;
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

/** A timed loop ends by the clock, so only the place within its rounds can agree. */
function sameRetval(ours: number, kernel: number, timed: boolean): boolean {
  return timed ? (ours - kernel) % TIMED_ROUNDS === 0 : ours === kernel >>> 0;
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
  const ours = bytesToHex(value);
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
