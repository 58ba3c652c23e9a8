// Which programs may share a prog array: the first one decides.
// Authority: Linux 6.1 bpf_prog_map_compatible. Whether a program sleeps counts only since 7.0; in 6.1
// the verifier keeps sleepable programs from using prog arrays, but they may stand in one.
// Simplification: attach_func_proto, expected_attach_type, cgroup storage cookies and
// xdp_has_frags cannot be said in a lab, so they are always equal; every program is jited.

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
  const ok = owner.type === prog.type;
  turn.emit({ kind: 'owner', mapIdx, progIdx, set: false, ok });
  return ok;
}
