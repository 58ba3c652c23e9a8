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
  /** `P1 bypass of entry`, `P2 target of entry`, or `site of entry` where a call has one only. */
  site(site: SiteRef): string;
  /** `P1 bypass`, `P2 target` or `S site`. */
  siteWord(site: SiteRef): string;
  /** `P1`, `P2` or `S`. */
  siteMark(site: SiteRef): string;
  /**
   * Short name of a pair of sites: `entry`, `entry/classify` inside a subprogram (which others may
   * have linked too), and `entry #2` when the program has several.
   */
  desc(progIdx: number, pokeIdx: number): string;
  op(op: OpRef): string;
  lock(lock: LockRef): string;
  actor(actorIdx: number): string;
}

const SITE_WORDS = { bypass: 'P1 bypass', target: 'P2 target' } as const;
const SITE_MARKS = { bypass: 'P1', target: 'P2' } as const;

/** What each state of a pair of sites means, in a few words. */
const PAIR_WORDS: Readonly<Record<SiteState, string>> = {
  empty: 'P1 jumps over; P2 is a nop',
  armed: 'P1 jumps over; P2 holds the tail call',
  live: 'P1 is a nop; P2 holds the tail call',
  forbidden: 'both are nops: a CPU would unwind and fall through',
  moving: 'bytes are being poked',
  nops: 'both are nops',
};

/** The same of a site that stands alone: it has two states. */
const ALONE_WORDS: Readonly<Record<SiteState, string>> = {
  ...PAIR_WORDS,
  empty: 'the site is a nop: no tail call',
  live: 'the site is a jmp: the tail call',
};

/** What the state of a descriptor means, in a few words. */
export function stateWords(state: SiteState, isAlone: boolean): string {
  return (isAlone ? ALONE_WORDS : PAIR_WORDS)[state];
}

/** True where a tail call has one site, which then is neither P1 nor P2. */
function isAlone(result: LabResult, { progIdx, pokeIdx }: Omit<SiteRef, 'which'>): boolean {
  return result.progs[progIdx]?.jit?.pokeTab[pokeIdx]?.bypassOff === null;
}

export function labNames(result: LabResult): LabNames {
  const prog = (progIdx: number) => result.progs[progIdx]?.name ?? `prog ${progIdx}`;
  const progArray = (mapIdx: number) => result.maps[mapIdx]?.name ?? `map ${mapIdx}`;
  const slot = (mapIdx: number, key: number) => `${progArray(mapIdx)}[${key}]`;
  const func = (progIdx: number, funcIdx: number) =>
    result.progs[progIdx]?.jit?.funcs[funcIdx]?.name ?? prog(progIdx);
  const desc = (progIdx: number, pokeIdx: number) => {
    const pokeTab = result.progs[progIdx]?.jit?.pokeTab ?? [];
    const funcIdx = pokeTab[pokeIdx]?.funcIdx ?? 0;
    const name = funcIdx === 0 ? prog(progIdx) : `${prog(progIdx)}/${func(progIdx, funcIdx)}`;
    return pokeTab.length > 1 ? `${name} #${pokeIdx + 1}` : name;
  };
  return {
    prog,
    progArray,
    func,
    slot,
    slotValue: (value) => (value === null ? 'none' : prog(value)),
    site: (site) =>
      `${isAlone(result, site) ? 'site' : SITE_WORDS[site.which]} of ${desc(site.progIdx, site.pokeIdx)}`,
    siteWord: (site) => (isAlone(result, site) ? 'S site' : SITE_WORDS[site.which]),
    siteMark: (site) => (isAlone(result, site) ? 'S' : SITE_MARKS[site.which]),
    desc,
    op: (op) => opText(op, prog, slot, progArray),
    lock: (lock) =>
      lock.kind === 'text_mutex' ? 'text_mutex' : `poke_mutex of ${progArray(lock.mapIdx)}`,
    actor: (actorIdx) => result.timeline?.actors[actorIdx]?.name ?? `actor ${actorIdx}`,
  };
}

/** Errors that calls of bpf(2) and text_poke answer with in a lab. */
const ERRNO_NAMES = new Map([
  [2, 'ENOENT'],
  [7, 'E2BIG'],
  [13, 'EACCES'],
  [16, 'EBUSY'],
  [22, 'EINVAL'],
]);

/** `EINVAL` for 22; `errno 99` for one that has no name here. */
export function errnoName(errno: number): string {
  return ERRNO_NAMES.get(errno) ?? `errno ${errno}`;
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
