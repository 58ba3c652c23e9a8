import type { ReactNode } from 'react';
import type { ByteCell } from './byte-cells.ts';
import { Fetchers } from './CpuPointers.tsx';
import type { FlightLook } from './row-look.ts';

/** The bytes of one insn. A key that holds the value makes a changed byte flip in place. */
export function ByteCells({ cells }: { cells: readonly ByteCell[] }) {
  return (
    <span className="cells">
      {cells.map((cell) => (
        <span key={`${cell.byteOff}:${cell.hex}`} className={`cell is-${cell.role}`}>
          {cell.hex}
        </span>
      ))}
    </span>
  );
}

interface FlightCellsProps {
  readonly cells: readonly ByteCell[];
  readonly flight: FlightLook;
}

/** A poke under way: what was above, memory in the middle, what will be below. */
export function FlightCells({ cells, flight }: FlightCellsProps) {
  return (
    <span className="flight">
      <GhostLine word="old" bytes={flight.old}>
        <Fetchers cpus={flight.fetchers.old} />
      </GhostLine>
      <span className="flight-line">
        <ByteCells cells={cells} />
        in memory
        <Fetchers cpus={flight.fetchers.now} />
      </span>
      <GhostLine word="new" bytes={flight.new}>
        <Fetchers cpus={flight.fetchers.new} />
      </GhostLine>
    </span>
  );
}

interface GhostLineProps {
  readonly word: 'old' | 'new';
  readonly bytes: readonly string[];
  readonly children: ReactNode;
}

function GhostLine({ word, bytes, children }: GhostLineProps) {
  return (
    <span className="flight-line">
      <span className="cells ghost">
        {bytes.map((hex, nth) => (
          <span key={nth} className="cell">
            {hex}
          </span>
        ))}
      </span>
      {word}
      {children}
    </span>
  );
}
