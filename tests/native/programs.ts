// Programs by name: kind and seed.

import { randomBpf } from './random-bpf.ts';
import { randomForms, randomX86 } from './random-x86.ts';
import type { NativeCase } from './stream.ts';

/** A generator: the same seed and features give the same program. */
type Generate = (seed: number, features: ReadonlySet<string>) => NativeCase;

const GENERATORS = {
  bpf: randomBpf,
  x86: randomX86,
  form: randomForms,
} as const satisfies Readonly<Record<string, Generate>>;
export type Kind = keyof typeof GENERATORS;
export const KINDS: readonly Kind[] = ['bpf', 'x86', 'form'];

function isKind(word: string): word is Kind {
  return word in GENERATORS;
}

/** The program called, for instance, `x86-17`. */
export function programOf(name: string, features: ReadonlySet<string>): NativeCase {
  const [, kind = '', seed = ''] = /^([a-z0-9]+)-(\d+)$/.exec(name) ?? [];
  if (!isKind(kind)) {
    const known = KINDS.join(', ');
    throw new Error(`no program "${name}": write a kind (${known}), a dash and a number`);
  }
  return GENERATORS[kind](Number(seed), features);
}
