// What the protocols under way in an actor's system call hold in their variables, and where they stand.
// Authority: the frame that map-poke.ts and text-poke.ts work on.

import { at } from '../base/index.ts';
import type { Protocol } from '../protocol/index.ts';
import { isInDeferred } from './deferred.ts';
import type { SiteRef, SlotValue } from './event.ts';
import { unpackFive } from './five-bytes.ts';
import { FRAME } from './layout.ts';
import { isInFixup } from './load.ts';
import { mapPokeEnd } from './map-poke.ts';
import type { Machine } from './model.ts';
import { isInPokeRun } from './slot-change.ts';
import { type Frame, type MachineState, State, slotValue } from './state.ts';
import { textPokePhase } from './text-poke.ts';
import { insnTarget } from './value.ts';

/** A word of a protocol, as its type has it. */
export type ProtocolValue =
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'prog'; readonly progIdx: SlotValue }
  /** An instruction by where it jumps: the landing point of a program, or `bypass_addr`. */
  | { readonly kind: 'insn'; readonly to: 'nop' | 'bypass' | 'unknown' | number };

export interface ProtocolLocal {
  readonly name: string;
  readonly value: ProtocolValue;
}

/** A run of map_poke, and the text_poke that it is in. */
export interface PokeCall {
  readonly mapIdx: number;
  readonly key: number;
  readonly old: SlotValue;
  readonly new: SlotValue;
  /** The load of a program fixes up one descriptor. */
  readonly fixup: boolean;
  /** Descriptor that it is at; null between two of them. */
  readonly desc: { readonly progIdx: number; readonly pokeIdx: number } | null;
  /** Line of the statement that comes next, or goes on; null behind the last. */
  readonly line: number | null;
  /** What has no value yet is 0. */
  readonly locals: readonly ProtocolLocal[];
  readonly textPoke: TextPokeCall | null;
}

export interface TextPokeCall {
  readonly site: SiteRef;
  /** `lock`: before text_mutex; `compare`: before the comparison; `end`: before text_mutex is given back. */
  readonly phase: 'lock' | 'compare' | 'body' | 'end';
  readonly expected: Uint8Array;
  readonly wanted: Uint8Array;
  /** What it will answer; 0 before the comparison. */
  readonly ret: number;
  /** As in `PokeCall`; null outside of the body. */
  readonly line: number | null;
  readonly locals: readonly ProtocolLocal[];
}

/** The poke run of an actor; null while none is under way. */
export function inspectPoke(machine: Machine, words: MachineState, actor: number): PokeCall | null {
  const frame = new State(machine.layout, words).frame(actor);
  const fixup = isInFixup(frame);
  if (!fixup && !isInPokeRun(frame) && !isInDeferred(frame)) return null;
  const { mapPoke } = machine.input;
  const mapIdx = frame.get('mapIdx');
  const pokeIdx = frame.get('pokeIdx');
  return {
    mapIdx,
    key: machine.keyAt(mapIdx, frame.get('slot')),
    old: slotValue(frame.get('old')),
    new: slotValue(frame.get('new')),
    fixup,
    desc: pokeIdx < 0 ? null : { progIdx: frame.get('progIdx'), pokeIdx },
    line:
      frame.get('mapPc') < mapPokeEnd(frame, mapPoke) ? lineAt(mapPoke, frame.get('mapPc')) : null,
    locals: localsOf(mapPoke, frame, FRAME.locals),
    textPoke: textPokeOf(machine, frame),
  };
}

/** Statement of map_poke that an actor is at, as written; null while none is under way. */
export function pokeStatement(
  machine: Machine,
  words: MachineState,
  actor: number,
): { readonly statement: string; readonly line: number } | null {
  const frame = new State(machine.layout, words).frame(actor);
  if (!isInFixup(frame) && !isInPokeRun(frame) && !isInDeferred(frame)) return null;
  const { code, text } = machine.input.mapPoke;
  const pc = frame.get('mapPc');
  const step = pc < mapPokeEnd(frame, machine.input.mapPoke) ? code[pc] : undefined;
  if (!step) return null;
  const written = text.slice(step.span.start, step.span.end);
  return { statement: written.replaceAll(/\s+/g, ' ').trim(), line: step.line };
}

function textPokeOf(machine: Machine, frame: Frame): TextPokeCall | null {
  const phase = textPokePhase(frame);
  if (phase === null) return null;
  const { textPoke } = machine.input;
  const isCompared = phase === 'body' || phase === 'end';
  return {
    site: {
      progIdx: frame.get('progIdx'),
      pokeIdx: frame.get('pokeIdx'),
      which: frame.get('which') === 0 ? 'target' : 'bypass',
    },
    phase,
    expected: unpackFive(frame.five('expected')),
    wanted: unpackFive(frame.five('wanted')),
    ret: isCompared ? frame.get('ret') : 0,
    line: phase === 'body' ? lineAt(textPoke, frame.get('textPc')) : null,
    locals: localsOf(textPoke, frame, machine.layout.textLocals),
  };
}

function lineAt({ code }: Protocol, pc: number): number | null {
  return code[pc]?.line ?? null;
}

function localsOf({ locals, localTypes }: Protocol, frame: Frame, first: number): ProtocolLocal[] {
  return locals.map((name, localIdx) => {
    const word = frame.local(first, localIdx);
    return { name, value: valueOf(at(localTypes, localIdx), word) };
  });
}

function valueOf(type: Protocol['localTypes'][number], word: number): ProtocolValue {
  switch (type) {
    case 'int':
      return { kind: 'int', value: word };
    case 'kind':
      return { kind: 'int', value: word };
    case 'prog':
      return { kind: 'prog', progIdx: slotValue(word) };
    default:
      return { kind: 'insn', to: insnTarget(word) };
  }
}
