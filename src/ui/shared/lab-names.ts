// Words for the things of a lab: one place, so that every pane says the same.

import type { LockRef, OpRef, SiteRef, SiteState, SlotValue } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';

/** Spoken and shown names. Unknown indices fall back to `prog 3`, never throw. */
export interface LabNames {
  prog(progIdx: number): string;
  progArray(mapIdx: number): string;
  func(progIdx: number, funcIdx: number): string;
  slot(mapIdx: number, key: number): string;
  slotValue(value: SlotValue): string;
  /** `P1 bypass` or `P2 target`, with the owner where several sites exist. */
  site(site: SiteRef): string;
  /** Short name of a pair of sites: `after`, or `after #2` when its program has several. */
  desc(progIdx: number, pokeIdx: number): string;
  op(op: OpRef): string;
  lock(lock: LockRef): string;
  actor(actorIdx: number): string;
}

export const SITE_WORDS = { bypass: 'P1 bypass', target: 'P2 target' } as const;

/** What each state of a pair of sites means, in a few words. */
export const STATE_WORDS: Readonly<Record<SiteState, string>> = {
  empty: 'P1 jumps over; P2 is a nop',
  armed: 'P1 jumps over; P2 holds the tail call',
  live: 'P1 is a nop; P2 holds the tail call',
  forbidden: 'both are nops: a CPU would unwind and fall through',
  moving: 'bytes are being poked',
};

export function labNames(result: LabResult): LabNames {
  const prog = (progIdx: number) => result.progs[progIdx]?.name ?? `prog ${progIdx}`;
  const progArray = (mapIdx: number) => result.maps[mapIdx]?.name ?? `map ${mapIdx}`;
  const slot = (mapIdx: number, key: number) => `${progArray(mapIdx)}[${key}]`;
  const func = (progIdx: number, funcIdx: number) =>
    result.progs[progIdx]?.jit?.funcs[funcIdx]?.name ?? prog(progIdx);
  const desc = (progIdx: number, pokeIdx: number) => {
    const pokeTab = result.progs[progIdx]?.jit?.pokeTab ?? [];
    const name = func(progIdx, pokeTab[pokeIdx]?.funcIdx ?? 0);
    return pokeTab.length > 1 ? `${name} #${pokeIdx + 1}` : name;
  };
  return {
    prog,
    progArray,
    func,
    slot,
    slotValue: (value) => (value === null ? 'none' : prog(value)),
    site: ({ progIdx, pokeIdx, which }) => `${SITE_WORDS[which]} of ${desc(progIdx, pokeIdx)}`,
    desc,
    op: (op) => opText(op, prog, slot, progArray),
    lock: (lock) =>
      lock.kind === 'text_mutex' ? 'text_mutex' : `poke_mutex of ${progArray(lock.mapIdx)}`,
    actor: (actorIdx) => result.timeline?.actors[actorIdx]?.name ?? `actor ${actorIdx}`,
  };
}

function opText(
  op: OpRef,
  prog: LabNames['prog'],
  slot: LabNames['slot'],
  progArray: LabNames['progArray'],
): string {
  switch (op.kind) {
    case 'load':
    case 'unload':
      return `${op.kind} ${prog(op.progIdx)}`;
    case 'update':
      return `${slot(op.mapIdx, op.key)} = ${prog(op.progIdx)}`;
    case 'delete':
      return `delete ${slot(op.mapIdx, op.key)}`;
    case 'close':
      return `close ${progArray(op.mapIdx)}`;
    case 'run':
      return op.times > 1 ? `run ${prog(op.progIdx)} × ${op.times}` : `run ${prog(op.progIdx)}`;
  }
}
