import type { CpuLetter } from './cpu-letters.ts';

/** A CPU's letter on its colour. Decorative: what it says stands beside it in words. */
export function CpuTag({ letter, hue }: Pick<CpuLetter, 'letter' | 'hue'>) {
  return (
    <span className={`cpu-tag is-cpu-${hue}`} aria-hidden="true">
      {letter}
    </span>
  );
}
