// text_poke of one site: text_mutex, the comparison, and the protocol that rewrites five bytes.
// Authority: Linux 6.1 __bpf_arch_text_poke (wrapper), text_poke_bp_batch (what the default
// protocol models), bpf_arch_text_poke (Linux 5.10: the text-address check), text_poke_early.
// Not modelled: the endbr skip, which tail-call pokes do not pass through; the writable alias.
// Simplification: kallsyms lists all functions of a program from the end of its load on; in the kernel those of a
// program with subprograms are listed somewhat earlier, when they have been fixed up.

import { assert, at, unreachable } from '../base/index.ts';
import type { ProtocolStmt } from '../protocol/index.ts';
import type { MachineEvent } from './event.ts';
import { packFive, sameFive, unpackFive } from './five-bytes.ts';
import { noteStore, sendIpis } from './serialise.ts';
import { type Frame, slotValue } from './state.ts';
import type { Turn } from './turn.ts';
import { calleeOf, evaluate, insnBytes, UNKNOWN_INSN } from './value.ts';

const EBUSY = 16;
const EINVAL = 22;
const ERANGE = 34;

/** Places within text_poke (frame word `poke`; 0 = not in it). */
const IN = { lock: 1, compare: 2, body: 3, end: 4, outOfRange: 5, check: 6 } as const;

/** Place within text_poke in a word; null outside of it. */
export function textPokePhase(frame: Frame): 'lock' | 'compare' | 'body' | 'end' | null {
  switch (frame.get('poke')) {
    case 0:
      return null;
    case IN.check:
    case IN.lock:
      return 'lock';
    case IN.compare:
      return 'compare';
    case IN.body:
      return 'body';
    default:
      return 'end';
  }
}

type TextPokeStmt = Extract<ProtocolStmt, { kind: 'text-poke' }>;

/** Enters text_poke for a statement of map_poke. Costs no step; false after a BUG. */
export function enterTextPoke(turn: Turn, stmt: TextPokeStmt, locals: number): boolean {
  const { frame } = turn;
  const expected = evaluate(turn, stmt.expected, locals);
  if (expected === null) return false;
  const wanted = evaluate(turn, stmt.wanted, locals);
  if (wanted === null) return false;
  frame.set('which', stmt.which === 'target' ? 0 : 1);
  if (expected === UNKNOWN_INSN || wanted === UNKNOWN_INSN) {
    turn.halt('a poke with an instruction that was read half written');
    return false;
  }
  const expectedBytes = insnBytes(turn, expected);
  const wantedBytes = insnBytes(turn, wanted);
  if (expectedBytes && wantedBytes) {
    frame.setFive('expected', expectedBytes);
    frame.setFive('wanted', wantedBytes);
    frame.set('expectedProg', calleeOf(expected));
    frame.set('wantedProg', calleeOf(wanted));
    frame.set('poke', stmt.by === 'bpf_arch_text_poke' ? IN.check : firstPlace(turn));
  } else frame.set('poke', IN.outOfRange);
  return true;
}

/** text_mutex comes first, unless a protocol does without. */
function firstPlace({ machine }: Turn): number {
  return machine.takesTextMutex ? IN.lock : IN.compare;
}

/** is_bpf_text_address: a program is text from its being listed to its removal. */
function isListed(turn: Turn): boolean {
  const life = turn.state.progState(turn.frame.get('progIdx'));
  return life === 'loaded' || life === 'held';
}

/** Nothing has been locked yet, and nothing is. */
function refuse(turn: Turn, errno: number): number {
  turn.emit({ kind: 'poke-end', site: turn.site(), ret: -errno });
  turn.frame.set('poke', 0);
  turn.frame.set('ret', -errno);
  return -errno;
}

/**
 * One step of the text_poke under way. `callPc` is the statement of map_poke that called it.
 * Returns its result (0 changed, 1 nothing to do, negative errno) once it has ended, else null.
 */
export function stepTextPoke(turn: Turn, callPc: number): number | null {
  const { frame, machine } = turn;
  const { mapPoke } = machine.input;
  turn.at(mapPoke, callPc);
  const { stmt } = at(mapPoke.code, callPc);
  assert(stmt.kind === 'text-poke', 'text_poke was called by a text_poke statement');
  switch (frame.get('poke')) {
    case IN.check:
      if (!isListed(turn)) return refuse(turn, EINVAL);
      frame.set('poke', firstPlace(turn));
      if (machine.takesTextMutex && turn.lock({ kind: 'text_mutex' }))
        frame.set('poke', IN.compare);
      return null;
    case IN.lock:
      if (turn.lock({ kind: 'text_mutex' })) frame.set('poke', IN.compare);
      return null;
    case IN.compare:
      compareSite(turn, stmt.ignoresOld);
      return null;
    case IN.body:
      if (stmt.by === 'text_poke_early') {
        copyEarly(turn);
        frame.set('poke', IN.end);
        return null;
      }
      if (stepBody(turn)) return null;
      return end(turn);
    case IN.end:
      return end(turn);
    default:
      // The displacement is worked out before text_mutex is taken.
      return refuse(turn, ERANGE);
  }
}

/** In a load the image is writable yet, and nobody can be in it: no CPU has older bytes to see. */
function copyEarly(turn: Turn): void {
  const { frame, machine, state } = turn;
  const all = { from: 0, to: 4, value: { kind: 'new', from: 0 } } as const;
  const isLive = frame.get('fixup') !== 1;
  storeBytes(turn, all, isLive ? 'whole' : 'copy');
  if (!isLive) machine.flux(state.words).forget(machine.siteId(turn.site()));
}

