// The images of a case as they are when a program runs: those of our own JIT, poked by the machine,
// or, for kernels whose JIT we do not have, those that the kernel dumped.

import { hexToBytes } from '../../../src/core/base/index.ts';
import { Text, TextSegment } from '../../../src/core/machine/text.ts';
import type { Boot, GoldenCase, GoldenDump, GoldenFunc, GoldenOp } from '../golden.ts';
import type { CaseLoads } from './case-loads.ts';
import { isMachineOp, machineInput } from './machine-input.ts';
import { CaseRun } from './machine-run.ts';

/** Images over the operations of a case. */
export interface CaseImages {
  /** Base of a load's main function; undefined where no dump shows its bytes. */
  entry(loadIdx: number): bigint | undefined;
  /** Operation `opIdx` happens. An answer says what is wrong. */
  advance(op: GoldenOp, opIdx: number): string | null;
  /** All images in memory now. */
  text(): Text;
}

/** Images of our own JIT. Says in words why there are none. */
export function ownImages(golden: GoldenCase, boot: Boot, loads: CaseLoads): CaseImages | string {
  const input = machineInput(golden, boot, loads);
  if (typeof input === 'string') return input;
  const run = new CaseRun(input);
  let current: Text | null = null;
  return {
    entry: (loadIdx) => input.progs[loadIdx]?.jit?.funcs[0]?.addr,
    advance: (op) => {
      if (!isMachineOp(op)) return null;
      current = null;
      return run.nextOp() === null ? 'the machine stopped' : null;
    },
    text: () => {
      current ??= new Text(
        input.progs.flatMap(({ jit }, progIdx) =>
          (jit?.funcs ?? []).map(
            ({ addr, funcIdx }) => new TextSegment(addr, run.image(progIdx, funcIdx)),
          ),
        ),
      );
      return current;
    },
  };
}

/**
 * The latest dump of each load. Where a program runs before its first dump, that dump counts: nothing
 * that changes an image lies between them in the golden data.
 */
export function goldenImages(golden: GoldenCase, loads: CaseLoads): CaseImages {
  const images = firstDumps(golden, loads);
  const entries = new Map(
    [...images].flatMap(([loadIdx, [main]]): [number, bigint][] =>
      // A program that the JIT gave up has no bytes, and the interpreter's address.
      main === undefined || main.len === 0 ? [] : [[loadIdx, BigInt(`0x${main.addr}`)]],
    ),
  );
  let current: Text | null = null;
  return {
    entry: (loadIdx) => entries.get(loadIdx),
    advance: (op, opIdx) => {
      for (const dump of dumpsOfOp(op)) {
        if (!dump.jited) continue;
        images.set(loads.loadAt(opIdx, dump.p), dump.jited);
        current = null;
      }
      return null;
    },
    text: () => {
      current ??= new Text(
        [...images.values()]
          .flat()
          .map(({ addr, bytes }) => new TextSegment(BigInt(`0x${addr}`), hexToBytes(bytes))),
      );
      return current;
    },
  };
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
