// Letters of the CPUs: A is the first of the lab. The same letter and hue in every pane.

import type { LabResult } from '../../core/pipeline/index.ts';

export interface CpuLetter {
  readonly actor: number;
  /** "CPU 0". */
  readonly name: string;
  readonly letter: string;
  /** Which of the `--cpu-n` tokens, 1..4; the letter tells CPUs beyond that apart. */
  readonly hue: number;
}

const HUES = 4;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const known = new WeakMap<object, readonly CpuLetter[]>();

/** Every actor that is a CPU, in the order of their numbers. */
export function cpuLetters(result: LabResult): readonly CpuLetter[] {
  const actors = result.timeline?.actors;
  if (!actors) return [];
  const before = known.get(actors);
  if (before) return before;
  const letters = actors
    .map(({ name, cpu }, actor) => ({ name, cpu, actor }))
    .filter(({ cpu }) => cpu !== null)
    .sort((a, b) => (a.cpu ?? 0) - (b.cpu ?? 0))
    .map(({ name, actor }, nth) => ({
      actor,
      name,
      letter: LETTERS[nth % LETTERS.length] ?? '?',
      hue: 1 + (nth % HUES),
    }));
  known.set(actors, letters);
  return letters;
}

/** The letter of an actor; null for one that is no CPU, such as the loader. */
export function letterOf(result: LabResult, actor: number): CpuLetter | null {
  return cpuLetters(result).find((cpu) => cpu.actor === actor) ?? null;
}
