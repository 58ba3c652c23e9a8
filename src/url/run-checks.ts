// Short check values over the steps of a run: enough to tell where another page's run goes another way. A value
// is the high byte of a hash over all steps so far, so a difference shows in all that follow but 1 in 256.

import type { MachineEvent, Step } from '../core/machine/index.ts';
import { decodeBase64url, encodeBase64url } from './base64url.ts';

/** Steps that one value stands for, in short runs. */
const EVERY = 8;
/** With more values than this, each stands for twice as many steps. */
const MAX_VALUES = 128;

export interface RunChecks {
  /** Steps that the values cover, from the first on. */
  readonly steps: number;
  /** Steps for one value; the last may stand for fewer. */
  readonly every: number;
  /** Base64url, one byte a value. */
  readonly values: string;
}

export const NO_CHECKS: RunChecks = { steps: 0, every: EVERY, values: '' };

/** FNV-1a, 32 bits. */
class Hash {
  value = 0x811c9dc5;

  add(word: number): void {
    for (let shift = 0; shift < 32; shift += 8) {
      this.value = Math.imul(this.value ^ ((word >>> shift) & 0xff), 0x01000193);
    }
  }

  addText(text: string): void {
    for (let i = 0; i < text.length; i++) {
      this.value = Math.imul(this.value ^ text.charCodeAt(i), 0x01000193);
    }
  }

  addBytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.value = Math.imul(this.value ^ byte, 0x01000193);
  }
}

/** What a step is besides its kinds of events. Fields that are added to events later must not change it. */
function addEssence(hash: Hash, event: MachineEvent): void {
  hash.addText(event.kind);
  switch (event.kind) {
    case 'op-end':
      return hash.add(event.errno);
    case 'poke-end':
      return hash.add(event.ret);
    case 'store':
      hash.add(event.off);
      return hash.addBytes(event.after);
    case 'fetch':
      return hash.addBytes(event.bytes);
    case 'slot-write':
      hash.add(event.key);
      return hash.add(event.new ?? -1);
    case 'slot-read':
      return hash.add(event.value ?? -1);
    case 'run-end':
      return hash.add(event.retval);
    case 'block':
      return hash.add(event.insns);
    case 'verdict':
      return hash.addText(event.verdict);
    default:
      return undefined;
  }
}

/** Judgements that links of before they were made cannot know of: the steps are the same without them. */
function isLater(event: MachineEvent): boolean {
  return event.kind === 'verdict' && event.verdict === 'lost-registers';
}

function addStep(hash: Hash, { action, events }: Step): void {
  hash.add(action);
  for (const event of events) if (!isLater(event)) addEssence(hash, event);
}

function valuesOf(steps: readonly Step[], count: number, every: number): Uint8Array {
  const values: number[] = [];
  const hash = new Hash();
  for (let idx = 0; idx < count; idx++) {
    const step = steps[idx];
    if (step) addStep(hash, step);
    if ((idx + 1) % every === 0 || idx + 1 === count) values.push(hash.value >>> 24);
  }
  return Uint8Array.from(values);
}

/** Check values for the first `count` steps. */
export function runChecks(steps: readonly Step[], count: number): RunChecks {
  const covered = Math.min(count, steps.length);
  let every = EVERY;
  while (covered / every > MAX_VALUES) every *= 2;
  return { steps: covered, every, values: encodeBase64url(valuesOf(steps, covered, every)) };
}

/**
 * Number of steps at the beginning that agree with the check values, a multiple of `every`; null when
 * all do. A run that is shorter than what they cover differs where it ends at the latest.
 */
export function firstDifference(checks: RunChecks, steps: readonly Step[]): number | null {
  const wanted = decodeBase64url(checks.values) ?? new Uint8Array();
  const found = valuesOf(steps, Math.min(checks.steps, steps.length), checks.every);
  const isPartial = steps.length < checks.steps && steps.length % checks.every !== 0;
  for (const [idx, value] of wanted.entries()) {
    if (found[idx] === value && !(isPartial && idx === found.length - 1)) continue;
    return Math.min(idx * checks.every, steps.length);
  }
  return null;
}
