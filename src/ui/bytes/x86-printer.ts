// Names in place of bare addresses: `jmp target_a+0xb`, not `jmp 0xffffffffc000069f`.

import type { LabResult } from '../../core/pipeline/index.ts';
import { type Syntax, x86Text } from './insn-text.ts';

/** Prints one insn that stands at `addr`. */
export type X86Printer = (bytes: Uint8Array, addr: bigint, syntax: Syntax) => string;

interface Place {
  readonly start: bigint;
  readonly end: bigint;
  readonly name: string;
}

function placesOf(result: LabResult): Place[] {
  return result.progs.flatMap((prog) =>
    (prog.jit?.funcs ?? []).map((image) => ({
      start: image.addr,
      end: image.addr + BigInt(image.bytes.length),
      name: image.name,
    })),
  );
}

/** A printer that knows the images and maps of one result. */
export function makeX86Printer(result: LabResult): X86Printer {
  const places = placesOf(result);
  const maps = new Map(result.mapAddrs.map((addr, mapIdx) => [addr, result.maps[mapIdx]?.name]));
  const nameOf = (addr: bigint, here: bigint): string | null => {
    const place = places.find(({ start, end }) => addr >= start && addr < end);
    if (!place) return maps.get(addr) ?? null;
    const off = (addr - place.start).toString(16);
    const isLocal = here >= place.start && here < place.end;
    if (isLocal) return `+${off}`;
    return off === '0' ? place.name : `${place.name}+0x${off}`;
  };
  return (bytes, addr, syntax) =>
    x86Text(bytes, addr, syntax).replace(
      /0x[0-9a-f]{9,16}/g,
      (hex) => nameOf(BigInt(hex), addr) ?? hex,
    );
}
