// Every text_poke of a run with each of its writes, and which of them a moment belongs to. Made once for a
// run; a move of the cursor costs a bisection.

import { bisector } from 'd3';
import type { MachineEvent, SiteRef, SlotValue, Step } from '../../core/machine/index.ts';

type StorePhase = Extract<MachineEvent, { kind: 'store' }>['phase'];

/** One store of a poke. */
export interface PokeWrite {
  /** Index of the step that made it: it is done at cursors above. */
  readonly step: number;
  readonly phase: StorePhase;
  /** Bytes `off..end` (exclusive) of the five were written. */
  readonly off: number;
  readonly end: number;
  /** The five bytes in memory behind it. */
  readonly bytes: Uint8Array;
  /** A CPU that traps here finds what to do. */
  readonly published: boolean;
  /** Step of the first sync behind it and before the next write; null if there is none. */
  readonly syncStep: number | null;
}

/** One call of text_poke. */
export interface Poke {
  readonly site: SiteRef;
  readonly actor: number;
  /** Steps that begin and end it; `end` is null when the run stops inside. */
  readonly begin: number;
  readonly end: number | null;
  /** 0 changed, 1 nothing to change, negative errno; null while `end` is. */
  readonly ret: number | null;
  readonly found: Uint8Array;
  readonly expected: Uint8Array;
  readonly wanted: Uint8Array;
  /** Program that the wanted jmp leads to. */
  readonly callee: SlotValue;
  readonly writes: readonly PokeWrite[];
  /** Place among the pokes of this site, from 1, and how many there are. */
  readonly ordinal: number;
}

export interface PokeHistory {
  /** In the order in which they begin. */
  readonly all: readonly Poke[];
  readonly bySite: ReadonlyMap<string, readonly Poke[]>;
}

type Open<T> = { -readonly [K in keyof T]: T[K] };
interface OpenPoke extends Open<Omit<Poke, 'writes'>> {
  readonly writes: Open<PokeWrite>[];
  published: boolean;
}

export function siteKey({ progIdx, pokeIdx, which }: SiteRef): string {
  return `${progIdx}/${pokeIdx}/${which}`;
}

class Recorder {
  readonly all: OpenPoke[] = [];
  readonly bySite = new Map<string, OpenPoke[]>();
  /** Under way, by site: text_mutex allows one, but that is the protocol's business. */
  readonly open = new Map<string, OpenPoke>();

  note(event: MachineEvent, step: number, actor: number): void {
    switch (event.kind) {
      case 'poke-begin':
        return this.begin(event, step, actor);
      case 'poke-end':
        return this.end(event, step);
      case 'publish':
      case 'retire': {
        const poke = this.open.get(siteKey(event.site));
        if (poke) poke.published = event.kind === 'publish';
        return;
      }
      case 'store':
        return this.store(event, step);
      case 'sync': {
        const last = event.site && this.open.get(siteKey(event.site))?.writes.at(-1);
        if (last) last.syncStep ??= step;
        return;
      }
      default:
    }
  }

  begin(event: Extract<MachineEvent, { kind: 'poke-begin' }>, step: number, actor: number): void {
    const key = siteKey(event.site);
    const list = this.bySite.get(key) ?? [];
    const poke: OpenPoke = {
      site: event.site,
      actor,
      begin: step,
      end: null,
      ret: null,
      found: event.found,
      expected: event.expected,
      wanted: event.wanted,
      callee: event.callees?.wanted ?? null,
      writes: [],
      ordinal: list.length + 1,
      published: false,
    };
    this.all.push(poke);
    list.push(poke);
    this.bySite.set(key, list);
    this.open.set(key, poke);
  }

  end({ site, ret }: Extract<MachineEvent, { kind: 'poke-end' }>, step: number): void {
    // One that fails before it has looked at the site has no beginning.
    const poke = this.open.get(siteKey(site));
    if (!poke) return;
    poke.end = step;
    poke.ret = ret;
    this.open.delete(siteKey(site));
  }

  store(event: Extract<MachineEvent, { kind: 'store' }>, step: number): void {
    const poke = this.open.get(siteKey(event.site));
    if (!poke) return;
    const bytes = (poke.writes.at(-1)?.bytes ?? poke.found).slice();
    bytes.set(event.after, event.off);
    poke.writes.push({
      step,
      phase: event.phase,
      off: event.off,
      end: event.off + event.after.length,
      bytes,
      published: poke.published,
      syncStep: null,
    });
  }
}

const known = new WeakMap<readonly Step[], PokeHistory>();

/** The pokes of a run, read off its events once. */
export function pokeHistory(steps: readonly Step[]): PokeHistory {
  const cached = known.get(steps);
  if (cached) return cached;
  const recorder = new Recorder();
  steps.forEach((step, idx) => {
    for (const event of step.events) recorder.note(event, idx, step.actor);
  });
  known.set(steps, recorder);
  return recorder;
}

/** `flying`: under way at the cursor; `done`: over; `coming`: not begun. */
export type PokeTense = 'flying' | 'done' | 'coming';

export interface ShownPoke {
  readonly poke: Poke;
  readonly tense: PokeTense;
  /** Writes done at the cursor. */
  readonly done: number;
}

const byBegin = bisector((poke: Poke) => poke.begin);

function shown(poke: Poke, cursor: number): ShownPoke {
  const tense = poke.begin >= cursor ? 'coming' : isOver(poke, cursor) ? 'done' : 'flying';
  return { poke, tense, done: poke.writes.filter((write) => write.step < cursor).length };
}

function isOver(poke: Poke, cursor: number): boolean {
  return poke.end !== null && poke.end < cursor;
}

/** The last poke begun before `cursor`, or else the first to come. */
function nearest(pokes: readonly Poke[], cursor: number): Poke | null {
  const begun = byBegin.left(pokes, cursor);
  return pokes[begun - 1] ?? pokes[0] ?? null;
}

/**
 * The poke to show after `cursor` steps: the one under way, else the last one at the pinned site, else the
 * last of all. Before the first there is the one to come; null when the run has none.
 */
export function pokeAt(
  history: PokeHistory,
  cursor: number,
  pinned: SiteRef | null,
): ShownPoke | null {
  const latest = nearest(history.all, cursor);
  if (!latest) return null;
  const now = shown(latest, cursor);
  if (now.tense === 'flying' || !pinned) return now;
  const own = nearest(history.bySite.get(siteKey(pinned)) ?? [], cursor);
  return own ? shown(own, cursor) : now;
}
