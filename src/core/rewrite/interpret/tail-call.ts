// What the verifier sees of each tail call: the map behind r2 and the constant in r3, path by path.
// Authority: record_func_map and record_func_key of kernel/bpf/verifier.c, Linux 6.1.

import { at, type InsnIdx } from '../../base/index.ts';
import { isCondJump, jumpTarget } from '../../bpf/index.ts';
import type { TailCallPath } from '../xlated.ts';
import { markPrecise } from './precision.ts';
import { isConstScalar } from './reg.ts';
import type { TailCallReason, TailCallSighting } from './sighting.ts';
import { forEachRunBack, type Verifier } from './verifier.ts';

const KEY_REG = 3;
const MAP_REG = 2;

/** The branches on the way to the current insn. */
function branchesTaken(verifier: Verifier): TailCallPath['branches'] {
  const branches: { insnIdx: InsnIdx; taken: boolean }[] = [];
  let next = verifier.insnIdx;
  forEachRunBack(verifier.state, ({ first, last }) => {
    for (let insnIdx = last; insnIdx >= first; insnIdx--) {
      const insn = verifier.insn(insnIdx);
      if (isCondJump(insn)) {
        branches.push({ insnIdx, taken: next === jumpTarget(insn, insnIdx) && insn.off !== 0 });
      }
      next = insnIdx;
    }
  });
  return branches.reverse();
}

function describePath(verifier: Verifier, mapIdx: number, key: number | null): TailCallPath {
  const { writer } = verifier.reg(KEY_REG);
  const keyWriter = writer < 0 ? null : writer;
  return { mapIdx, key, branches: branchesTaken(verifier), keyWriter };
}

/** Constant key of this path, and whether it is inside the table. */
function keyOfPath(
  verifier: Verifier,
  maxEntries: number,
): { key: number | null; inRange: boolean } {
  const reg = verifier.reg(KEY_REG);
  if (!isConstScalar(reg)) return { key: null, inRange: false };
  const value = reg.scalar.bits.value;
  return { key: Number(reg.scalar.constant), inRange: value < BigInt(maxEntries) };
}

function disagreement(
  before: TailCallSighting,
  now: { mapIdx: number; key: number | null; reason: TailCallReason },
): TailCallReason {
  if (before.mapIdx !== now.mapIdx) return 'map-differs';
  if (now.reason !== 'constant-key') return now.reason;
  return before.key === now.key ? 'constant-key' : 'key-differs';
}

/** Notes how the current path meets the tail call at the current insn. */
export function recordTailCall(verifier: Verifier): void {
  const { mapIdx } = verifier.reg(MAP_REG);
  const { key, inRange } = keyOfPath(verifier, at(verifier.maps, mapIdx).maxEntries);
  // Only a key that the kernel believes must be compared by pruning.
  if (inRange) markPrecise(verifier, KEY_REG);
  const alone: TailCallReason =
    key === null ? 'key-unknown' : inRange ? 'constant-key' : 'key-out-of-range';
  const { tailCalls } = verifier.facts;
  const before = tailCalls.get(verifier.insnIdx);
  if (before === undefined) {
    const paths = [describePath(verifier, mapIdx, key)];
    tailCalls.set(verifier.insnIdx, { mapIdx, key, paths, reason: alone });
    return;
  }
  if (before.reason !== 'constant-key') return;
  const reason = disagreement(before, { mapIdx, key, reason: alone });
  if (reason === 'constant-key') return;
  const paths = [...before.paths, describePath(verifier, mapIdx, key)];
  tailCalls.set(verifier.insnIdx, { ...before, paths, reason });
}
