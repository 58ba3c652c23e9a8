// Ends a path that can find nothing new, and lays checkpoints.
// Authority: is_state_visited, propagate_liveness and add_new_state's conditions of Linux 6.1.

import { at } from '../../base/index.ts';
import { ERRNO } from '../refused.ts';
import { mayLoop, stateCovered } from './equal.ts';
import { markRead, markZext } from './liveness.ts';
import { propagatePrecision } from './precision.ts';
import { READ, READ64, type Reg } from './reg.ts';
import { type Frame, forEachReg, type State } from './state.ts';
import type { Explored, Verifier } from './verifier.ts';

function propagateRead(verifier: Verifier, old: Reg, now: Reg): void {
  const flag = old.live & READ;
  if (flag === 0) return;
  if (now.parent !== null) markRead(now, flag);
  // A 64-bit read behind the join needs the zero extension of this path's 32-bit write too.
  if (flag === READ64) markZext(verifier, now);
}

/** What the covered continuation read, this path reads. */
function propagateLiveness(verifier: Verifier, old: State): void {
  old.frames.forEach((oldFrame, frameno) => {
    const frame = at(verifier.state.frames, frameno);
    const innermost = frameno === old.frames.length - 1;
    for (let regno = innermost ? 0 : 6; regno < 10; regno++) {
      propagateRead(verifier, oldFrame.reg(regno), frame.reg(regno));
    }
    const slots = Math.min(oldFrame.stack.length, frame.stack.length);
    for (let spi = 0; spi < slots; spi++) {
      propagateRead(verifier, oldFrame.slot(spi).reg, frame.slot(spi).reg);
    }
  });
}

function linkFrame(frame: Frame, checkpoint: Frame, innermost: boolean): void {
  frame.regs.forEach((reg, regno) => {
    // Of an outer frame only r6 to r9 live on; r10 has no history.
    if (regno < 10 && (innermost || regno >= 6)) reg.parent = checkpoint.reg(regno);
    reg.live = 0;
  });
  frame.stack.forEach((slot, spi) => {
    slot.reg.parent = checkpoint.slot(spi).reg;
    slot.reg.live = 0;
  });
}

/** Only states at the same insn, called from the same place, can be equal. */
function placeOf(verifier: Verifier): number {
  return verifier.insnIdx + (verifier.frame.callsite + 1) * verifier.insns.length;
}

/** Keeps a copy of the current state, from which the path continues as a child. */
function addCheckpoint(verifier: Verifier): void {
  const { state } = verifier;
  const checkpoint = state.clone();
  const place = placeOf(verifier);
  const list = verifier.explored.get(place) ?? [];
  list.push({ state: checkpoint, hits: 0, misses: 0 });
  verifier.explored.set(place, list);
  verifier.insnsAtCheckpoint = verifier.insnsProcessed;
  verifier.jumpsAtCheckpoint = verifier.jumpsProcessed;
  state.parent = checkpoint;
  state.forgetTrail();
  state.branches = 1;
  const last = state.frames.length - 1;
  state.frames.forEach((frame, frameno) => {
    linkFrame(frame, at(checkpoint.frames, frameno), frameno === last);
  });
  forEachReg(state, (reg) => {
    reg.precise = false;
  });
}

/** Without CAP_BPF no number is left out, and once there are masks none may differ. */
function numbersOf({ unprivileged, hasMasks }: Verifier): 'marked' | 'within' | 'same' {
  if (!unprivileged) return 'marked';
  return hasMasks ? 'same' : 'within';
}

function isCovered(verifier: Verifier, { state }: Explored): boolean {
  const halves = verifier.rules.prunesByHalves;
  return stateCovered(state, verifier.state, { numbers: numbersOf(verifier), halves });
}

/** Looks at one explored state: 'hit' ends the path. */
function tryOne(verifier: Verifier, explored: Explored): 'hit' | 'miss' | 'busy' {
  if (explored.state.branches > 0) {
    if (mayLoop(explored.state, verifier.state) && isCovered(verifier, explored)) {
      verifier.refuse(
        ERRNO.EINVAL,
        'infinite-loop',
        `infinite loop detected at insn ${verifier.insnIdx}`,
      );
    }
    return 'busy';
  }
  if (!isCovered(verifier, explored)) return 'miss';
  explored.hits++;
  propagateLiveness(verifier, explored.state);
  propagatePrecision(verifier, explored.state);
  return 'hit';
}

/** True if the current path may end here because it was explored before. Lays a checkpoint otherwise. */
export function isVisited(verifier: Verifier): boolean {
  const sinceJumps = verifier.jumpsProcessed - verifier.jumpsAtCheckpoint;
  const sinceInsns = verifier.insnsProcessed - verifier.insnsAtCheckpoint;
  let addNew = sinceJumps >= 2 && sinceInsns >= 8;
  const place = placeOf(verifier);
  const list = verifier.explored.get(place) ?? [];
  const kept: Explored[] = [];
  for (const explored of list) {
    const outcome = tryOne(verifier, explored);
    if (outcome === 'hit') return true;
    // Inside a loop each round differs, so checkpoints are laid sparingly.
    if (outcome === 'busy' && sinceJumps < 20 && sinceInsns < 100) addNew = false;
    if (addNew) explored.misses++;
    if (explored.misses <= explored.hits * 3 + 3) kept.push(explored);
  }
  if (kept.length < list.length) verifier.explored.set(place, kept);
  if (addNew) addCheckpoint(verifier);
  return false;
}
