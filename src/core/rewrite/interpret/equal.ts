// When is a state covered by one that was explored before.
// Authority: states_equal, func_states_equal, regsafe, stacksafe and check_ids of Linux 6.1.

import { at } from '../../base/index.ts';
import { READ, type Reg, sameReg } from './reg.ts';
import { type Frame, REG_SIZE, SLOT_INVALID, SLOT_MISC, SLOT_ZERO, type State } from './state.ts';

/** Ids of the old state and the ids of the new one that stand for them. */
type IdMap = Map<number, number>;

function idsMatch(old: number, now: number, ids: IdMap): boolean {
  if ((old === 0) !== (now === 0)) return false;
  if (old === 0) return true;
  const known = ids.get(old);
  if (known !== undefined) return known === now;
  ids.set(old, now);
  return true;
}

/** True if every number of `now` is one of `old`, as this kernel sees it (`range_within`, `tnum_in`). */
function numberCovered(old: Reg, now: Reg, { halves }: Covering): boolean {
  return halves ? old.scalar.contains(now.scalar) : old.scalar.containsWhole(now.scalar);
}

function pointerCovered(old: Reg, now: Reg, covering: Covering): boolean {
  const { ids } = covering;
  switch (old.type) {
    case 'map_value':
    case 'map_value_or_null':
      return (
        old.mapIdx === now.mapIdx &&
        old.off === now.off &&
        numberCovered(old, now, covering) &&
        idsMatch(old.id, now.id, ids)
      );
    case 'pkt':
    case 'pkt_meta':
      return (
        old.range <= now.range &&
        old.off === now.off &&
        idsMatch(old.id, now.id, ids) &&
        numberCovered(old, now, covering)
      );
    default:
      return sameReg(old, now);
  }
}

/** How strictly states are compared, which depends on the kernel and on who loads the program. */
interface Strictness {
  /** What the value of a number is worth: nothing unless it is marked, an interval, or the same one. */
  readonly numbers: 'marked' | 'within' | 'same';
  /** Whether 32-bit intervals count. */
  readonly halves: boolean;
}

interface Covering extends Strictness {
  readonly ids: IdMap;
}

/** True if whatever is allowed for `old` was shown to be allowed for `now`. */
function regCovered(old: Reg, now: Reg, covering: Covering): boolean {
  const { numbers } = covering;
  if ((old.live & READ) === 0) return true;
  if (old.type === 'not_init') return true;
  if (old.type !== now.type) return false;
  if (old.type !== 'scalar') return pointerCovered(old, now, covering);
  if (numbers === 'same') return sameReg(old, now);
  return (numbers === 'marked' && !old.precise) || numberCovered(old, now, covering);
}

/** Bytes of no particular value may be anything now, even never written, if the program may read those. */
function byteCovered(old: number, now: number | undefined, readsUnwritten: boolean): boolean {
  if (old === SLOT_INVALID || old === now) return true;
  return old === SLOT_MISC && (readsUnwritten || now === SLOT_ZERO);
}

function bytesCovered(old: Frame, now: Frame, spi: number, readsUnwritten: boolean): boolean {
  const oldSlot = old.slot(spi);
  const nowSlot = now.stack[spi];
  for (let byte = 0; byte < REG_SIZE; byte++) {
    if (!byteCovered(oldSlot.kind(byte), nowSlot?.kind(byte), readsUnwritten)) return false;
  }
  return true;
}

function stackCovered(old: Frame, now: Frame, covering: Covering): boolean {
  for (let spi = 0; spi < old.stack.length; spi++) {
    const slot = old.slot(spi);
    if ((slot.reg.live & READ) === 0) continue;
    if (!bytesCovered(old, now, spi, covering.numbers === 'marked')) return false;
    if (slot.isSpilled && !regCovered(slot.reg, now.slot(spi).reg, covering)) return false;
  }
  return true;
}

/** True if exploring from `now` can find nothing that exploring from `old` did not. */
export function stateCovered(old: State, now: State, strictness: Strictness): boolean {
  if (old.frames.length !== now.frames.length) return false;
  // What was shown for speculation says nothing of the program itself.
  if (old.speculative && !now.speculative) return false;
  const covering: Covering = { ids: new Map(), ...strictness };
  for (let frameno = 0; frameno < old.frames.length; frameno++) {
    const oldFrame = at(old.frames, frameno);
    const nowFrame = at(now.frames, frameno);
    if (oldFrame.callsite !== nowFrame.callsite) return false;
    for (let regno = 0; regno < oldFrame.regs.length; regno++) {
      if (!regCovered(oldFrame.reg(regno), nowFrame.reg(regno), covering)) return false;
    }
    if (!stackCovered(oldFrame, nowFrame, covering)) return false;
  }
  return true;
}

/** True if the innermost registers are exactly the same: the path may go round in circles. */
export function mayLoop(old: State, now: State): boolean {
  if (old.frames.length !== now.frames.length) return false;
  return old.frame.regs.every((reg, regno) => sameReg(reg, now.frame.reg(regno)));
}
