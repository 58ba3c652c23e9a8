// The poke run: interprets map_poke over the descriptors that a map's update concerns.
// Authority: Linux 6.1 prog_array_map_poke_run, bpf_tail_call_direct_fixup.
// Simplification: a protocol that says nothing about the load fixup runs itself there, with that one descriptor
// and old = NULL; the kernel has a function of its own that makes the same pokes.

import { assert, at } from '../base/index.ts';
import type { Protocol, ProtocolStmt } from '../protocol/index.ts';
import { defer, isInDeferred } from './deferred.ts';
import type { RcuFlavour } from './event.ts';
import { unpackFive } from './five-bytes.ts';
import { FRAME } from './layout.ts';
import { pokeErrno } from './poke-errno.ts';
import { actorsIn, readersOf } from './readers.ts';
import { type Frame, slotValue } from './state.ts';
import { enterTextPoke, lockRef, stepTextPoke } from './text-poke.ts';
import type { Turn } from './turn.ts';
import { decodeInsn, evaluate } from './value.ts';

/** Readies the frame for a poke run; its map, key, old and new are set. */
export function enterMapPoke(turn: Turn): void {
  const { frame } = turn;
  const isFixup = frame.get('fixup') !== 0;
  frame.set('mapPc', (isFixup ? turn.machine.input.mapPoke.fixup : null) ?? 0);
  frame.set('trackPos', 0);
  frame.set('outcome', 0);
  if (!isFixup) frame.set('pokeIdx', -1);
  frame.clear(FRAME.locals, turn.machine.frameSize);
}

/** Behind the last statement of what the frame runs: the protocol itself, its fixup, or deferred statements. */
export function mapPokeEnd(frame: Frame, { code, mainEnd, fixup }: Protocol): number {
  const isMain = frame.get('fixup') === 0 || (fixup === null && !isInDeferred(frame));
  return isMain ? mainEnd : code.length;
}

/** Runs to the next visible statement; false when the protocol has ended, which costs no step. */
export function stepMapPoke(turn: Turn): boolean {
  const { frame, machine, state } = turn;
  const { code } = machine.input.mapPoke;
  const end = mapPokeEnd(frame, machine.input.mapPoke);
  for (;;) {
    const pc = frame.get('mapPc');
    if (frame.get('poke') !== 0) {
      finishTextPoke(turn, pc, stepTextPoke(turn, pc));
      return true;
    }
    if (state.halted) return true;
    if (pc >= end) return false;
    const { stmt } = at(code, pc);
    if (runSilent(turn, stmt, pc)) continue;
    turn.at(machine.input.mapPoke, pc);
    runVisible(turn, stmt, pc);
    return true;
  }
}

function finishTextPoke(turn: Turn, pc: number, ret: number | null): void {
  if (ret === null) return;
  const { stmt } = at(turn.machine.input.mapPoke.code, pc);
  assert(stmt.kind === 'text-poke', 'text_poke was called by a text_poke statement');
  if (stmt.resultIdx !== null) turn.frame.setLocal(FRAME.locals, stmt.resultIdx, ret);
  else if (ret < 0) turn.bug(bugMessage(turn));
  turn.frame.set('mapPc', pc + 1);
}

/** Runs a statement that no other actor can see; false if `stmt` is visible. */
function runSilent(turn: Turn, stmt: ProtocolStmt, pc: number): boolean {
  const { frame } = turn;
  switch (stmt.kind) {
    case 'jump':
      frame.set('mapPc', stmt.to);
      return true;
    case 'assign':
      frame.setLocal(FRAME.locals, stmt.localIdx, evaluate(turn, stmt.value, FRAME.locals) ?? 0);
      frame.set('mapPc', pc + 1);
      return true;
    case 'branch': {
      const cond = evaluate(turn, stmt.cond, FRAME.locals);
      frame.set('mapPc', cond === 0 ? stmt.otherwise : pc + 1);
      return true;
    }
    case 'bug':
      if (evaluate(turn, stmt.cond, FRAME.locals) !== 0) return false;
      frame.set('mapPc', pc + 1);
      return true;
    case 'text-poke':
      turn.at(turn.machine.input.mapPoke, pc);
      return enterTextPoke(turn, stmt, FRAME.locals);
    case 'next-desc':
      return nextDescSilently(turn, stmt.exit, pc);
    case 'end-desc':
      return endDescSilently(turn, stmt.to);
    case 'return':
      if (frame.get('pokeIdx') >= 0 && frame.get('fixup') === 0) return false;
      leave(turn, stmt);
      return true;
    case 'end-defer':
      frame.set('mapPc', turn.machine.input.mapPoke.code.length);
      return true;
    default:
      return false;
  }
}

/** Ends the protocol, with what it returns. */
function leave(turn: Turn, { value }: Extract<ProtocolStmt, { kind: 'return' }>): void {
  const { frame, machine } = turn;
  if (value) frame.set('outcome', evaluate(turn, value, FRAME.locals) ?? 0);
  frame.set('mapPc', machine.input.mapPoke.code.length);
}

/** Looks for the next descriptor; false if there is one, so that turning to it is a step. */
function nextDescSilently(turn: Turn, exit: number, pc: number): boolean {
  const { frame } = turn;
  if (frame.get('fixup') !== 0) {
    frame.set('mapPc', pc + 1);
    return true;
  }
  if (findDesc(turn)) return false;
  frame.set('trackPos', 0);
  frame.set('mapPc', exit);
  return true;
}

