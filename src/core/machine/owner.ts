// Which programs may share a prog array: the first one decides.
// Authority: bpf_prog_map_compatible, Linux 6.1 and 7.1. Whether a program sleeps counts only since 7.0; before
// that the verifier keeps sleepable programs from using prog arrays, but they may stand in one.
// Simplification: attach_func_proto, expected_attach_type, cgroup storage cookies and
// xdp_has_frags cannot be said in a lab, so they are always equal; programs are
// all jited, or none is.

import { at } from '../base/index.ts';
import type { Turn } from './turn.ts';

/** Checks `progIdx` against the owner of a prog array, or makes it the owner. False: -EINVAL. */
export function checkOwner(turn: Turn, mapIdx: number, progIdx: number): boolean {
  const { state, machine } = turn;
  const ownerIdx = state.owner(mapIdx);
  if (ownerIdx === null) {
    state.setOwner(mapIdx, progIdx);
    turn.emit({ kind: 'owner', mapIdx, progIdx, set: true, ok: true });
    return true;
  }
  const owner = at(machine.input.progs, ownerIdx);
  const prog = at(machine.input.progs, progIdx);
  const { sleepableProgArrays } = machine.input.profile.verifier;
  const sleepsAlike = !sleepableProgArrays || owner.sleepable === prog.sleepable;
  const ok = owner.type === prog.type && sleepsAlike;
  turn.emit({ kind: 'owner', mapIdx, progIdx, set: false, ok });
  return ok;
}
