// One step of an op of an actor: which system call it is, and how far it has come.
// Authority: Linux 6.1 kernel/bpf/syscall.c and arraymap.c; errno as measured on 6.1.192.

import { at } from '../base/index.ts';
import type { OpRef } from './event.ts';
import { beginLoad, stepLoad } from './load.ts';
import { checkOwner } from './owner.ts';
import { beginRun, stepRun } from './run.ts';
import { forgetIfOver } from './serialise.ts';
import { enterSlotChange, stepSlotChange } from './slot-change.ts';
import type { Turn } from './turn.ts';

const ENOENT = 2;
const E2BIG = 7;
const EBADF = 9;
const EINVAL = 22;

/** Phases of all ops but load: something under way, or nothing left but to answer. */
const IN = { work: 1, end: 2 } as const;

/** What the choice says about a step of a run. */
export interface RunChoice {
  /** Which of its choices a fetch takes. */
  readonly variant: number;
  /** Bound on the block's instructions; undefined: the usual one. */
  readonly insns: number | undefined;
}

export function stepOp(turn: Turn, op: OpRef, choice: RunChoice): void {
  const { frame } = turn;
  if (frame.get('phase') === 0) {
    turn.emit({ kind: 'op-begin', op });
    frame.set('errno', 0);
    beginOp(turn, op);
    return;
  }
  if (!continueOp(turn, op, choice)) return;
  if (turn.state.halted) return;
  turn.emit({ kind: 'op-end', op, errno: frame.get('errno') });
  turn.forgetWork();
  frame.set('op', frame.get('op') + 1);
  forgetIfOver(turn);
}

function beginOp(turn: Turn, op: OpRef): void {
  switch (op.kind) {
    case 'load':
      return beginLoad(turn, op.progIdx);
    case 'unload':
    case 'close':
      return answer(turn, 0);
    case 'update':
      return beginUpdate(turn, op);
    case 'delete':
      return beginDelete(turn, op);
    case 'run':
      turn.frame.set('round', 0);
      if (!turn.state.progWord(op.progIdx, 'fd')) return answer(turn, EBADF);
      if (!turn.machine.runtime) turn.halt('running programs without knowing where things are');
      return answer(turn, 0);
  }
}

/** True when the op has nothing left but to answer, in this same step. */
function continueOp(turn: Turn, op: OpRef, choice: RunChoice): boolean {
  const { frame } = turn;
  switch (op.kind) {
    case 'load':
      return stepLoad(turn, op.progIdx);
    case 'update':
    case 'delete':
      if (frame.get('phase') !== IN.end) {
        if (stepSlotChange(turn)) frame.set('phase', IN.end);
        return false;
      }
      return endChange(turn, op);
    case 'unload':
      closeProg(turn, op.progIdx);
      return true;
    case 'close':
      closeMap(turn, op.mapIdx);
      return true;
    case 'run':
      return continueRun(turn, op, choice);
  }
}

function answer(turn: Turn, errno: number): void {
  turn.frame.set('errno', errno);
  turn.frame.set('phase', IN.end);
}

/** What a system call on a prog array checks before it looks at the key; 0 = all well. */
function mapErrno(turn: Turn, mapIdx: number, key: number): number {
  if (!turn.machine.isProgArray(mapIdx))
    turn.halt('update and delete of maps other than prog arrays');
  if (!turn.state.isOpen(mapIdx)) return EBADF;
  return key >= at(turn.machine.input.maps, mapIdx).maxEntries ? E2BIG : 0;
}

function beginUpdate(turn: Turn, op: Extract<OpRef, { kind: 'update' }>): void {
  const { state, frame } = turn;
  const { mapIdx, key, progIdx } = op;
  const errno = mapErrno(turn, mapIdx, key);
  frame.set('old', 0);
  frame.set('new', 0);
  if (state.halted || errno !== 0) return answer(turn, errno);
  if (!state.progWord(progIdx, 'fd')) return answer(turn, EBADF);
  if (!checkOwner(turn, mapIdx, progIdx)) return answer(turn, EINVAL);
  turn.getProg(progIdx);
  enterSlotChange(turn, mapIdx, state.slotOf(mapIdx, key), progIdx + 1);
  frame.set('phase', IN.work);
}

