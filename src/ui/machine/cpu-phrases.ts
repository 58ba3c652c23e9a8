// What a CPU is doing, and what it may fetch next, in a few words.

import { bytesToHex } from '../../core/base/index.ts';
import type { Choice, CpuPending, CpuView, FetchEffect } from '../../core/machine/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import type { LabNames } from '../shared/lab-names.ts';

export type Fetch = NonNullable<Choice['fetch']>;

/** "running entry", "in the int3 handler", "idle". */
export function modeWords({ mode, place, run }: CpuView, names: LabNames): string {
  const progIdx = place?.progIdx ?? run?.progIdx;
  const prog = progIdx === undefined ? '' : names.prog(progIdx);
  switch (mode) {
    case 'idle':
      return 'idle';
    case 'running':
      return `running ${prog}`;
    case 'trapped':
      return 'trapped by int3';
    case 'handler':
      return 'in the int3 handler';
    case 'preempted':
      return `preempted in ${prog}`;
    case 'stopped':
      return 'stopped';
  }
}

const NEXT_WORDS: Readonly<Record<CpuPending, string>> = {
  none: '',
  site: 'fetches at a poke site',
  slot: 'loads a slot of a prog array',
  value: 'touches a shared map value',
  helper: 'calls a helper that works on a shared map',
  return: 'returns to the kernel',
  local: 'runs code that nobody else can see',
  handler: 'goes on in the int3 handler',
};

/** What it does next; '' when nothing. */
export function nextWords(next: CpuPending): string {
  return NEXT_WORDS[next];
}

/** Program whose landing point five bytes of a jmp at a target site lead to; null for none. */
function calleeOf(result: LabResult, { site, bytes }: Fetch): string | null {
  const poke = result.progs[site.progIdx]?.jit?.pokeTab[site.pokeIdx];
  if (!poke || site.which !== 'target') return null;
  const rel = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(1, true);
  const to = poke.tailcallTarget + 5n + BigInt(rel);
  const callee = result.progs.find(({ jit }) => {
    const entry = jit?.funcs[0];
    return entry !== undefined && entry.addr + BigInt(poke.adjOff) === to;
  });
  return callee?.name ?? null;
}

/** What fetched bytes make a CPU do. */
export function effectWords(result: LabResult, fetch: Fetch): string {
  const isBypass = fetch.site.which === 'bypass';
  const words: Readonly<Record<FetchEffect, string>> = {
    'falls-through': isBypass ? 'nop: unwinds' : 'nop: falls through',
    jumps: isBypass ? 'jmp: skips the call' : `jmp to ${calleeOf(result, fetch) ?? 'a program'}`,
    traps: 'int3: traps',
    torn: 'torn: parts of two instructions',
  };
  return words[fetch.effect];
}

/** Which of the stores the bytes are before. */
export function ageWords({ age, variant }: Fetch): string {
  if (variant !== age) return 'first byte and rest of two moments';
  if (age === 0) return 'in memory';
  return age === 1 ? 'one store behind' : `${age} stores behind`;
}

/** Equal for equal lists: what a card may fetch changes rarely. */
export function fetchKey(fetches: readonly Fetch[]): string {
  return fetches.map(({ bytes, age, effect }) => `${age} ${bytesToHex(bytes)} ${effect}`).join();
}
