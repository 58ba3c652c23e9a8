// x86 text with names in place of bare addresses: `jmp target_a+0xb`, not `jmp 0xffffffffc000069f`.

import { bisector } from 'd3';
import { printRead } from '../../core/bpf/index.ts';
import type { LabResult } from '../../core/pipeline/index.ts';
import { decodeInsn, printAtt, printIntel } from '../../core/x86/index.ts';
import type { Syntax } from './insn-text.ts';

/** Prints one insn that stands at `addr`. */
export type X86Printer = (bytes: Uint8Array, addr: bigint, syntax: Syntax) => string;

interface Place {
  readonly start: bigint;
  readonly end: bigint;
  readonly name: string;
}

/** objdump prints a target's address and then its name; in a narrow column the name is enough. */
const NAMED_TARGET = /\b[0-9a-f]{8,16} (\S+)$/;

const byStart = bisector((place: Place) => place.start);

function placesOf(result: LabResult): Place[] {
  const images = result.progs.flatMap((prog) => prog.jit?.funcs ?? []);
  return images
    .map(({ addr, bytes, name }) => ({ start: addr, end: addr + BigInt(bytes.length), name }))
    .sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** Names of maps and kernel functions by address. */
export function insnNames({
  symbols,
  mapAddrs,
  maps,
}: LabResult): (addr: bigint) => string | undefined {
  const names = new Map([...symbols].map(([name, addr]) => [addr, name]));
  for (const [mapIdx, addr] of mapAddrs.entries()) names.set(addr, maps[mapIdx]?.name ?? '');
  return (addr) => names.get(addr);
}

/** What the interpreter reads. */
function makeInsnPrinter(result: LabResult): X86Printer {
  const nameOf = insnNames(result);
  const callBase = result.symbols.get('__bpf_call_base') ?? 0n;
  return (bytes) => printRead(bytes, 0, callBase, nameOf);
}

/** A printer that knows the images, maps and kernel symbols of one result; of BPF insns where the JIT is off. */
export function makeX86Printer(result: LabResult): X86Printer {
  if (!result.profile.load.jit) return makeInsnPrinter(result);
  const places = placesOf(result);
  const symbols = new Map([...result.symbols].map(([name, addr]) => [addr, name]));
  const progArrays = new Map(
    result.mapAddrs.map((addr, mapIdx) => [addr, result.maps[mapIdx]?.name]),
  );
  const nameOf = (addr: bigint, here: bigint): string | null => {
    const symbol = symbols.get(addr);
    if (symbol !== undefined) return symbol;
    const place = places[byStart.right(places, addr) - 1];
    // One past the end belongs to the image too: a jump may lead there.
    if (!place || addr > place.end) return null;
    const off = addr - place.start;
    if (here >= place.start && here < place.end) return `+${off.toString(16)}`;
    return off === 0n ? place.name : `${place.name}+0x${off.toString(16)}`;
  };
  return (bytes, addr, syntax) => {
    const insn = decodeInsn(bytes, 0);
    const print = syntax === 'att' ? printAtt : printIntel;
    const text = print(insn, addr, (target) => nameOf(target, addr));
    return text
      .replace(NAMED_TARGET, '$1')
      .replace(/0x[0-9a-f]{12,16}/, (hex) => progArrays.get(BigInt(hex)) ?? hex);
  };
}
