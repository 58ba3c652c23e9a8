// BPF_PROG_LOAD after the verifier: track, image, fixup, owner check, file descriptor.
// Authority: Linux 6.1 bpf_prog_load, jit_subprogs, bpf_tail_call_direct_fixup, bpf_check_tail_call.
// Simplification: the images of all functions appear in one step; the kernel finishes one function
// (image, then its fixups) before the next. Nobody can enter the program before it is loaded.
// Simplification: a program has one address for its whole life, also when it is loaded again after it was
// freed; loading it while its memory is in use halts the run.

import { at } from '../base/index.ts';
import { siteKinds, siteOff } from '../jit/index.ts';
import { packFive } from './five-bytes.ts';
import { descEvent, enterMapPoke, stepMapPoke } from './map-poke.ts';
import { checkOwner } from './owner.ts';
import type { Frame } from './state.ts';
import type { Turn } from './turn.ts';

const EBADF = 9;
const EINVAL = 22;

/** Places within a load (frame word `phase`; 0 = not begun). */
const IN = {
  track: 1,
  image: 2,
  lock: 3,
  fixup: 4,
  stable: 5,
  unlock: 6,
  owner: 7,
  end: 8,
} as const;

/** True while map_poke is under way for a descriptor of a program that is being loaded. */
export function isInFixup(frame: Frame): boolean {
  return frame.get('fixup') !== 0 && frame.get('phase') === IN.fixup;
}

/** First step of a load. */
export function beginLoad(turn: Turn, progIdx: number): void {
  const { frame, state, machine } = turn;
  const prog = at(machine.input.progs, progIdx);
  const before = state.progState(progIdx);
  if (before !== 'absent' && before !== 'freed') {
    turn.halt(`loading ${prog.name} again while its memory is in use`);
    frame.set('phase', IN.end);
    return;
  }
  const errno = prog.mapsUsed.every((mapIdx) => state.isOpen(mapIdx)) ? prog.loadErrno : EBADF;
  frame.set('errno', errno);
  frame.set('round', 0);
  if (errno !== 0 || !prog.jit) {
    frame.set('phase', IN.end);
    return;
  }
  turn.setProg(progIdx, 'loading');
  state.setProgWord(progIdx, 'refs', 1);
  frame.set('phase', IN.track);
}

/** One further step; true when the load has answered. */
export function stepLoad(turn: Turn, progIdx: number): boolean {
  const { frame } = turn;
  switch (frame.get('phase')) {
    case IN.track:
      if (track(turn, progIdx)) return false;
      return image(turn, progIdx);
    case IN.image:
      return image(turn, progIdx);
    case IN.lock:
      if (lockForFixup(turn, progIdx)) return false;
      return owner(turn, progIdx);
    case IN.fixup:
      if (stepMapPoke(turn)) return false;
      return stable(turn);
    case IN.stable:
      return stable(turn);
    case IN.unlock:
      return unlock(turn);
    case IN.owner:
      return owner(turn, progIdx);
    default:
      return end(turn, progIdx);
  }
}

/** Tracks the program by its next prog array; false when it is tracked by all. */
function track(turn: Turn, progIdx: number): boolean {
  const { frame, machine, state } = turn;
  const round = frame.get('round');
  const mapIdx = machine.trackingMaps(progIdx)[round];
  if (mapIdx === undefined) return false;
  if (!turn.lock({ kind: 'poke_mutex', mapIdx })) return true;
  state.track(mapIdx, progIdx);
  turn.emit({ kind: 'track', progIdx, mapIdx });
  turn.unlock({ kind: 'poke_mutex', mapIdx });
  frame.set('round', round + 1);
  return true;
}

/** Puts the image in place: every site empty, no descriptor stable. */
function image(turn: Turn, progIdx: number): false {
  const { frame, machine, state } = turn;
  const { funcs } = at(machine.input.progs, progIdx).jit ?? { funcs: [] };
  machine.pokeTab(progIdx).forEach((desc, pokeIdx) => {
    const { bytes } = at(funcs, desc.funcIdx);
    state.setStable(progIdx, pokeIdx, false);
    for (const which of siteKinds(desc)) {
      const site = { progIdx, pokeIdx, which };
      state.setSite(site, packFive(bytes, siteOff(desc, which)));
      machine.flux(state.words).forget(machine.siteId(site));
    }
  });
  state.setProgWord(progIdx, 'image', 1);
  turn.emit({ kind: 'image', progIdx });
  frame.set('round', 0);
  frame.set('phase', IN.lock);
  return false;
}

/** Takes poke_mutex for the next descriptor and reads its slot; false when all are fixed up. */
function lockForFixup(turn: Turn, progIdx: number): boolean {
  const { frame, machine, state } = turn;
  const pokeIdx = machine.fixupOrder(progIdx)[frame.get('round')];
  if (pokeIdx === undefined) return false;
  const { mapIdx, key } = machine.poke(progIdx, pokeIdx);
  const slot = state.slotOf(mapIdx, key);
  if (machine.takesPokeMutex && !turn.lock({ kind: 'poke_mutex', mapIdx })) return true;
  frame.set('mapIdx', mapIdx);
  frame.set('slot', slot);
  frame.set('progIdx', progIdx);
  frame.set('pokeIdx', pokeIdx);
  frame.set('old', 0);
  frame.set('new', state.slot(mapIdx, slot));
  frame.set('fixup', 1);
  descEvent(turn, 'desc-begin');
  enterMapPoke(turn);
  frame.set('phase', frame.get('new') === 0 ? IN.stable : IN.fixup);
  return true;
}

/** From here on poke runs see the descriptor. Still under poke_mutex, so no update is lost. */
function stable(turn: Turn): false {
  const { progIdx, pokeIdx } = turn.site();
  turn.state.setStable(progIdx, pokeIdx, true);
  turn.emit({ kind: 'stable', progIdx, pokeIdx });
  turn.frame.set('phase', IN.unlock);
  return false;
}

function unlock(turn: Turn): false {
  const { frame } = turn;
  descEvent(turn, 'desc-end');
  if (turn.machine.takesPokeMutex) {
    turn.unlock({ kind: 'poke_mutex', mapIdx: frame.get('mapIdx') });
  }
  frame.set('fixup', 0);
  frame.set('round', frame.get('round') + 1);
  frame.set('phase', IN.lock);
  return false;
}

/** Owner check against every prog array that the program refers to. */
function owner(turn: Turn, progIdx: number): boolean {
  const { frame, machine } = turn;
  const progArrays = at(machine.input.progs, progIdx).mapsUsed.filter((mapIdx) =>
    machine.isProgArray(mapIdx),
  );
  if (progArrays.length === 0) return end(turn, progIdx);
  const ok = progArrays.every((mapIdx) => checkOwner(turn, mapIdx, progIdx));
  frame.set('errno', ok ? 0 : EINVAL);
  frame.set('phase', IN.end);
  return false;
}

function end(turn: Turn, progIdx: number): true {
  const { frame, state } = turn;
  if (state.progState(progIdx) !== 'loading') return true;
  if (frame.get('errno') === 0) {
    state.setProgWord(progIdx, 'fd', 1);
    turn.setProg(progIdx, 'loaded');
  } else turn.putProg(progIdx);
  return true;
}
