import { type ByteCell, type Flight } from './byte-cells.ts';

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

/** A poke under way: what was above, memory in the middle, what will be below. */
export function FlightCells({ cells, flight }: { cells: readonly ByteCell[]; flight: Flight }) {
  return (
    <span className="flight">
      <GhostLine word="old" bytes={flight.old} />
      <span className="flight-line">
        <ByteCells cells={cells} />
        in memory
      </span>
      <GhostLine word="new" bytes={flight.new} />
    </span>
  );
}

function GhostLine({ word, bytes }: { word: 'old' | 'new'; bytes: readonly string[] }) {
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
    </span>
  );
}
