// The events of a run as JSON, for programs. README describes the format; it only ever gets additions
// under the same version.

import { bytesToHex } from '../../core/base/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { checksum } from '../../store/provenance.ts';

const FORMAT = 'pokescope-events';
const VERSION = 1;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** 64-bit numbers as `0x` and hex, bytes as bare hex: JSON has neither. */
function plain(value: unknown): Json {
  if (typeof value === 'bigint') return `0x${value.toString(16)}`;
  if (value instanceof Uint8Array) return bytesToHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, field]) => field !== undefined);
    return Object.fromEntries(entries.map(([key, field]) => [key, plain(field)]));
  }
  return value as Json;
}

function progsOf(result: LabResult): Json {
  return result.progs.map((prog) => ({
    name: prog.name,
    type: prog.type,
    sleepable: prog.sleepable,
    loadErrno: prog.loadErrno,
    images: (prog.jit?.funcs ?? []).map(({ name, addr, bytes }) => ({
      name,
      addr: plain(addr),
      length: bytes.length,
      crc32: checksum(bytes),
    })),
    pokes: (prog.jit?.pokeTab ?? []).map((poke) => ({
      funcIdx: poke.funcIdx,
      mapIdx: poke.mapIdx,
      key: poke.key,
      bypassOff: poke.bypassOff,
      targetOff: poke.targetOff,
    })),
  }));
}

export interface EventsInput {
  readonly result: LabResult;
  readonly title: string;
  readonly text: string;
}

/** The whole run; null for a lab that does not run. */
function eventsDocument({ result, title, text }: EventsInput): Json {
  const { timeline, profile, maps } = result;
  if (!timeline) return null;
  return {
    format: FORMAT,
    version: VERSION,
    title,
    profile: { version: profile.version, options: [...profile.options] },
    text,
    maps: maps.map(plain),
    progs: progsOf(result),
    actors: timeline.actors.map(({ name, cpu }) => ({ name, cpu })),
    zero: timeline.zero,
    over: timeline.over,
    stopped: timeline.stopped,
    steps: timeline.steps.map(({ actor, action, events }) => ({
      actor,
      action,
      events: events.map(plain),
    })),
  };
}

/** A step a line: a file that can be read, and compared line by line. */
export function eventsJson(input: EventsInput): string {
  const document = eventsDocument(input);
  if (document === null || typeof document !== 'object' || Array.isArray(document)) return 'null\n';
  const { steps, ...rest } = document as { readonly [key: string]: Json };
  const head = JSON.stringify(rest, null, 2).replace(/\n\}$/, '');
  const lines = (steps as readonly Json[]).map((step) => `    ${JSON.stringify(step)}`);
  return `${head},\n  "steps": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
