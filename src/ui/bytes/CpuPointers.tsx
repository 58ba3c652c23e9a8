import { CpuTag } from '../shared/CpuTag.tsx';
import type { CpuLetter } from '../shared/cpu-letters.ts';
import type { CpuPointer } from './cpu-pointers.ts';

/** Letters of the CPUs whose rip is at a row, in the margin; the layout of the row stays. */
export function CpuPointers({ pointers }: { pointers: readonly CpuPointer[] }) {
  if (pointers.length === 0) return null;
  return (
    <span className={`pointers has-${Math.min(pointers.length, 3)}`}>
      {pointers.map(({ actor, letter, hue }) => (
        <CpuTag key={actor} letter={letter} hue={hue} />
      ))}
      <span className="visually-hidden">, {pointers.map(({ words }) => words).join(', ')}</span>
    </span>
  );
}

/** CPUs that may fetch a line's bytes, behind its word. */
export function Fetchers({ cpus }: { cpus: readonly CpuLetter[] }) {
  if (cpus.length === 0) return null;
  return (
    <span className="fetchers">
      {cpus.map((cpu) => (
        <CpuTag key={cpu.actor} {...cpu} />
      ))}
      <span className="visually-hidden">
        , may be fetched by {cpus.map(({ name }) => name).join(', ')}
      </span>
    </span>
  );
}
