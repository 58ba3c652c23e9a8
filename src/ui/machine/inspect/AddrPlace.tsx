import type { CodePlace } from '../../../core/machine/index.ts';
import { placeLabel } from '../code-place.ts';
import { useMachine } from '../machine-tools.ts';
import { Thing } from '../Thing.tsx';

interface AddrPlaceProps {
  readonly place: CodePlace;
  /** Bytes that it stands for, when pointed at. */
  readonly length: number;
}

/** A kernel address, and program and offset beside it. */
export function AddrPlace({ place, length }: AddrPlaceProps) {
  const { result } = useMachine();
  const { progIdx, funcIdx, byteOff } = place;
  const image = result.progs[progIdx]?.jit?.funcs[funcIdx];
  const addr = image ? image.addr + BigInt(byteOff) : null;
  return (
    <Thing
      className="addr-place"
      selection={{ kind: 'bytes', progIdx, funcIdx, start: byteOff, end: byteOff + length }}
    >
      <code className="addr-name">{placeLabel(result, place)}</code>
      {addr !== null && <code className="quiet">{addr.toString(16)}</code>}
    </Thing>
  );
}