/** Moves on to the next stable descriptor of the map and key, in tracking and table order. */
function findDesc(turn: Turn): boolean {
  const { frame, machine, state } = turn;
  const mapIdx = frame.get('mapIdx');
  const key = machine.keyAt(mapIdx, frame.get('slot'));
  let pokeIdx = frame.get('pokeIdx') + 1;
  for (let pos = frame.get('trackPos'); ; pos++, pokeIdx = 0) {
    const progIdx = state.tracked(mapIdx, pos);
    frame.set('trackPos', pos);
    if (progIdx < 0) break;
    const table = machine.pokeTab(progIdx);
    for (; pokeIdx < table.length; pokeIdx++) {
      const desc = at(table, pokeIdx);
      if (desc.mapIdx !== mapIdx || desc.key !== key || !state.isStable(progIdx, pokeIdx)) continue;
      frame.set('progIdx', progIdx);
      frame.set('pokeIdx', pokeIdx);
      return true;
    }
  }
  frame.set('pokeIdx', -1);
  return false;
}

/** In the fixup there is one descriptor only, and it is the loader that turns to it. */
function endDescSilently(turn: Turn, head: number): boolean {
  if (turn.frame.get('fixup') === 0) return false;
  const { stmt } = at(turn.machine.input.mapPoke.code, head);
  assert(stmt.kind === 'next-desc', 'end-desc leads back to its next-desc');
  turn.frame.set('mapPc', stmt.exit);
  return true;
}

function runVisible(turn: Turn, stmt: ProtocolStmt, pc: number): void {
  const { frame } = turn;
  frame.set('mapPc', pc + 1);
  switch (stmt.kind) {
    case 'next-desc':
      return descEvent(turn, 'desc-begin');
    case 'end-desc':
      frame.set('mapPc', stmt.to);
      return descEvent(turn, 'desc-end');
    case 'return':
      leave(turn, stmt);
      return descEvent(turn, 'desc-end');
    case 'read':
      return read(turn, stmt);
    case 'defer':
      frame.set('mapPc', stmt.exit);
      return defer(turn, pc + 1, stmt.flavour);
    case 'wait':
      return wait(turn, stmt.flavour, pc);
    case 'lock':
      if (!turn.lock(lockRef(turn, stmt.lock))) frame.set('mapPc', pc);
      return;
    case 'unlock':
      return turn.unlock(lockRef(turn, stmt.lock));
    case 'bug':
      if (!turn.state.halted) turn.bug(bugMessage(turn));
      return;
    case 'text-poke':
      // Only a BUG keeps a text_poke from being entered silently.
      return;
    default:
      throw new Error(`invariant broken: ${stmt.kind} in a map_poke protocol`);
  }
}

export function descEvent(turn: Turn, kind: 'desc-begin' | 'desc-end'): void {
  const { progIdx, pokeIdx } = turn.site();
  turn.emit({ kind, progIdx, pokeIdx, fixup: turn.frame.get('fixup') !== 0 });
}

/** READ_ONCE: what memory holds now, whatever another actor is about to do. */
function read(turn: Turn, { from, localIdx }: Extract<ProtocolStmt, { kind: 'read' }>): void {
  const { frame, machine, state } = turn;
  if (from === 'slot') {
    const mapIdx = frame.get('mapIdx');
    const slot = frame.get('slot');
    const word = state.slot(mapIdx, slot);
    frame.setLocal(FRAME.locals, localIdx, word);
    const key = machine.keyAt(mapIdx, slot);
    turn.emit({ kind: 'slot-read', mapIdx, key, value: slotValue(word) });
    return;
  }
  frame.set('which', from === 'target' ? 0 : 1);
  const site = turn.site();
  const found = state.site(site);
  frame.setLocal(FRAME.locals, localIdx, decodeInsn(turn, found));
  turn.emit({ kind: 'site-read', site, bytes: unpackFive(found) });
}

/** synchronize_rcu: a step in which it begins, and one in which it ends when all readers have left. */
function wait(turn: Turn, flavour: RcuFlavour, pc: number): void {
  const { frame, machine, state } = turn;
  const ordinal = frame.get('waiting');
  if (ordinal !== 0) {
    turn.emit({ kind: 'rcu-end', flavour, purpose: 'wait', ordinal, progIdx: null });
    frame.set('waiting', 0);
    frame.set('trace', 0);
    return;
  }
  const readers = readersOf(machine, state, flavour);
  const begun = state.nextGracePeriod();
  frame.set('waiting', begun);
  frame.set('readers', readers);
  frame.set('trace', Number(flavour === 'tasks-trace'));
  frame.set('mapPc', pc);
  turn.emit({
    kind: 'rcu-begin',
    flavour,
    purpose: 'wait',
    ordinal: begun,
    readers: actorsIn(readers),
    progIdx: null,
  });
}

function bugMessage(turn: Turn): string {
  const ret = turn.frame.get('ret');
  const { name } = turn.machine.input.mapPoke;
  return ret < 0
    ? `BUG in map_poke ${name}: text_poke returned ${pokeErrno(ret)}`
    : `BUG in map_poke ${name}`;
}
