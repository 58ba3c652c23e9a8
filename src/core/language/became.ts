// What became of each instruction of the text: slots behind the verifier, bytes behind the JIT.

import { bytesOfSlot, type LabResult } from '../pipeline/index.ts';
import type { TailCallChoice } from '../rewrite/index.ts';

/** One instruction in one program; a function is linked into several. */
export interface Became {
  readonly progIdx: number;
  /** Slots of the rewritten program, ascending; empty where the verifier removed it. */
  readonly slots: readonly number[];
  /** Length of its x86 code in bytes; null without an image. */
  readonly length: number | null;
  readonly choice: TailCallChoice | null;
}

type BySpan = ReadonlyMap<number, readonly Became[]>;

/** Made once for a result: it is asked for each line of a text. */
const known = new WeakMap<LabResult, BySpan>();

function lengthOf(result: LabResult, progIdx: number, slots: readonly number[]): number | null {
  if (!result.progs[progIdx]?.jit) return null;
  return slots.reduce((sum, insnIdx) => {
    const bytes = bytesOfSlot(result, progIdx, insnIdx);
    return sum + (bytes === undefined ? 0 : bytes.end - bytes.start);
  }, 0);
}

function indexProg(result: LabResult, progIdx: number, into: Map<number, Became[]>): void {
  const prog = result.progs[progIdx];
  if (!prog?.xlated) return;
  const { origin, tailCalls } = prog.xlated;
  const slotsAt = new Map<number, number[]>(prog.spans.map(({ start }) => [start, []]));
  origin.forEach((source, insnIdx) => {
    const start = prog.spans[source]?.start;
    if (start !== undefined) slotsAt.get(start)?.push(insnIdx);
  });
  const choices = new Map(
    tailCalls.map((choice) => [prog.spans[choice.sourceIdx]?.start ?? -1, choice]),
  );
  for (const [start, slots] of slotsAt) {
    const choice = choices.get(start) ?? null;
    const became = { progIdx, slots, length: lengthOf(result, progIdx, slots), choice };
    into.set(start, [...(into.get(start) ?? []), became]);
  }
}

/** What became of each instruction, by where it begins in the text. */
export function becameOf(result: LabResult): BySpan {
  const found = known.get(result);
  if (found !== undefined) return found;
  const made = new Map<number, Became[]>();
  result.progs.forEach((_, progIdx) => indexProg(result, progIdx, made));
  known.set(result, made);
  return made;
}
