// Memory as one CPU of a state would read it, without leaving a trace: for watches.

import type { Addr } from '../base/index.ts';
import type { Machine } from './model.ts';
import type { MachineState } from './state.ts';

export interface MemoryOperand {
  readonly addr: Addr;
  readonly byteLen: 1 | 2 | 4 | 8;
}

/** Little-endian and unsigned; null where nothing is mapped or nothing runs. */
export function readMemory(
  machine: Machine,
  words: MachineState,
  actor: number,
  { addr, byteLen }: MemoryOperand,
): bigint | null {
  const memory = machine.runtime?.memoryFor(words, actor);
  if (!memory) return null;
  memory.stopsAtShared = false;
  const lo = Number(BigInt.asIntN(32, addr));
  const hi = Number(BigInt.asIntN(32, addr >> 32n));
  if (!memory.load(lo, hi, byteLen)) return null;
  const value =
    (BigInt.asUintN(32, BigInt(memory.hi)) << 32n) | BigInt.asUintN(32, BigInt(memory.lo));
  return BigInt.asUintN(8 * byteLen, value);
}
