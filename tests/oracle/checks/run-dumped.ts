// A case on one bare CPU: the bytes that the kernel dumped, as they were at the time of each run.

import { hexAddr, hexToBytes } from '../../../src/core/base/index.ts';
import type { RunLayout } from '../../../src/core/kernel/index.ts';
import type { Env } from '../../../src/core/machine/env/env.ts';
import type { Boot, GoldenCase, GoldenDump, GoldenFunc, GoldenOp } from '../golden.ts';
import { Text, TextSegment } from '../run-text.ts';
import type { CaseLoads } from './case-loads.ts';
import {
  type CaseRunner,
  DONE,
  longestPacket,
  type Outcome,
  placedMaps,
  progStructAddr,
  symbolsOf,
} from './run-case.ts';
import { RunCpu } from './run-cpu.ts';

const EBADF = 9;
const STACK_LEN = 16384;
const KERNEL_TEXT_START = 0xffffffff81000000n;
const KERNEL_TEXT_END = 0xffffffffa0000000n;

/**
 * Images are those of the latest dump. Where a program runs before its first dump, that dump counts:
 * nothing that changes an image lies between them in the golden data.
 */
export class DumpedRunner implements CaseRunner {
  private readonly loads: CaseLoads;
  private readonly cpu: RunCpu;
  private readonly images: Map<number, readonly GoldenFunc[]>;
  private readonly entries: ReadonlyMap<number, bigint>;
  /** Loads whose file descriptor user space has. */
  private readonly open = new Set<number>();
  /** Load in each filled slot, `map key`, as index + 1. */
  private readonly slots = new Map<string, number>();
  private current: Text | null = null;

  constructor(golden: GoldenCase, boot: Boot, layout: RunLayout, loads: CaseLoads) {
    this.loads = loads;
    this.images = firstDumps(golden, loads);
    this.entries = entriesOf(this.images);
    this.cpu = new RunCpu({
      layout,
      maps: placedMaps(golden, layout),
      progs: loads.loads.map(({ prog }, loadIdx) => ({
        type: golden.progs[prog]?.type ?? 'socket_filter',
        progAddr: progStructAddr(loadIdx),
        funcAddr: this.entries.get(loadIdx) ?? 0n,
      })),
      symbols: symbolsOf(boot),
      cpus: 1,
      packetLen: longestPacket(golden),
      stackLen: STACK_LEN,
      slot: (_words, mapIdx, key) => this.slots.get(`${mapIdx} ${key}`) ?? 0,
    });
  }

  get env(): Env {
    return this.cpu.env;
  }

  get words(): Int32Array {
    return this.cpu.words;
  }

  apply(op: GoldenOp, opIdx: number): Outcome {
    for (const dump of dumpsOfOp(op)) {
      if (!dump.jited) continue;
      this.images.set(this.loads.loadAt(opIdx, dump.p), dump.jited);
      this.current = null;
    }
    if (op.op === 'run') return this.run(this.loads.loadAt(opIdx, op.p), op.len ?? null);
    this.follow(op, opIdx);
    return DONE;
  }

  private follow(op: GoldenOp, opIdx: number): void {
    switch (op.op) {
      case 'load':
        if (op.result.ok) this.open.add(this.loads.loadAt(opIdx, op.p));
        return;
      case 'unload':
        this.open.delete(this.loads.loadAt(opIdx, op.p));
        return;
      case 'upd':
        if (op.result.errno === 0)
          this.slots.set(`${op.m} ${op.k}`, this.loads.loadAt(opIdx, op.p) + 1);
        return;
      case 'del':
        this.slots.delete(`${op.m} ${op.k}`);
        return;
      default:
    }
  }

  private run(loadIdx: number, len: number | null): Outcome {
    if (!this.open.has(loadIdx)) return { kind: 'refused', errno: EBADF };
    const entry = this.entries.get(loadIdx);
    if (entry === undefined) return { kind: 'unseen' };
    this.current ??= textOf(this.images);
    const end = this.cpu.run(this.current, { progIdx: loadIdx, len, entry });
    if (end.kind !== 'lost') return end;
    if (this.isUnseen(end.rip)) return { kind: 'unseen' };
    return { kind: 'failed', reason: `rip ${hexAddr(end.rip)} is in no image` };
  }

  /** True where rip may have followed a slot to a program that no dump shows. */
  private isUnseen(rip: bigint): boolean {
    if (rip >= KERNEL_TEXT_START && rip < KERNEL_TEXT_END) return false;
    return [...this.slots.values()].some((slot) => !this.entries.has(slot - 1));
  }
}

function textOf(images: ReadonlyMap<number, readonly GoldenFunc[]>): Text {
  const funcs = [...images.values()].flat();
  return new Text(
    funcs.map(({ addr, bytes }) => new TextSegment(BigInt(`0x${addr}`), hexToBytes(bytes))),
  );
}

/** A program that the JIT gave up has no bytes, and the interpreter's address. */
function entriesOf(images: ReadonlyMap<number, readonly GoldenFunc[]>): Map<number, bigint> {
  return new Map(
    [...images].flatMap(([loadIdx, [main]]): [number, bigint][] =>
      main === undefined || main.len === 0 ? [] : [[loadIdx, BigInt(`0x${main.addr}`)]],
    ),
  );
}

function firstDumps(golden: GoldenCase, loads: CaseLoads): Map<number, readonly GoldenFunc[]> {
  const first = new Map<number, readonly GoldenFunc[]>();
  for (const [opIdx, op] of golden.ops.entries()) {
    for (const dump of dumpsOfOp(op)) {
      const loadIdx = loads.loadAt(opIdx, dump.p);
      if (dump.jited && !first.has(loadIdx)) first.set(loadIdx, dump.jited);
    }
  }
  return first;
}

function dumpsOfOp(op: GoldenOp): readonly GoldenDump[] {
  if (op.op === 'dump') return [{ p: op.p, ...op.result }];
  return op.op === 'dumpall' ? op.result : [];
}