function beginDelete(turn: Turn, op: Extract<OpRef, { kind: 'delete' }>): void {
  const { state, frame } = turn;
  const errno = mapErrno(turn, op.mapIdx, op.key);
  frame.set('old', 0);
  if (state.halted || errno !== 0) return answer(turn, errno);
  enterSlotChange(turn, op.mapIdx, state.slotOf(op.mapIdx, op.key), 0);
  frame.set('phase', IN.work);
}

/** The old program's reference is dropped only now, after all pokes. */
function endChange(
  turn: Turn,
  { kind, mapIdx }: Extract<OpRef, { mapIdx: number; key: number }>,
): true {
  const { frame } = turn;
  if (frame.get('errno') !== 0) return true;
  const old = frame.get('old');
  if (old !== 0) turn.putProg(old - 1);
  else if (kind === 'delete') frame.set('errno', ENOENT);
  // No kernel's does; the slot keeps its new value.
  if (frame.get('outcome') < 0) frame.set('errno', -frame.get('outcome'));
  releaseMap(turn, mapIdx);
  return true;
}

/** Looks and closes in one step: another actor may close the same descriptor. */
function closeProg(turn: Turn, progIdx: number): void {
  if (!turn.state.progWord(progIdx, 'fd')) {
    turn.frame.set('errno', EBADF);
    return;
  }
  turn.state.setProgWord(progIdx, 'fd', 0);
  if (turn.state.progWord(progIdx, 'refs') > 1) turn.setProg(progIdx, 'held');
  turn.putProg(progIdx);
}

/** A system call that is at work on the map holds the file open until it ends. */
function closeMap(turn: Turn, mapIdx: number): void {
  if (!turn.state.isOpen(mapIdx)) {
    turn.frame.set('errno', EBADF);
    return;
  }
  turn.state.setOpen(mapIdx, false);
  releaseMap(turn, mapIdx);
}

/** With the last user reference a prog array is emptied by the worker, whoever still refers to it. */
function releaseMap(turn: Turn, mapIdx: number): void {
  const { state, machine } = turn;
  const isLast =
    !state.isOpen(mapIdx) && !machine.actors.some((_, actor) => holdsMap(turn, actor, mapIdx));
  if (!isLast || !machine.isProgArray(mapIdx)) return;
  state.queueWork({ kind: 'clear', idx: mapIdx, gracePeriod: 0, readers: 0, flavour: 'rcu' });
}

/** True while another actor's update or delete of a slot of the map is under way. */
function holdsMap(turn: Turn, actor: number, mapIdx: number): boolean {
  const frame = turn.state.frame(actor);
  if (actor === turn.actor || actor === turn.machine.worker || frame.get('phase') === 0)
    return false;
  const { op } = at(at(turn.machine.actors, actor).ops, frame.get('op'));
  if ((op.kind !== 'update' && op.kind !== 'delete') || op.mapIdx !== mapIdx) return false;
  return frame.get('phase') === IN.work || frame.get('errno') === 0;
}

/** Run after run; true when all are done. A CPU that was stopped is never asked again. */
function continueRun(turn: Turn, op: Extract<OpRef, { kind: 'run' }>, choice: RunChoice): boolean {
  const { frame, machine } = turn;
  if (frame.get('errno') !== 0) return true;
  if (!machine.isInRun(turn.state.words, turn.actor)) {
    if (frame.get('round') >= op.times) return true;
    // Another actor may have closed it between two runs.
    if (!turn.state.progWord(op.progIdx, 'fd')) {
      frame.set('errno', EBADF);
      return true;
    }
    beginRun(turn, op, choice.insns);
    return false;
  }
  if (!stepRun(turn, choice.variant, choice.insns)) return false;
  const round = frame.get('round') + 1;
  frame.set('round', round);
  return round >= op.times;
}