function compareSite(turn: Turn, ignoresOld: boolean): void {
  const { frame, state } = turn;
  const site = turn.site();
  const found = state.site(site);
  const expected = frame.five('expected');
  const wanted = frame.five('wanted');
  turn.emit({
    kind: 'poke-begin',
    site,
    addr: turn.machine.siteAddr(site),
    expected: unpackFive(expected),
    wanted: unpackFive(wanted),
    found: unpackFive(found),
    callees: {
      expected: slotValue(frame.get('expectedProg')),
      wanted: slotValue(frame.get('wantedProg')),
    },
  });
  const isBusy = !ignoresOld && !sameFive(found, expected);
  const isSame = sameFive(found, wanted);
  const unchanged = isSame ? turn.machine.input.profile.poke.unchangedResult : 0;
  frame.set('ret', isBusy ? -EBUSY : unchanged);
  frame.set('poke', isBusy || isSame ? IN.end : IN.body);
  frame.set('textPc', 0);
}

function end(turn: Turn): number {
  const { frame } = turn;
  const ret = frame.get('ret');
  turn.emit({ kind: 'poke-end', site: turn.site(), ret });
  if (turn.machine.takesTextMutex) turn.unlock({ kind: 'text_mutex' });
  frame.set('poke', 0);
  return ret;
}

/** Runs the protocol to its next visible statement; false when there is none left. */
function stepBody(turn: Turn): boolean {
  const { frame, machine } = turn;
  const { code } = machine.input.textPoke;
  const locals = machine.layout.textLocals;
  for (;;) {
    const pc = frame.get('textPc');
    if (pc >= code.length) return false;
    const { stmt } = at(code, pc);
    frame.set('textPc', pc + 1);
    switch (stmt.kind) {
      case 'jump':
        frame.set('textPc', stmt.to);
        continue;
      case 'return':
        frame.set('textPc', code.length);
        if (stmt.value) frame.set('ret', evaluate(turn, stmt.value, locals) ?? 0);
        continue;
      case 'assign':
        frame.setLocal(locals, stmt.localIdx, evaluate(turn, stmt.value, locals) ?? 0);
        continue;
      case 'branch':
        if (evaluate(turn, stmt.cond, locals) === 0) frame.set('textPc', stmt.otherwise);
        continue;
      case 'bug':
        if (evaluate(turn, stmt.cond, locals) === 0) continue;
        turn.at(machine.input.textPoke, pc);
        turn.bug(`BUG in text_poke ${machine.input.textPoke.name}`);
        return true;
      default:
        turn.at(machine.input.textPoke, pc);
        runVisible(turn, stmt, pc);
        return true;
    }
  }
}

function runVisible(turn: Turn, stmt: ProtocolStmt, pc: number): void {
  const { frame, machine, state } = turn;
  const site = turn.site();
  switch (stmt.kind) {
    case 'publish':
      state.publish(machine.siteId(site), frame.five('wanted'));
      turn.emit({ kind: 'publish', site });
      return;
    case 'retire':
      state.retire();
      frame.set('retiring', 1);
      turn.emit({ kind: 'retire', site });
      return;
    case 'store':
      return storeBytes(turn, stmt);
    case 'sync':
      return sendIpis(turn, site);
    case 'lock':
      if (!turn.lock(lockRef(turn, stmt.lock))) frame.set('textPc', pc);
      return;
    case 'unlock':
      return turn.unlock(lockRef(turn, stmt.lock));
    default:
      throw new Error(`invariant broken: ${stmt.kind} in a text_poke protocol`);
  }
}

/** The lock that a protocol names: poke_mutex is that of the map being updated. */
export function lockRef(turn: Turn, lock: 'poke_mutex' | 'text_mutex') {
  switch (lock) {
    case 'poke_mutex':
      return { kind: lock, mapIdx: turn.frame.get('mapIdx') };
    case 'text_mutex':
      return { kind: lock };
    default:
      return unreachable(lock);
  }
}

type StorePhase = Extract<MachineEvent, { kind: 'store' }>['phase'];
type Store = Pick<Extract<ProtocolStmt, { kind: 'store' }>, 'from' | 'to' | 'value'>;

function storeBytes(turn: Turn, stmt: Store, phase: StorePhase = storePhase(stmt)): void {
  const { state, frame } = turn;
  const site = turn.site();
  const bytes = unpackFive(state.site(site));
  const before = bytes.slice(stmt.from, stmt.to + 1);
  const { value } = stmt;
  if (value.kind === 'byte') bytes[stmt.from] = value.value;
  else {
    // text_poke runs its body only if the site held `expected`: that is the old instruction.
    const source = unpackFive(frame.five(value.kind === 'old' ? 'expected' : 'wanted'));
    bytes.set(source.subarray(value.from, value.from + stmt.to - stmt.from + 1), stmt.from);
  }
  noteStore(turn, site, state.site(site));
  state.setSite(site, packFive(bytes));
  turn.emit({
    kind: 'store',
    site,
    off: stmt.from,
    addr: turn.machine.siteAddr(site) + BigInt(stmt.from),
    before,
    after: bytes.slice(stmt.from, stmt.to + 1),
    phase,
  });
}

function storePhase(stmt: Store): StorePhase {
  if (stmt.from > 0) return 'tail';
  if (stmt.to > 0) return 'whole';
  return stmt.value.kind === 'byte' && stmt.value.value === 0xcc ? 'int3' : 'first';
}
