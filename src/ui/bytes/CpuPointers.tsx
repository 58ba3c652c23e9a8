import { CpuTag } from '../shared/CpuTag.tsx';
import type { CpuPointer, SiteFetch } from './cpu-pointers.ts';

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

interface FetchersProps {
  readonly fetches: readonly SiteFetch[];
  /** The bytes of the line that this stands at. */
  readonly bytes: Uint8Array;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, nth) => byte === b[nth]);
}

/** CPUs that may fetch a line's bytes, behind its word. */
export function Fetchers({ fetches, bytes }: FetchersProps) {
  const cpus = fetches.filter((fetch) => sameBytes(fetch.bytes, bytes)).map(({ cpu }) => cpu);
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
