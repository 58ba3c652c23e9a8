// Check `poke`: after every load, unload, update and delete the images are those that the kernel
// dumped, byte for byte, and the operation's errno is the kernel's.

import { bytesToHex } from '../../../src/core/base/index.ts';
import type { Boot, GoldenCase, GoldenDump, GoldenOp, Verdict } from '../golden.ts';
import { CaseLoads } from './case-loads.ts';
import { isMachineOp, machineInput } from './machine-input.ts';
import { CaseRun } from './machine-run.ts';

const PASS: Verdict = { kind: 'pass' };

/** Errno that the kernel answered, as a positive number; null where the case does not say. */
function goldenErrno(op: GoldenOp): number | null {
  switch (op.op) {
    case 'load':
      return op.result.errno ?? 0;
    case 'upd':
    case 'del':
      return op.result.errno;
    default:
      return null;
  }
}

export function checkPoke(golden: GoldenCase, boot: Boot): Verdict {
  if (!golden.ops.some((op) => op.op === 'upd' || op.op === 'del')) return { kind: 'none' };
  const loads = new CaseLoads(golden);
  const input = machineInput(golden, boot, loads);
  if (typeof input === 'string') return { kind: 'fail', detail: input };
  const run = new CaseRun(input);
  const comparer = new DumpComparer(run, loads);
  for (const [opIdx, op] of golden.ops.entries()) {
    const problem = checkOp(run, comparer, op, opIdx);
    if (problem !== null)
      return { kind: 'fail', detail: `op ${opIdx} (${opName(op)}): ${problem}` };
  }
  return PASS;
}

function opName(op: GoldenOp): string {
  return ['op', 'm', 'k', 'p']
    .flatMap((field) => (field in op ? [`${op[field as 'op']}`] : []))
    .join(' ');
}

function checkOp(run: CaseRun, comparer: DumpComparer, op: GoldenOp, opIdx: number): string | null {
  if (op.op === 'dump') return comparer.compare(opIdx, { p: op.p, ...op.result });
  if (op.op === 'dumpall') {
    for (const dump of op.result) {
      const problem = comparer.compare(opIdx, dump);
      if (problem !== null) return problem;
    }
    return null;
  }
  if (!isMachineOp(op)) return null;
  const errno = run.nextOp();
  const wanted = goldenErrno(op);
  if (errno === null) return 'the machine stopped';
  return wanted === null || errno === wanted ? null : `errno ${errno}, kernel ${wanted}`;
}

/** Compares dumps with the machine's memory; `same` means the program's previous dump. */
class DumpComparer {
  private readonly run: CaseRun;
  private readonly loads: CaseLoads;
  private readonly previous = new Map<number, readonly string[]>();

  constructor(run: CaseRun, loads: CaseLoads) {
    this.run = run;
    this.loads = loads;
  }

  /** Null if equal, else the first difference in words. */
  compare(opIdx: number, dump: GoldenDump): string | null {
    const wanted = dump.same ? this.previous.get(dump.p) : dump.jited?.map((func) => func.bytes);
    if (!wanted) return `the dump of program ${dump.p} has no bytes`;
    this.previous.set(dump.p, wanted);
    const loadIdx = this.loads.loadAt(opIdx, dump.p);
    for (const [funcIdx, hex] of wanted.entries()) {
      const ours = bytesToHex(this.run.image(loadIdx, funcIdx));
      if (ours !== hex) return difference(dump.p, funcIdx, ours, hex);
    }
    return null;
  }
}

function difference(progIdx: number, funcIdx: number, ours: string, kernel: string): string {
  let byteOff = 0;
  while (ours.slice(2 * byteOff, 2 * byteOff + 2) === kernel.slice(2 * byteOff, 2 * byteOff + 2))
    byteOff++;
  const around = (hex: string): string =>
    hex.slice(Math.max(0, 2 * byteOff - 16), 2 * byteOff + 32);
  return [
    `program ${progIdx} function ${funcIdx} differs at byte ${byteOff}`,
    `ours   ..${around(ours)}..`,
    `kernel ..${around(kernel)}..`,
  ].join('\n');
}
