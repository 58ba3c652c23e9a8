// Which things of the machine are lit: what is pointed at, here or in another pane, and what goes with it.

import type { LockRef, MachineEvent, SiteRef } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { Highlight, Selection } from '../../store/model.ts';
import { sitePlaces } from '../shared/desc-sites.ts';
import { indexHighlight } from '../shared/highlight-index.ts';

export interface LitThings {
  /** True for what is pointed at, and for what it touches. */
  has(selection: Selection): boolean;
  isPinned(selection: Selection): boolean;
  /** What is pinned, whether it is lit now or not. */
  readonly pinned: Selection | null;
}

interface Pointed {
  readonly pinned: Selection | null;
  /** Under the pointer; lit in place of what is pinned. */
  readonly hovered: Selection | null;
  /** What either of them touches. */
  readonly highlight: Highlight;
}

function lockId(lock: LockRef): string {
  return lock.kind === 'poke_mutex' ? `${lock.kind}/${lock.mapIdx}` : lock.kind;
}

/** Equal for equal things. */
function idOf(selection: Selection): string {
  switch (selection.kind) {
    case 'site': {
      const { progIdx, pokeIdx, which } = selection.site;
      return `site ${progIdx}/${pokeIdx}/${which}`;
    }
    case 'desc':
      return `desc ${selection.progIdx}/${selection.pokeIdx}`;
    case 'slot':
      return `slot ${selection.mapIdx}/${selection.key}`;
    case 'prog':
      return `prog ${selection.progIdx}`;
    case 'cpu':
      return `cpu ${selection.actor}`;
    case 'lock':
      return `lock ${lockId(selection.lock)}`;
    case 'step':
      return `step ${selection.step}`;
    case 'insn':
      return `insn ${selection.progIdx}/${selection.insnIdx}`;
    case 'bytes':
      return `bytes ${selection.progIdx}/${selection.funcIdx}/${selection.start}/${selection.end}`;
    case 'source':
      return `source ${selection.span.start}/${selection.span.end}`;
  }
}

type Found = Generator<Selection, void, void>;

function pokeOf(result: LabResult, progIdx: number, pokeIdx: number) {
  return result.progs[progIdx]?.jit?.pokeTab[pokeIdx];
}

/** A descriptor, its sites, and the slot that it follows. */
function* ofDesc(result: LabResult, progIdx: number, pokeIdx: number): Found {
  const poke = pokeOf(result, progIdx, pokeIdx);
  yield { kind: 'desc', progIdx, pokeIdx };
  if (poke) yield { kind: 'slot', mapIdx: poke.mapIdx, key: poke.key };
}

function* ofSite(result: LabResult, site: SiteRef): Found {
  yield { kind: 'site', site };
  yield* ofDesc(result, site.progIdx, site.pokeIdx);
}

function* ofSlot(result: LabResult, mapIdx: number, key: number): Found {
  for (const [progIdx, { jit }] of result.progs.entries()) {
    for (const [pokeIdx, poke] of (jit?.pokeTab ?? []).entries()) {
      if (poke.mapIdx === mapIdx && poke.key === key) yield { kind: 'desc', progIdx, pokeIdx };
    }
  }
}

function* ofEvent(result: LabResult, event: MachineEvent): Found {
  if ('site' in event && event.site) yield* ofSite(result, event.site);
  if ('lock' in event) yield { kind: 'lock', lock: event.lock };
  if ('mapIdx' in event && 'key' in event && event.key >= 0) {
    yield { kind: 'slot', mapIdx: event.mapIdx, key: event.key };
  }
  if ('progIdx' in event && event.progIdx !== null && !('pokeIdx' in event)) {
    yield { kind: 'prog', progIdx: event.progIdx };
  }
}

function* ofStep(result: LabResult, idx: number): Found {
  const step = result.timeline?.steps[idx];
  if (!step) return;
  yield { kind: 'cpu', actor: step.actor };
  for (const event of step.events) yield* ofEvent(result, event);
}

/** Actors whose statements a stretch of the text holds, and what those statements name. */
function* ofSource(result: LabResult, start: number, end: number): Found {
  for (const [actor, { ops }] of (result.input?.actors ?? []).entries()) {
    for (const { op, source } of ops) {
      if (!source || source.start >= end || source.end <= start) continue;
      yield { kind: 'cpu', actor };
      if ('key' in op) yield { kind: 'slot', mapIdx: op.mapIdx, key: op.key };
      if ('progIdx' in op) yield { kind: 'prog', progIdx: op.progIdx };
    }
  }
}

/** What goes with a thing, in words of this pane; see `highlightFor` for the others. */
function* relatedTo(result: LabResult, selection: Selection): Found {
  switch (selection.kind) {
    case 'site':
      return yield* ofSite(result, selection.site);
    case 'desc':
      return yield* ofDesc(result, selection.progIdx, selection.pokeIdx);
    case 'slot':
      return yield* ofSlot(result, selection.mapIdx, selection.key);
    case 'step':
      return yield* ofStep(result, selection.step);
    case 'source':
      return yield* ofSource(result, selection.span.start, selection.span.end);
    default:
      return;
  }
}

/** Sites among lit bytes. A whole program that is lit does not light them: it is their place, not their subject. */
function litSites(result: LabResult, highlight: Highlight): Selection[] {
  const lit = indexHighlight(highlight);
  return result.progs.flatMap(({ jit }, progIdx) =>
    (jit?.pokeTab ?? []).flatMap((poke, pokeIdx) =>
      sitePlaces(poke).flatMap(({ which, byteOff }): Selection[] => {
        const isLit = lit.bytes(progIdx, poke.funcIdx, byteOff, byteOff + 5);
        return isLit ? [{ kind: 'site', site: { progIdx, pokeIdx, which } }] : [];
      }),
    ),
  );
}

/** Made when what is pointed at changes; each question is one look-up. */
export function litThings(result: LabResult, { pinned, hovered, highlight }: Pointed): LitThings {
  const shown = hovered ?? pinned;
  const ids = new Set<string>();
  if (shown) {
    ids.add(idOf(shown));
    for (const related of relatedTo(result, shown)) ids.add(idOf(related));
    if (shown.kind !== 'prog') {
      for (const site of litSites(result, highlight)) ids.add(idOf(site));
    }
  }
  const pinnedId = pinned && idOf(pinned);
  return {
    has: (selection) => ids.size > 0 && ids.has(idOf(selection)),
    isPinned: (selection) => pinnedId !== null && pinnedId === idOf(selection),
    pinned,
  };
}
