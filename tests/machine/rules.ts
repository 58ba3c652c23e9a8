// What must hold in every run, as predicates over events and views. Each returns what it found
// wrong, so that a sabotaged twin can show which rule it breaks.

import {
  createReplay,
  type MachineEvent,
  type MachineView,
  machineActors,
} from '../../src/core/machine/index.ts';
import { libraryEntry } from '../../src/core/protocol/index.ts';
import { type FixtureLab, run } from '../unit/machine/fixture.ts';

export interface LitmusRun {
  readonly stopped: string | null;
  readonly events: readonly MachineEvent[];
  /** After 0, 1, ... all steps. */
  readonly views: readonly MachineView[];
  readonly landing: (progIdx: number) => bigint;
}

export type Rule = (run: LitmusRun) => string | null;

export function litmus(lab: FixtureLab): LitmusRun {
  const { input, steps, events, stopped } = run(lab);
  const replay = createReplay({ ...input, actors: machineActors(input) }, steps);
  return {
    stopped,
    events,
    views: Array.from({ length: steps.length + 1 }, (_, cursor) => replay.at(cursor)),
    landing: (progIdx) => (input.progs[progIdx]?.jit?.funcs[0]?.addr ?? 0n) + 11n,
  };
}

/** The library's text of a protocol with `from` replaced by `to`, which must occur. */
export function sabotage(
  role: 'map_poke' | 'text_poke',
  name: string,
  from: string,
  to: string,
): string {
  const text = libraryEntry(role, name)?.text ?? '';
  if (!text.includes(from)) throw new Error(`${name} does not contain ${from}`);
  return text.replace(from, to);
}

export const runsToTheEnd: Rule = ({ stopped }) => stopped;

/** Both sites nop: a CPU would unwind its frame and fall through. */
export const neverForbidden: Rule = ({ views }) => {
  const cursor = views.findIndex((view) =>
    view.descs.flat().some((desc) => desc.state === 'forbidden'),
  );
  return cursor < 0 ? null : `forbidden after ${cursor} steps`;
};

/** Of the first bytes a CPU may decode, each belongs to the whole old or the whole new insn. */
export const neverTorn: Rule = ({ views }) => {
  for (const view of views) {
    for (const site of view.descs.flat().flatMap((desc) => [desc.bypass, desc.target])) {
      if (!site?.poke || site.bytes[0] === 0xcc) continue;
      const bytes = site.bytes.join();
      if (bytes !== site.poke.old.join() && bytes !== site.poke.new.join()) return `torn: ${bytes}`;
    }
  }
  return null;
};

/** Every CPU has refetched before the next byte changes, and before the poke ends. */
export const everyStoreSynced: Rule = ({ events }) => {
  let pending = false;
  for (const event of events) {
    if (event.kind === 'sync') pending = false;
    if (pending && (event.kind === 'store' || event.kind === 'poke-end'))
      return `${event.kind} before a sync`;
    if (event.kind === 'store') pending = true;
  }
  return null;
};

/** A CPU that traps finds somebody who knows the site. */
export const int3IsClaimed: Rule = ({ events, views }) => {
  let published = false;
  for (const event of events) {
    if (event.kind === 'publish') published = true;
    if (event.kind === 'retire') published = false;
    if (event.kind === 'store' && event.phase === 'int3' && !published)
      return 'int3 before publish';
  }
  const last = views.at(-1)?.descs.flat() ?? [];
  return last.some((desc) => desc.state === 'moving') ? 'int3 or torn bytes are left behind' : null;
};

/** A CPU past P1 may still be unwinding: P2 must lead somewhere until it has left. */
export const p2WaitsForReaders: Rule = ({ events }) => {
  let disarmed = false;
  for (const event of events) {
    if (event.kind === 'rcu-end' && event.purpose === 'wait') disarmed = false;
    if (event.kind !== 'store' || event.phase !== 'first') continue;
    const isJmp = event.after[0] === 0xe9;
    if (event.site.which === 'bypass') disarmed = isJmp;
    else if (disarmed && !isJmp) return 'P2 becomes a nop without a grace period after P1';
  }
  return null;
};

/** With no update in flight each call does what its slot says. */
export const bytesAgreeWithSlots: Rule = ({ views, landing }) => {
  const view = views.at(-1);
  for (const desc of view?.descs.flat() ?? []) {
    if (view?.progs[desc.progIdx] !== 'loaded') continue;
    const held = view.slots[0]?.[desc.pokeIdx] ?? null;
    const wanted = held === null ? 'empty' : 'live';
    if (desc.state !== wanted)
      return `slot ${desc.pokeIdx} is ${wanted}, the call is ${desc.state}`;
    if (held !== null && callee(desc.target.bytes, landing(desc.progIdx)) !== landing(held)) {
      return `slot ${desc.pokeIdx} holds program ${held}, P2 jumps elsewhere`;
    }
  }
  return null;
};

/** Target of the jmp at the caller's first call in the fixture's images (P2 17 bytes in). */
function callee(bytes: Uint8Array, callerLanding: bigint): bigint {
  const disp = new DataView(bytes.buffer, bytes.byteOffset).getInt32(1, true);
  return callerLanding - 11n + 17n + 5n + BigInt(disp);
}
